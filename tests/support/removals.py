"""Removals, appeals and what moderators decide about them, as accepted writes; and whether all that is stored fits."""

from typing import Any

from core.identity import accounts
from core.maintenance import drift
from core.writes.journal import Write
from tests.support.journal_writes import ADA, BOB, accept, carry_out, insert_user, stored
from tests.support.simulation.serial_model import walk

EVE, ZOE = "e" * 24, "c" * 24
Item = tuple[str, str]


def insert_people() -> None:
    """Ada writes, Bob looks on, Eve and Zoe are moderators."""
    for person in (ADA, BOB, EVE, ZOE):
        insert_user(person)
    for person in (EVE, ZOE):
        accounts.set_role(person, accounts.MODERATOR, has=True)


def remove(item: Item, actor: str = EVE) -> Write:
    """An accepted removal."""
    return accept(f"{item[0]}.remove", actor, {"round": None, "note": "", "reason": "hate"}, resource_id=item[1])


def appeal(item: Item, actor: str = ADA) -> Write:
    """An accepted appeal."""
    return accept(f"{item[0]}.appeal", actor, {"words": "It was a joke."}, resource_id=item[1])


def decide(item: Item, act: str = "restore", actor: str = EVE) -> Write:
    """An accepted decision about a removal."""
    return accept(f"{item[0]}.{act}", actor, {"note": "Look again."}, resource_id=item[1])


def document(item: Item) -> dict[str, Any]:
    """What is stored of it."""
    return stored(f"{item[0]}s", item[1])


def refusal(write: Write) -> str:
    """Why this write was refused: the title of the problem."""
    ended = carry_out(write)
    assert ended.state == "rejected" and ended.problem, ended
    return str(ended.problem["title"])


def check_all_counts() -> None:
    """Every counter is exact, and the cache says what MongoDB says."""
    assert [name for _, names in drift.wrong_counters("") for name in names] == []
    assert [name for _, names in drift.wrong_cache("") for name in names] == []


def thread(post_id: str) -> list[str]:
    """The comments on a post's own level, as a reader sees them."""
    return [each["id"] for each in walk(f"comments:{post_id}", "oldest", 2)]
