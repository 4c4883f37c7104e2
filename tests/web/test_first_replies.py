"""First replies over HTTP: a page of a thread shows them as they are, and leads to the others."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.platform.settings import Settings
from core.reads.first_replies import SHOWN
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection
from core.servers.redis import cache_store
from core.writes import journal
from tasks import feeds
from tests.support.journal_writes import (
    carry_out,
    delete,
    edit_comment,
    like,
    new_comment,
    new_post,
    new_reply,
    stored,
)
from tests.support.users import SignedIn

Thread = list[dict[str, Any]]


@pytest.fixture
def post_id(people: list[SignedIn]) -> str:
    return carry_out(new_post(actor=people[0].id)).resource_id


def comment(who: SignedIn, post_id: str, answers: str = "", content: str = "A comment") -> str:
    write = new_reply(post_id, answers, content, who.id) if answers else new_comment(post_id, content, who.id)
    assert carry_out(write).state == "applied", write.problem
    return write.resource_id


def fill(post_id: str, *comment_ids: str) -> None:
    for name in (f"comments:{post_id}", *(f"replies:{each}" for each in comment_ids)):
        feeds.fill_feed(name)


def page(reader: SignedIn, path: str, **headers: str) -> Any:
    answer = reader.get(path, **headers)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def true_ids(field: str, owner_id: str, order: str = "oldest") -> list[str]:
    """What MongoDB says of a thread."""
    wanted = {field: owner_id, "deleted": False} | ({"parent_id": None} if field == "post_id" else {})
    way = 1 if order == "oldest" else -1
    return [each["_id"] for each in collection("comments").find(wanted).sort([("created_ms", way), ("_id", way)])]


def as_it_is(reader: SignedIn, comment_id: str, is_listed: bool = True) -> dict[str, Any]:
    """A comment as MongoDB and its own address say that a page has to show it."""
    shown: dict[str, Any] = reader.get(f"/comments/{comment_id}").get_json()
    true = stored("comments", comment_id)
    for name in ("content", "rev", "like_count", "reply_count"):
        assert shown[name] == true[name]
    if is_listed:
        ids = true_ids("parent_id", comment_id)
        shown["first_replies"] = [as_it_is(reader, each, is_listed=False) for each in ids[:SHOWN]]
    return shown


def without_cursors(items: Thread) -> Thread:
    return [{name: each[name] for name in each if name != "replies_cursor"} for each in items]


def check(reader: SignedIn, post_id: str) -> None:
    """Every page of the thread is what MongoDB says, and its cursors lead to what is not on it."""
    for order in ("oldest", "newest"):
        items = page(reader, f"/posts/{post_id}/comments?order={order}")["items"]
        expected = true_ids("post_id", post_id, order)
        assert without_cursors(items) == [as_it_is(reader, each) for each in expected]
        for each in items:
            rest = true_ids("parent_id", each["id"])[SHOWN:]
            assert bool(each["replies_cursor"]) == bool(rest)
            path = f"/comments/{each['id']}/replies"
            if rest:
                assert [item["id"] for item in page(reader, f"{path}?cursor={each['replies_cursor']}")["items"]] == rest
            below = page(reader, f"{path}?order={order}")["items"]
            assert without_cursors(below) == [as_it_is(reader, one) for one in true_ids("parent_id", each["id"], order)]


def test_the_first_replies_are_the_oldest_whatever_the_order_of_the_page_is(
    people: list[SignedIn], post_id: str
) -> None:
    ada, bob = people
    first, second = comment(ada, post_id), comment(ada, post_id)
    answers = [comment(bob, post_id, first, f"Answer {n}") for n in range(SHOWN + 2)]
    comment(ada, post_id, answers[0])
    carry_out(like("comment", answers[-1], ada.id))
    for filled in (False, True):
        for order in ("oldest", "newest", "top"):
            items = page(ada, f"/posts/{post_id}/comments?order={order}")["items"]
            shown = {each["id"]: each for each in items}
            assert [each["id"] for each in shown[first]["first_replies"]] == answers[:SHOWN]
            assert (shown[second]["first_replies"], shown[second]["replies_cursor"]) == ([], None)
            assert all("first_replies" not in each for each in shown[first]["first_replies"])
            rest = page(ada, f"/comments/{first}/replies?cursor={shown[first]['replies_cursor']}")
            assert [each["id"] for each in rest["items"]] == answers[SHOWN:]
        check(ada, post_id)
        if not filled:
            fill(post_id, first)
    assert "first_replies" not in ada.get(f"/comments/{first}").get_json()


CHANGES: dict[str, Callable[[SignedIn, str, list[str]], object]] = {
    "a first reply is edited": lambda bob, _, replies: carry_out(edit_comment(replies[0], "Changed", bob.id)),
    "a first reply is liked": lambda bob, _, replies: carry_out(like("comment", replies[1], bob.id)),
    "a first reply is deleted": lambda bob, _, replies: carry_out(delete("comment", replies[0], bob.id)),
    "a first reply is answered": lambda bob, post_id, replies: comment(bob, post_id, replies[0]),
    "another reply is written": lambda bob, post_id, _: comment(
        bob, post_id, true_ids("post_id", post_id)[0], "One more"
    ),
    "the comment becomes a placeholder": lambda bob, post_id, _: carry_out(
        delete("comment", true_ids("post_id", post_id)[0], bob.id)
    ),
    "their author has another name": lambda bob, *_: carry_out(
        journal.accept("user.edit", bob.id, {"changes": {"name": "Robert"}}, resource_id=bob.id)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_is_the_same_until(change: str, people: list[SignedIn], post_id: str) -> None:
    ada, bob = people
    first = comment(bob, post_id)
    replies = [comment(bob, post_id, first, f"Answer {n}") for n in range(2)]
    fill(post_id, first)
    path = f"/posts/{post_id}/comments"
    for _ in range(3):
        before = ada.get(path)
    etag = before.headers["ETag"]
    assert ada.get(path, If_None_Match=etag).status_code == 304
    CHANGES[change](bob, post_id, replies)
    after = ada.get(path, If_None_Match=etag)
    assert after.status_code == 200 and after.headers["ETag"] != etag
    assert after.get_json() != before.get_json()
    check(ada, post_id)
    etag = ada.get(path).headers["ETag"]
    assert ada.get(path, If_None_Match=etag).status_code == 304


def test_a_page_without_a_cache_has_them_as_well(
    people: list[SignedIn], post_id: str, configure: Callable[..., Settings], system: Settings
) -> None:
    ada, bob = people
    first = comment(bob, post_id)
    replies = [comment(bob, post_id, first, f"Answer {n}") for n in range(3)]
    carry_out(delete("comment", first, bob.id))
    with_cache = page(ada, f"/posts/{post_id}/comments")
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, cache_url="redis://127.0.0.1:1/0")
    without = page(ada, f"/posts/{post_id}/comments")
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    assert without == with_cache
    assert [each["id"] for each in without["items"][0]["first_replies"]] == replies[:SHOWN]


def test_a_worker_of_another_version_changes_a_page_as_well(people: list[SignedIn], post_id: str) -> None:
    ada, bob = people
    first = comment(bob, post_id)
    reply = comment(bob, post_id, first)
    fill(post_id)
    path = f"/posts/{post_id}/comments"
    assert len({page(ada, path)["items"][0]["first_replies"][0]["content"] for _ in range(3)}) == 1
    # It knows nothing of pages that show what is in another index.
    change = {"$set": {"content": "Changed", "rev": 2}, "$inc": {"version": 1}}
    collection("comments").update_one({"_id": reply}, change)
    cache_store().hset(cache_key("cache:floors"), f"comment:{reply}", 2)
    cache_store().hset(cache_key("comment", reply), mapping={"version": 2, "shape": "another"})
    assert page(ada, path)["items"][0]["first_replies"][0]["content"] == "Changed"


pick = st.integers(0, 20)
step = st.one_of(
    st.tuples(st.sampled_from(["comment", "reply", "edit", "delete", "like", "unlike", "evict"]), pick, st.booleans()),
    st.tuples(st.sampled_from(["flush", "fill", "look"]), st.just(0), st.just(False)),
)


class Play:
    """Two people who write a thread, in any order."""

    def __init__(self, people: list[SignedIn]) -> None:
        self.people, self.comments = people, list[str]()
        self.post_id = carry_out(new_post(actor=people[0].id)).resource_id

    def do(self, what: str, n: int, by_ada: bool) -> None:
        who = self.people[not by_ada]
        target = self.comments[n % len(self.comments)] if self.comments else ""
        if what == "comment" or (what == "reply" and target):
            write = new_reply(self.post_id, target, f"{n}", who.id) if what == "reply" else None
            write = carry_out(write or new_comment(self.post_id, f"{n}", who.id))
            self.comments += [write.resource_id] if write.state == "applied" else []
        elif what == "flush":
            cache_store().flushdb()
        elif what == "fill":
            fill(self.post_id, *self.comments)
        elif what == "look":
            check(self.people[0], self.post_id)
        elif target:
            self._change(what, target, who)

    def _change(self, what: str, target: str, who: SignedIn) -> None:
        if what == "edit":
            carry_out(edit_comment(target, "Changed", who.id))
        elif what == "delete":
            carry_out(delete("comment", target, who.id))
        elif what == "evict":
            cache_store().delete(cache_key("comment", target))
        else:
            carry_out(like("comment", target, who.id, is_over=what == "unlike"))


@examples(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(step, min_size=4, max_size=20))
def test_whatever_happens_to_replies_every_page_is_what_mongodb_says(
    people: list[SignedIn], steps: list[tuple[str, int, bool]]
) -> None:
    play = Play(people)
    for what, n, by_ada in steps:
        play.do(what, n, by_ada)
        # Whoever reads has the page kept that the next step has to change.
        shown = page(people[0], f"/posts/{play.post_id}/comments")["items"]
        assert without_cursors(shown) == [as_it_is(people[0], each) for each in true_ids("post_id", play.post_id)]
    check(people[0], play.post_id)
