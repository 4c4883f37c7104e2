"""Search by MongoDB: what is found, in which order, and that each page goes on where the one before ended."""

from collections.abc import Callable

import orjson
import pytest

from core.platform.ids import new_id
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads.search import results
from core.reads.search.engine import Kind, Page
from core.reads.search.mongo import looks
from core.reads.search.mongo.finds import MongoEngine
from core.reads.search.words import read_query
from core.servers.mongo import collection, db
from core.servers.sharding.filters import partition
from tests.support.faults import failing
from tests.support.journal_writes import (
    ADA,
    accept,
    carry_out,
    delete,
    insert_user,
    new_comment,
    new_reply,
)

NEVER_S = 1e12


@pytest.fixture(autouse=True)
def ada(system: Settings) -> str:
    """Who writes."""
    return insert_user()


def post(title: str = "A title", content: str = "Some content") -> str:
    """The id of a post that was just written."""
    return carry_out(accept("post.create", ADA, {"title": title, "content": content})).resource_id


def posts(*contents: str) -> list[str]:
    """The ids of as many posts, in their order, straight into MongoDB, as they are stored."""
    template = collection("posts").find_one({"_id": post()})
    assert template
    # Those of one second are not in the order in which they were made.
    ids = sorted(new_id() for _ in contents)
    copies = zip(ids, contents, strict=True)
    db()["posts"].insert_many([{**template, "_id": i, "p": partition(i), "content": each} for i, each in copies])
    return ids


def walk(kind: Kind, text: str, limit: int = 2) -> list[str]:
    """The ids of all pages."""
    ids, cursor = [], None
    while True:
        page = results.search(kind, text, limit, cursor)
        ids += [item_id(each) for each in page.items]
        if not (cursor := page.next_cursor):
            return ids


def item_id(result: results.Result) -> str:
    return str(orjson.loads(orjson.dumps(result["item"]))["id"])


def test_a_word_in_the_title_weighs_more_than_one_in_the_text() -> None:
    in_text = post("Something", "We need cheese and bread for this")
    in_title = post("Cheese", "We need wine and bread for this")
    post("Nothing", "of that kind")
    assert walk("posts", "cheese") == [in_title, in_text]
    assert walk("posts", "CHEESE") == [in_title, in_text]


def test_all_words_must_be_there_whole() -> None:
    both = post("Red wine", "and white bread")
    post("Red", "and white bread")
    post("wine", "only")
    assert walk("posts", "bread wine") == [both]
    assert walk("posts", "wine absent") == walk("posts", "bre") == walk("posts", "winey") == []


@pytest.mark.parametrize(
    "text", ["-wine", '"red wine"', '"wine red', "wine -red", '-"wine"', "red wine AND NOT white"[:8]]
)
def test_operators_are_plain_words(text: str) -> None:
    found = post("Red wine", "from France")
    assert walk("posts", text) == [found]


def test_no_language_has_a_word_that_is_left_out_or_bent() -> None:
    found = post("The Who", "were running")
    assert walk("posts", "the who were") == [found]
    assert walk("posts", "run") == []
    for text in ("Überraschung", "сыр", "τυρί", "गाँव", "جبن"):
        written = post("Title", f"x {text} y")
        assert walk("posts", text) == [written]
    assert len(walk("posts", "uberraschung")) == 1


def test_what_is_deleted_is_not_found_and_what_is_edited_is_found_by_its_new_words() -> None:
    gone, edited = post("Cheese"), post("Cheese")
    carry_out(delete("post", gone))
    carry_out(accept("post.edit", ADA, {"changes": {"title": "Wine"}}, resource_id=edited))
    assert walk("posts", "cheese") == []
    assert walk("posts", "wine") == [edited]


