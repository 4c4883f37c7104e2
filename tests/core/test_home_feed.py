"""The home feed is exact under random interleavings: each walk shows what MongoDB says, but for what has not ended yet.

HOME_PUSH_MAX and INDEX_MAX are tiny, so that authors become merged and pushed again, and pages come from both stores.
"""

import itertools
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from redis.exceptions import ConnectionError as RedisConnectionError

from core.platform.settings import Settings, settings, use
from core.reads import cache, cache_debts, fills, home_feed, indexes
from core.reads.cursors import read_cursor
from core.reads.fills import Fill
from core.reads.spans import Span
from core.schemas.stored import StoredPost
from core.servers.cache_partitions import prefixes
from core.servers.mongo import Document, collection
from core.servers.redis import cache_store, key
from core.servers.redis import journal as journal_store
from core.writes import journal
from core.writes.journal import Write
from tests.support.follows import check_follows
from tests.support.journal_writes import (
    block,
    carry_out,
    carry_out_together,
    consequences_of,
    delete,
    follow,
    insert_user,
    new_post,
)
from tests.support.keys import keys_like
from tests.support.long_form import tries
from tests.support.simulation.harness import HOME_STEPS, STEPS, crash, pick

PEOPLE = [f"{n:024x}" for n in range(1, 5)]
WAIT_MS = cache_debts.TRUST_MS + cache_debts.MARGIN_MS
person = st.sampled_from(PEOPLE)
mostly = st.sampled_from([True, True, False])
_prefixes = itertools.count()


def walk(user_id: str, limit: int = 20) -> list[str]:
    """The ids of all posts of this user's home feed, by its cursors."""
    shown: list[str] = []
    cursor = None
    while True:
        page = home_feed.page(user_id, Span(limit=limit, cursor=cursor))
        shown += [each["id"] for each in orjson.loads(page.items)]
        if page.next_cursor is None:
            return shown
        cursor = read_cursor(page.next_cursor)


def true_feed(user_id: str) -> list[StoredPost]:
    """What it consists of, as MongoDB says."""
    follows = collection("follows").find({"follower_id": user_id, "deleted": False})
    authors = [user_id, *(each["followed_id"] for each in follows)]
    found = collection("posts").find({"author_id": {"$in": authors}, "deleted": False})
    return list(found.sort([("created_ms", -1), ("_id", -1)]))


