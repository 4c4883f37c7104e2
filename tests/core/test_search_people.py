"""Search for people: by the beginning of the name, and by its words."""

from collections.abc import Callable

import pytest

from core.content import blocks
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads.search.engine import Page
from core.reads.search.mongo.finds import MongoEngine
from core.reads.search.words import read_query
from core.servers.mongo import db
from tests.core.test_search import NEVER_S, walk
from tests.support.journal_writes import accept, carry_out, insert_user

NAMES = [
    "Ada Lovelace",
    "ada byron",
    "ÁDA X",
    "Lovelace Ada",
    "Bob Adams",
    "Østergaard",
    "Ostrich",
    "AD",
    "Ada Lovelace",
]
pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture(autouse=True)
def ids(system: Settings) -> list[str]:
    """The ids of those with these names."""
    return [insert_user(f"{n:024x}", name) for n, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ad", [7, 1, 0, 8, 2]),
        ("ADA", [1, 0, 8, 2, 3]),
        ("ada l", [0, 8]),
        ("Lovelace", [3, 8, 0]),
        ("lovelace ada", [3, 8, 0]),
        ("ost", [5, 6]),
        ("adams", [4]),
        ("nobody", []),
        (".*", None),
    ],
)
def test_people_are_found_by_the_beginning_first_and_then_by_words(text: str, expected: list[int] | None) -> None:
    if expected is None:
        with pytest.raises(Problem, match="422"):
            walk("people", text)
        return
    for limit in (1, 2, 3, 50):
        assert [int(each, 16) for each in walk("people", text, limit)] == expected, limit


def test_who_has_another_name_now_is_found_by_that(ids: list[str]) -> None:
    carry_out(accept("user.edit", ids[4], {"changes": {"name": "Zoë"}}, resource_id=ids[4]))
    assert walk("people", "adams") == []
    assert walk("people", "zoe") == [ids[4]]


def test_a_name_that_very_many_have_is_looked_for_at_the_beginning_alone(
    configure: Callable[..., Settings],
) -> None:
    configure(search_matches_max=2)
    assert [int(each, 16) for each in walk("people", "ada")] == [1, 0, 8, 2]


def test_blocks_change_nothing_here_as_they_change_nothing_in_other_reads(ids: list[str]) -> None:
    carry_out(accept("user.block", ids[0], {}, resource_id=ids[4]))
    assert blocks.any_blocks([ids[0]], ids[4])
    assert walk("people", "adams") == [ids[4]]


@pytest.mark.parametrize("after", ["x", "b2", "b0-x", "b-", "n-" + "0" * 24, "r1-0-0", "rff"])
def test_a_place_that_the_engine_did_not_give_is_refused(after: str) -> None:
    with pytest.raises(Problem, match="400 Bad cursor"):
        MongoEngine().find("people", read_query("ada"), Page(20, after, NEVER_S))


def test_people_are_found_by_their_handles_with_and_without_the_at(ids: list[str]) -> None:
    db()["users"].update_one({"_id": ids[6]}, {"$set": {"handle": "strich_vogel"}})
    for text in ("strich", "@strich_v", "STRICH_VOGEL"):
        assert walk("people", text) == [ids[6]], text