def test_comments_are_found_without_placeholders_and_those_of_deleted_posts() -> None:
    here, gone = post(), post()
    kept = carry_out(new_comment(here, "some cheese")).resource_id
    removed = carry_out(new_comment(here, "old cheese")).resource_id
    reply = carry_out(new_reply(here, removed, "which cheese?")).resource_id
    carry_out(new_comment(gone, "more cheese"))
    assert len(walk("comments", "cheese")) == 4
    carry_out(delete("comment", removed))
    carry_out(delete("post", gone))
    assert sorted(walk("comments", "cheese", limit=1)) == sorted([kept, reply])
    (result,) = results.search("comments", "which", 20, None).items
    assert result["post_title"] == "A title"


def test_pages_follow_each_other_without_repeats_or_gaps_also_among_equals() -> None:
    equals = posts(*["just cheese"] * 7)
    best = posts("cheese " * 5)[0]
    found = walk("posts", "cheese")
    assert found == [best, *reversed(equals)]
    assert [walk("posts", "cheese", limit) == found for limit in (1, 3, 7, 8, 9, 50)] == [True] * 6


def test_what_is_written_meanwhile_moves_nothing_that_was_not_shown_yet() -> None:
    before = posts(*["just cheese"] * 5)
    first = results.search("posts", "cheese", 2, None)
    new = {*posts("cheese cheese cheese", "just cheese")}
    rest = results.search("posts", "cheese", 50, first.next_cursor)
    shown = [item_id(each) for each in (*first.items, *rest.items)]
    assert [each for each in shown if each not in new] == list(reversed(before))


@pytest.mark.parametrize("text", ["cheese", "cheese bread"])
def test_of_words_that_very_many_have_the_newest_come_first(configure: Callable[..., Settings], text: str) -> None:
    configure(search_matches_max=3)
    many = posts(*["bread and cheese", "no match at all"] * 5)
    assert walk("posts", text) == many[::2][::-1]
    assert walk("posts", text, limit=50) == many[::2][::-1]


def test_a_rare_word_beside_a_common_one_chooses(configure: Callable[..., Settings]) -> None:
    configure(search_matches_max=3)
    posts(*["just cheese"] * 6)
    both = posts("cheese with figs", "figs figs and cheese")
    assert walk("posts", "cheese figs", limit=1) == both[::-1]
    assert walk("posts", "cheese absent") == []


def test_a_page_that_looked_at_enough_leads_on(
    configure: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(search_matches_max=1)
    monkeypatch.setattr(looks, "LOOKED_MAX", 1)
    monkeypatch.setattr("core.reads.search.mongo.newest.BATCH", 2)
    monkeypatch.setattr(results, "ROUNDS", 1)
    wanted = posts("cheese", *["nothing"] * 6, "cheese")
    page = results.search("posts", "cheese", 2, None)
    assert [item_id(each) for each in page.items] == [wanted[-1]] and page.next_cursor
    assert walk("posts", "cheese") == [wanted[-1], wanted[0]]


def test_what_takes_too_long_is_refused_and_counted(scrape: Callable[[], str]) -> None:
    post("Cheese")
    with failing("aggregate", times=1, errorCode=50), pytest.raises(Problem, match="503 Search too slow") as refused:
        results.search("posts", "cheese", 20, None)
    assert refused.value.retry_after_s
    with pytest.raises(Problem, match="503 Search too slow"):
        MongoEngine().find("posts", read_query("cheese"), Page(20, "", until_s=0))
    assert 'social_search_seconds_count{kind="posts",result="too slow"}' in scrape()
    assert walk("posts", "cheese")


def test_before_the_migration_search_is_not_available() -> None:
    db()["posts"].drop_index("words")
    with pytest.raises(Problem, match="503 Unavailable"):
        results.search("posts", "cheese", 20, None)


@pytest.mark.parametrize(
    "after", ["x", "r", "r1-0-0", "r8-" + "0" * 16 + "-" + "0" * 24, "n-x", "b0", "w", "r1-" + "z" * 16]
)
@pytest.mark.parametrize("kind", ["posts", "comments"])
def test_a_place_that_the_engine_did_not_give_is_refused(kind: Kind, after: str) -> None:
    with pytest.raises(Problem, match="400 Bad cursor"):
        MongoEngine().find(kind, read_query("red wine"), Page(20, after, NEVER_S))
