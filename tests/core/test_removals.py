"""Removals: what moderators removed can be appealed once and brought back, with all that hangs on it, until a purge."""

from typing import Any

import pytest

from core.content.moderation import removals
from core.identity import accounts
from core.platform.clock import now_ms
from core.platform.settings import Settings
from core.servers.mongo import collection
from tasks import cleanup
from tests.core.test_reports import made
from tests.support.aged import HOUR_MS, left
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    delete,
    new_comment,
    new_post,
    new_reply,
)
from tests.support.removals import (
    EVE,
    ZOE,
    Item,
    appeal,
    check_all_counts,
    decide,
    document,
    insert_people,
    refusal,
    remove,
    thread,
)
from tests.support.simulation.serial_model import walk


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    insert_people()


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest) -> Item:
    """The noun and the id of something that can be removed."""
    return made(request.param)


def notices() -> list[dict[str, Any]]:
    found = collection("notices").find({"user_id": ADA, "kind": "moderation"})
    return [{name: each.get(name) for name in ("outcome", "reason")} for each in found]


def test_what_was_removed_comes_back_as_it_was(item: Item) -> None:
    before = document(item)
    carry_out(remove(item))
    assert document(item)["deleted"] and notices() == [{"outcome": None, "reason": "hate"}]
    restored = decide(item)
    assert [carry_out(each).state for each in (restored, restored)] == ["applied", "applied"]
    changed = {"version", "seqs", "removed"}
    assert {each: value for each, value in document(item).items() if each not in changed} == {
        each: value for each, value in before.items() if each not in changed
    }
    assert removals.find(item[1]) is None and notices() == [{"outcome": "restored", "reason": None}]
    assert item[1] in [each["id"] for each in walk("feed:all", "newest", 2)] or item[1] in thread(before["post_id"])
    check_all_counts()
    (entry,) = collection("audit").find({"act": f"{item[0]}.restore"})
    assert (entry["who"], entry["why"], entry["before"]) == (
        EVE,
        "Look again.",
        {"reason": "hate", "is_appealed": False},
    )


def test_an_appeal_is_its_authors_and_is_made_once(item: Item) -> None:
    assert refusal(appeal(item)) == "Not found"
    carry_out(remove(item))
    assert refusal(appeal(item, BOB)) == "Not found"
    asked = appeal(item)
    assert [carry_out(each).state for each in (asked, asked)] == ["applied", "applied"]
    assert refusal(appeal(item)) == "Already appealed"
    found = removals.find(item[1])
    assert found and found["appeal"] == {"words": "It was a joke.", "at_ms": asked.at_ms, "is_open": True}


def test_what_the_author_deleted_is_no_removal(item: Item) -> None:
    carry_out(delete(*item))
    assert refusal(appeal(item)) == "Not found" and refusal(decide(item)) == "Already decided"


def test_of_two_decisions_about_an_appeal_the_first_counts(item: Item) -> None:
    carry_out(remove(item))
    assert refusal(decide(item, "uphold")) == "Already decided"
    carry_out(appeal(item))
    assert carry_out(decide(item, "uphold")).state == "applied"
    assert refusal(decide(item, "uphold", ZOE)) == "Already decided" and document(item)["deleted"]
    assert {"outcome": "upheld", "reason": None} in notices()
    (entry,) = collection("audit").find({"act": f"{item[0]}.uphold"})
    assert entry["before"] == {"reason": "hate", "is_appealed": True}
    # Moderators may change their minds; then there is nothing left to decide.
    assert carry_out(decide(item, actor=ZOE)).state == "applied"
    assert refusal(decide(item)) == "Already decided"


@pytest.mark.parametrize("act", ["restore", "uphold"])
def test_only_moderators_decide_and_not_about_what_they_wrote(item: Item, act: str) -> None:
    carry_out(remove(item))
    carry_out(appeal(item))
    accounts.set_role(ADA, accounts.MODERATOR, has=True)
    assert [refusal(decide(item, act, who)) for who in (BOB, ADA)] == ["Not a moderator", "Your own"]


def age(item: Item, system: Settings) -> None:
    """As if it had been removed longer ago than tombstones are kept."""
    over_ms = now_ms() - system.retention_deleted_s * 1000 - HOUR_MS
    for name in ("removals", f"{item[0]}s"):
        collection(name).update_one({"_id": item[1]}, {"$set": {"deleted_ms": over_ms}})


def test_a_removal_is_purged_with_its_item(item: Item, system: Settings) -> None:
    carry_out(remove(item))
    age(item, system)
    assert cleanup.clean_up(f"deleted-{item[0]}s") == 1 and left("removals") == set()


def test_the_words_of_a_placeholder_are_purged_as_others_are(system: Settings) -> None:
    item = made("comment")
    carry_out(new_reply(document(item)["post_id"], item[1]))
    carry_out(remove(item))
    age(item, system)
    assert cleanup.clean_up("deleted-removals") == 1 and left("removals") == set()
    assert refusal(decide(item)) == "Already decided" and not document(item)["deleted"]


def test_what_is_appealed_is_kept_for_as_long_again(system: Settings) -> None:
    post_id = carry_out(new_post()).resource_id
    above = carry_out(new_comment(post_id)).resource_id
    reply = ("comment", carry_out(new_reply(post_id, above)).resource_id)
    carry_out(delete("comment", above))
    carry_out(remove(reply))
    for item in (reply, ("comment", above)):
        age(item, system)
    carry_out(appeal(reply))
    assert [cleanup.clean_up(f"deleted-{name}") for name in ("comments", "removals")] == [0, 0]
    assert carry_out(decide(reply)).state == "applied" and thread(post_id) == [above]
