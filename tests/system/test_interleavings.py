"""Promises 1, 2, 4, 5, 6 and 8 under random interleavings, against a plain model in memory.

Writes are carried out in any order, twice, and cut off between any two steps; fills and readers are cut into their
steps as well; the cache is flushed and loses single keys. The model is the list of accepted writes, applied one after
the other.
"""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from core.content import posts
from core.platform.problems import Problem
from core.platform.settings import Settings, settings
from core.reads import cache, fills, indexes
from core.reads.fills import Fill
from core.reads.leases import Lease, put, take_lease
from core.reads.serializers import Entry
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import Document
from core.servers.redis import cache_store
from core.writes import journal
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    delete,
    edit_comment,
    edit_post,
    like,
    new_comment,
    new_post,
    new_reply,
)
from tests.support.keys import keys_like
from tests.support.long_form import tries
from tests.support.simulation.harness import STEPS, Simulation, crash, pick, stall
from tests.support.simulation.serial_model import walk

POSTS_MAX = 3
fields = st.sampled_from(["title", "content"])


class Play(Simulation, RuleBasedStateMachine):
    """A simulation on which hypothesis chooses what happens next."""

    def __init__(self, base: Settings) -> None:
        RuleBasedStateMachine.__init__(self)
        Simulation.__init__(self, base)


class Posts(Play):
    """Posts are made, edited and deleted; workers carry it out and crash."""

    @precondition(lambda self: len(self.of_kind("post.create")) < POSTS_MAX)
    @rule(actor=st.sampled_from([ADA, BOB]))
    def create_post(self, actor: str) -> None:
        self.accepted.append(new_post(f"title {len(self.accepted)}", actor))

    @precondition(Simulation.has_posts)
    @rule(n=pick, field=fields)
    def edit_post(self, n: int, field: str) -> None:
        post = self.any_of("post.create", n)
        changes: dict[str, Any] = {field: f"{field} {len(self.accepted)}"}
        self.accepted.append(edit_post(post.resource_id, post.actor_id, **changes))

    @precondition(Simulation.has_posts)
    @rule(n=pick, field=fields)
    def edit_post_at_once(self, n: int, field: str) -> None:
        self.edit_post(n, field)
        self.check_receipt(carry_out(self.accepted[-1]))

    @precondition(Simulation.has_posts)
    @rule(n=pick)
    def delete_post(self, n: int) -> None:
        post = self.any_of("post.create", n)
        self.accepted.append(delete("post", post.resource_id, post.actor_id))

    @precondition(lambda self: self.accepted)
    @rule(n=pick)
    def carry_out(self, n: int) -> None:
        self.check_receipt(carry_out(self.accepted[n % len(self.accepted)]))

    @precondition(lambda self: self.accepted)
    @rule(n=pick, step=st.sampled_from(STEPS), after=st.booleans())
    def crash(self, n: int, step: str, after: bool) -> None:
        write = self.accepted[n % len(self.accepted)]
        crash([write], step, after)
        self.check_receipt(journal.get(write.id))

    @precondition(lambda self: self.accepted)
    @rule(n=pick)
    def stall_before_the_end(self, n: int) -> None:
        """A worker hangs just before it ends the write; its lease runs out, and it goes on later."""
        self.stalled.append(stall(self.accepted[n % len(self.accepted)]))

    @precondition(lambda self: self.stalled)
    @rule(n=pick)
    def go_on_to_the_end(self, n: int) -> None:
        self.stalled.pop(n % len(self.stalled))()
        for write in self.accepted:
            self.check_receipt(journal.get(write.id))


class Comments(Posts):
    """People comment on the posts as well."""

    @precondition(Simulation.has_posts)
    @rule(n=pick)
    def create_comment(self, n: int) -> None:
        self.accepted.append(new_comment(self.any_of("post.create", n).resource_id, actor=BOB))

    @precondition(Simulation.has_comments)
    @rule(n=pick)
    def reply(self, n: int) -> None:
        answered = self.any_of("comment.create", n)
        self.accepted.append(new_reply(answered.body["post_id"], answered.resource_id, actor=BOB))

    @precondition(Simulation.has_comments)
    @rule(n=pick)
    def edit_comment(self, n: int) -> None:
        comment = self.any_of("comment.create", n)
        self.accepted.append(edit_comment(comment.resource_id, f"content {len(self.accepted)}", comment.actor_id))

    @precondition(Simulation.has_comments)
    @rule(n=pick)
    def delete_comment(self, n: int) -> None:
        self.accepted.append(delete("comment", self.any_of("comment.create", n).resource_id, BOB))


