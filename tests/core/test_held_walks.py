"""Feeds and threads while things are held, approved, rejected, edited and deleted in any order: nothing that is held is
shown or counted, what is shown is shown once, and who reads on finds what was approved meanwhile."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from core.maintenance import drift
from core.platform.settings import Settings, settings, use
from core.servers.mongo import collection, db
from core.servers.redis import cache_store
from core.writes import events, journal
from core.writes.journal import Write
from tasks import feeds as feed_tasks
from tests.support.feeds import insert_posts, pages, walk
from tests.support.held import approve, insert_moderator, reject
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    delete,
    insert_user,
    make_due,
    new_comment,
    new_post,
)
from tests.support.keys import keys_like
from tests.support.long_form import tries
from tests.support.simulation.harness import STEPS, crash, pick

NAMES = ("posts", "comments", "held", "likes", "notices", "revisions", "audit", "ledger", "users")
mostly = st.sampled_from([True, True, False])
_prefixes = itertools.count()


class Held(RuleBasedStateMachine):
    """Ada writes, and all she writes is held; a moderator decides; workers crash, and the cache forgets."""

    def __init__(self, base: Settings) -> None:
        super().__init__()
        own = {"key_prefix": f"{base.key_prefix}{next(_prefixes)}:", "attempts_max": 1000, "index_max": 3}
        use(base.model_copy(update={**own, "hold": "none"}))
        for name in NAMES:
            collection(name).delete_many({})
        for each in (ADA, BOB):
            insert_user(each)
        insert_moderator()
        self.post = carry_out(new_post(actor=BOB)).resource_id
        use(settings().model_copy(update={"hold": "all"}))
        self.made: list[Write] = []
        self.accepted: list[Write] = []

    def accept(self, write: Write, at_once: bool) -> Write:
        self.accepted.append(write)
        if at_once:
            carry_out(write)
        return write

    def one(self, n: int) -> Write:
        return self.made[n % len(self.made)]

    @rule(is_post=st.booleans(), at_once=mostly)
    def write(self, is_post: bool, at_once: bool) -> None:
        self.made.append(self.accept(new_post() if is_post else new_comment(self.post), at_once))

    @precondition(lambda self: self.made)
    @rule(n=pick, at_once=mostly)
    def edit(self, n: int, at_once: bool) -> None:
        item = self.one(n)
        changes = {"changes": {"content": f"Edited {len(self.accepted)}"}}
        self.accept(accept(f"{item.kind.noun}.edit", ADA, changes, resource_id=item.resource_id), at_once)

    @precondition(lambda self: self.made)
    @rule(n=pick, is_good=mostly, at_once=mostly)
    def decide(self, n: int, is_good: bool, at_once: bool) -> None:
        item = self.one(n)
        self.accept((approve if is_good else reject)(item.kind.noun, item.resource_id), at_once)

    @precondition(lambda self: self.made)
    @rule(n=pick, at_once=mostly)
    def delete(self, n: int, at_once: bool) -> None:
        item = self.one(n)
        self.accept(delete(item.kind.noun, item.resource_id), at_once)

    @precondition(lambda self: self.accepted)
    @rule(n=pick)
    def carry_out_again(self, n: int) -> None:
        carry_out(self.accepted[n % len(self.accepted)])

    @precondition(lambda self: self.accepted)
    @rule(n=pick, step=st.sampled_from(STEPS), after=st.booleans())
    def crash(self, n: int, step: str, after: bool) -> None:
        crash([self.accepted[n % len(self.accepted)]], step, after)

    @rule(n=pick)
    def forget(self, n: int) -> None:
        if n % 5 == 0:
            cache_store().flushall()
        volatile = sorted(each for each in keys_like(cache_store()) if cache_store().ttl(each) > 0)
        if volatile:
            cache_store().delete(volatile[n % len(volatile)])

    @rule()
    def fill(self) -> None:
        for name in ("feed:all", f"comments:{self.post}", f"feed:user:{ADA}"):
            feed_tasks.fill_feed(name)

    @rule(limit=st.sampled_from([1, 2, 20]))
    def nothing_that_waits_is_shown(self, limit: int) -> None:
        waiting = {each["_id"] for each in db()["held"].find({"verb": "create"})}
        for name in ("feed:all", f"comments:{self.post}", f"feed:user:{ADA}"):
            shown = walk(name, limit)
            assert not waiting & set(shown)
            assert len(shown) == len(set(shown))

    def teardown(self) -> None:
        for _ in range(10):
            make_due(*self.accepted)
            for write in self.accepted:
                carry_out(write)
        assert {journal.get(each.id).state for each in self.accepted} <= {"applied", "rejected"}
        self.check_feeds()
        self.check_events()

    def check_feeds(self) -> None:
        order = [("created_ms", -1), ("_id", -1)]
        for name, match in (("posts", {}), ("comments", {"post_id": self.post})):
            there = [each["_id"] for each in db()[name].find({"deleted": False} | match).sort(order)]
            feed = "feed:all" if name == "posts" else f"comments:{self.post}"
            assert walk(feed, 2) == walk(feed, 20) == there
            assert not set(there) & {each["_id"] for each in db()["held"].find({"verb": "create"})}
        names = [name for batch in drift.wrong_counters("") for name in batch[1]]
        assert names == [] and drift.still_wrong(["feed:all", f"comments:{self.post}"]) == []

    def check_events(self) -> None:
        """Each item that was approved has come to others once."""
        created = [
            each.body for each in events.since(0) if each.kind.endswith(".created") and each.kind != "like.created"
        ]
        ids = [body.get("comment_id") or body["post_id"] for body in created]
        known = {doc["_id"] for name in ("posts", "comments") for doc in db()[name].find()}
        assert sorted(ids) == sorted(known)


def test_whatever_the_order_what_is_held_is_shown_to_nobody_and_what_is_approved_once(system: Settings) -> None:
    base = settings()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Held(base),  # type: ignore[arg-type]
        settings=examples(
            max_examples=tries(50, short=10),
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("index_max", [1000, 20])
@pytest.mark.parametrize("name", ["feed:all", f"feed:user:{ADA}"])
def test_who_reads_on_finds_all_that_is_approved_meanwhile_once(
    configure: Callable[..., Any], system: Settings, index_max: int, name: str
) -> None:
    insert_user(ADA)
    insert_moderator()
    before = insert_posts(30)
    configure(hold="all", index_max=index_max, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    held = [carry_out(new_post()).resource_id for _ in range(8)]
    feed_tasks.fill_feed(name)
    seen: list[str] = []
    waiting = iter(reversed(held))
    for page in pages(name, limit=3, order="oldest"):
        seen += page
        if approved := next(waiting, None):
            carry_out(approve("post", approved))
    # In the order of their approval, whatever that of their writing was.
    assert seen == [*before, *reversed(held)]