class Homes(RuleBasedStateMachine):
    """People follow each other and write; workers crash; the cache forgets, and is unavailable for a while."""

    def __init__(self, base: Settings) -> None:
        super().__init__()
        own = {"key_prefix": f"{base.key_prefix}{next(_prefixes)}:", "attempts_max": 1000}
        use(base.model_copy(update=own | {"index_max": 3, "home_push_max": 2}))
        for name in ("posts", "follows", "blocks", "notices", "ledger", "users"):
            collection(name).delete_many({})
        for each in PEOPLE:
            insert_user(each)
        self.accepted: list[Write] = []
        self.fills: list[tuple[Fill, list[Document] | None]] = []

    def accept(self, write: Write, at_once: bool) -> None:
        self.accepted.append(write)
        if at_once:
            carry_out(write)
        self.note_consequences()

    def note_consequences(self) -> None:
        """What workers have accepted themselves is carried out, or not, as all else."""
        blocked = [each for each in self.accepted if each.kind == "user.block"]
        known = {each.id for each in self.accepted}
        self.accepted += [each for each in consequences_of(blocked) if each.id not in known]

    @initialize()
    def begin(self) -> None:
        for each in PEOPLE:
            self.accept(new_post(actor=each), at_once=True)
        self.fill_all()

    @rule(who=person, step=st.integers(1, 3), at_once=mostly)
    def follow_or_not(self, who: str, step: int, at_once: bool) -> None:
        whom = PEOPLE[(PEOPLE.index(who) + step) % len(PEOPLE)]
        before = [each.kind for each in self.accepted if (each.actor_id, each.resource_id) == (who, whom)]
        self.accept(follow(whom, who, is_over=before[-1:] == ["user.follow"]), at_once)

    @rule(who=person, step=st.integers(1, 3), at_once=mostly)
    def block_or_not(self, who: str, step: int, at_once: bool) -> None:
        whom = PEOPLE[(PEOPLE.index(who) + step) % len(PEOPLE)]
        kinds = [each.kind for each in self.accepted if (each.actor_id, each.resource_id) == (who, whom)]
        before = [each for each in kinds if each.changes_blocks]
        self.accept(block(whom, who, is_over=before[-1:] == ["user.block"]), at_once)

    @rule(whom=person)
    def many_follow_at_once(self, whom: str) -> None:
        writes = [follow(whom, each) for each in PEOPLE if each != whom]
        self.accepted += writes
        carry_out_together(writes)

    @rule(who=person, at_once=mostly)
    def write_a_post(self, who: str, at_once: bool) -> None:
        self.accept(new_post(actor=who), at_once)

    def posts(self) -> list[Write]:
        return [each for each in self.accepted if each.kind == "post.create"]

    @precondition(lambda self: self.posts())
    @rule(n=pick, at_once=mostly)
    def delete_a_post(self, n: int, at_once: bool) -> None:
        post = self.posts()[n % len(self.posts())]
        self.accept(delete("post", post.resource_id, post.actor_id), at_once)

    @precondition(lambda self: self.accepted)
    @rule(n=pick)
    def carry_out_again(self, n: int) -> None:
        carry_out(self.accepted[n % len(self.accepted)])

    @precondition(lambda self: self.accepted)
    @rule(n=pick, step=st.sampled_from((*STEPS, *HOME_STEPS)), after=st.booleans())
    def crash(self, n: int, step: str, after: bool) -> None:
        crash([self.accepted[n % len(self.accepted)]], step, after)

    @precondition(lambda self: self.accepted)
    @rule(n=pick)
    def apply_while_the_cache_is_unavailable(self, n: int) -> None:
        write = self.accepted[n % len(self.accepted)]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(cache, "put_applied", _unavailable)
            carry_out(write)
            if journal_store().hexists(key("write", write.id), "owed_ms"):
                journal_store().hincrby(key("write", write.id), "owed_ms", -WAIT_MS)
                carry_out(write)
        # Nobody trusts any more what it had before.
        cache_store().delete(*(f"{prefix}cache:trusted" for prefix in prefixes()))

    @rule(who=person, is_home=st.booleans())
    def begin_fill(self, who: str, is_home: bool) -> None:
        fill = fills.begin_fill(indexes.named(f"{'home' if is_home else 'feed:user'}:{who}"))
        if fill:
            self.fills.append((fill, None))

    @precondition(lambda self: self.fills)
    @rule(n=pick)
    def go_on_filling(self, n: int) -> None:
        fill, docs = self.fills.pop(n % len(self.fills))
        if docs is None:
            self.fills.append((fill, fills.read_fill(fill)))
        else:
            fills.commit_fill(fill, docs)

    @rule()
    def fill_all(self) -> None:
        for name in (f"{kind}:{who}" for kind in ("home", "feed:user") for who in PEOPLE):
            if fill := fills.begin_fill(indexes.named(name)):
                fills.commit_fill(fill, fills.read_fill(fill))

    @rule(n=pick)
    def flush_or_evict(self, n: int) -> None:
        if n % 5 == 0:
            cache_store().flushall()
        volatile = sorted(each for each in keys_like(cache_store()) if cache_store().ttl(each) > 0)
        if volatile:
            cache_store().delete(volatile[n % len(volatile)])

    @rule(limit=st.sampled_from([1, 2, 20]))
    def walk(self, limit: int) -> None:
        for who in PEOPLE:
            self.check(who, limit)

    def check(self, who: str, limit: int) -> None:
        pending = [each for each in self.accepted if journal.get(each.id).state == "accepted"]
        posts = {each.resource_id for each in pending}
        authors = {each.resource_id for each in pending if each.actor_id == who}
        expected, shown = true_feed(who), walk(who, limit)
        sure = {each["_id"] for each in expected if each["_id"] not in posts and each["author_id"] not in authors}
        assert sure <= set(shown), "a post that is there is not shown"
        maybe = {each["_id"] for each in collection("posts").find({"author_id": {"$in": list(authors)}})}
        assert set(shown) <= {each["_id"] for each in expected} | posts | maybe, "a post that is not there is shown"
        if not pending:
            assert shown == [each["_id"] for each in expected]

    def teardown(self) -> None:
        for _ in range(10):
            for write in reversed(self.accepted):
                carry_out(write)
            self.note_consequences()
        check_follows()
        for _ in range(2):
            for who in PEOPLE:
                for limit in (1, 2, 20):
                    assert walk(who, limit) == [each["_id"] for each in true_feed(who)]
            self.fill_all()


def _unavailable(*_: Any) -> None:
    raise RedisConnectionError


def test_each_walk_of_a_home_feed_shows_what_mongodb_says(system: Settings) -> None:
    base = settings()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Homes(base),  # type: ignore[arg-type]
        settings=examples(
            max_examples=tries(50, short=15),
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