class Likes(Comments):
    """And like them, and what is said about them."""

    @precondition(Simulation.has_posts)
    @rule(n=pick, actor=st.sampled_from([ADA, BOB]), is_over=st.booleans())
    def like_post(self, n: int, actor: str, is_over: bool) -> None:
        self.accepted.append(like("post", self.any_of("post.create", n).resource_id, actor, is_over=is_over))

    @precondition(Simulation.has_comments)
    @rule(n=pick, actor=st.sampled_from([ADA, BOB]), is_over=st.booleans())
    def like_comment(self, n: int, actor: str, is_over: bool) -> None:
        self.accepted.append(like("comment", self.any_of("comment.create", n).resource_id, actor, is_over=is_over))


class Cache(Play):
    """Readers and fills, step by step, and a cache that forgets."""

    def __init__(self, base: Settings) -> None:
        super().__init__(base)
        self.fills: list[tuple[Fill | None, list[Document] | None]] = []
        self.reads: list[tuple[Lease, list[Entry]]] = []

    @rule(n=pick)
    def begin_fill(self, n: int) -> None:
        threads = [f"comments:{each.resource_id}" for each in self.of_kind("post.create")]
        threads += [f"replies:{each.resource_id}" for each in self.of_kind("comment.create")]
        names = ["feed:all", f"feed:user:{ADA}", *threads]
        self.fills.append((fills.begin_fill(indexes.named(names[n % len(names)])), None))

    @precondition(lambda self: self.fills)
    @rule(n=pick)
    def go_on_filling(self, n: int) -> None:
        fill, docs = self.fills.pop(n % len(self.fills))
        if docs is None:
            self.fills.append((fill, fills.read_fill(fill) if fill else []))
        elif fill:
            fills.commit_fill(fill, docs)

    @precondition(Simulation.has_posts)
    @rule(n=pick)
    def read_for_the_cache(self, n: int) -> None:
        lease = take_lease()
        self.reads.append((lease, cache.read_documents([f"post:{self.any_of('post.create', n).resource_id}"])))

    @precondition(lambda self: self.reads)
    @rule(n=pick)
    def put_late(self, n: int) -> None:
        put(*self.reads.pop(n % len(self.reads)))

    @precondition(Simulation.has_posts)
    @rule(n=pick, who=st.sampled_from([0, 1]))
    def look_at_a_post(self, n: int, who: int) -> None:
        post = self.any_of("post.create", n)
        shown = posts.find(post.resource_id)
        self.readers[who].see(post.resource_id, shown.rev() if shown else None)
        if shown is None and self.states.get(post.id) == "applied":
            deletes = [each for each in self.of_kind("post.delete") if each.resource_id == post.resource_id]
            assert deletes, "promise 5: applied, and not to be seen"

    @rule(who=st.sampled_from([0, 1]), order=st.sampled_from(["newest", "oldest"]), limit=st.sampled_from([1, 2, 50]))
    def walk_the_feed(self, who: int, order: str, limit: int) -> None:
        for shown in walk("feed:all", order, limit):
            self.readers[who].see(shown["id"], shown["rev"])
            known = {each.body["title"] for each in self.accepted if each.kind == "post.create"}
            known |= {str(each.body["changes"].get("title")) for each in self.of_kind("post.edit")}
            assert shown["title"] in known

    @precondition(Simulation.has_posts)
    @rule(n=pick, who=st.sampled_from([0, 1]), order=st.sampled_from(["newest", "oldest"]))
    def walk_a_thread(self, n: int, who: int, order: str) -> None:
        with suppress(Problem):
            for shown in walk(f"comments:{self.any_of('post.create', n).resource_id}", order, 2):
                for each in (shown, *shown["first_replies"]):
                    self.readers[who].see(each["id"], each["rev"])

    @rule()
    def flush(self) -> None:
        cache_store().flushall()

    @precondition(Simulation.has_posts)
    @rule(n=pick)
    def evict_a_post(self, n: int) -> None:
        cache_store().delete(cache_key("post", self.any_of("post.create", n).resource_id))

    @rule(n=pick)
    def evict(self, n: int) -> None:
        volatile = sorted(each for each in keys_like(cache_store()) if cache_store().ttl(each) > 0)
        if volatile:
            cache_store().delete(volatile[n % len(volatile)])


class Everything(Likes, Cache):
    """All of it."""


def test_promises_1_2_4_5_6_8_hold_under_random_interleavings(system: Settings) -> None:
    base = settings()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Everything(base),  # type: ignore[arg-type]
        settings=examples(
            max_examples=tries(100, short=40),
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
