"""Promises 1, 2, 4, 5, 6 and 8 under random interleavings, against a plain model in memory.

Writes are carried out in any order, twice, and cut off between any two steps; fills and readers are cut into their
steps as well; the cache is flushed and loses single keys. The model is the list of accepted writes, applied one after
the other.
"""

import itertools
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from core import cache, comments, feeds, journal, ledger, posts
from core.cache import Ticket
from core.feeds import Fill
from core.journal import Write
from core.mongo import Document, collection
from core.redis import cache_store, key
from core.redis import journal as journal_store
from core.settings import Settings, settings, use
from core.views import Entry
from tests.conftest import carry_out_pending
from tests.serial_model import serially, walk
from tests.writing import ADA, BOB, carry_out, delete, edit_post, insert_user, new_comment, new_post

STEPS = ("ledger.once", "cache.refresh", "journal.finish")
MODULES = {"ledger.once": ledger, "cache.refresh": cache, "journal.finish": journal}
_prefixes = itertools.count()
pick = st.integers(0, 10_000)


class Crash(BaseException):
    """The process is gone."""


class Reader:
    """Somebody who must never be shown something older than what they were shown before."""

    def __init__(self) -> None:
        self.revs: dict[str, int] = {}
        self.gone: set[str] = set()

    def see(self, item_id: str, rev: int | None) -> None:
        if rev is None:
            if item_id in self.revs:
                self.gone.add(item_id)
            return
        assert item_id not in self.gone, "promise 4: a deleted item came back"
        assert rev >= self.revs.get(item_id, 0), "promise 4: an older version after a newer one"
        self.revs[item_id] = rev


class System(RuleBasedStateMachine):
    """The system, cut into steps."""

    def __init__(self, base: Settings) -> None:
        super().__init__()
        prefix = f"{base.key_prefix}{next(_prefixes)}:"
        use(base.model_copy(update={"key_prefix": prefix, "index_max": 4, "attempts_max": 1000}))
        for name in ("posts", "comments", "ledger", "users"):
            collection(name).delete_many({})
        insert_user(ADA)
        insert_user(BOB, "Bob")
        self.accepted: list[Write] = []
        self.states: dict[str, str] = {}
        self.readers = [Reader(), Reader()]
        self.fills: list[tuple[Fill, list[Document] | None]] = []
        self.reads: list[tuple[Ticket, list[Entry]]] = []

    # Writes.

    def of_kind(self, kind: str) -> list[Write]:
        return [write for write in self.accepted if write.kind == kind]

    def any_of(self, kind: str, n: int) -> Write:
        found = self.of_kind(kind)
        return found[n % len(found)]

    def has_posts(self) -> bool:
        return bool(self.of_kind("post.create"))

    def has_comments(self) -> bool:
        return bool(self.of_kind("comment.create"))

    @rule(actor=st.sampled_from([ADA, BOB]))
    def create_post(self, actor: str) -> None:
        self.accepted.append(new_post(f"title {len(self.accepted)}", actor))

    @precondition(has_posts)
    @rule(n=pick, field=st.sampled_from(["title", "content"]))
    def edit_post(self, n: int, field: str) -> None:
        post = self.any_of("post.create", n)
        text = f"{field} {len(self.accepted)}"
        self.accepted.append(edit_post(post.resource_id, post.actor_id, **{field: text}))

    @precondition(has_posts)
    @rule(n=pick)
    def delete_post(self, n: int) -> None:
        post = self.any_of("post.create", n)
        self.accepted.append(delete("post", post.resource_id, post.actor_id))

    @precondition(has_posts)
    @rule(n=pick)
    def create_comment(self, n: int) -> None:
        self.accepted.append(new_comment(self.any_of("post.create", n).resource_id, actor=BOB))

    @precondition(has_comments)
    @rule(n=pick)
    def delete_comment(self, n: int) -> None:
        self.accepted.append(delete("comment", self.any_of("comment.create", n).resource_id, BOB))

    # Workers.

    @precondition(lambda self: self.accepted)
    @rule(n=pick)
    def carry_out(self, n: int) -> None:
        self.check_receipt(carry_out(self.accepted[n % len(self.accepted)]))

    @precondition(lambda self: self.accepted)
    @rule(n=pick, step=st.sampled_from(STEPS), after=st.booleans())
    def crash(self, n: int, step: str, after: bool) -> None:
        write = self.accepted[n % len(self.accepted)]
        module, name = MODULES[step], step.partition(".")[2]
        real: Callable[..., Any] = getattr(module, name)

        def cut_off(*args: Any, **kwargs: Any) -> None:
            if after:
                real(*args, **kwargs)
            raise Crash

        with pytest.MonkeyPatch.context() as patched, suppress(Crash):
            patched.setattr(module, name, cut_off)
            carry_out(write)
        # The lease of a dead worker runs out.
        journal_store().hdel(key("write", write.id), "lease_ms")
        self.check_receipt(journal.get(write.id))

    def check_receipt(self, write: Write) -> None:
        before = self.states.get(write.id, "accepted")
        assert before in ("accepted", write.state), "promise 5: a receipt went backwards"
        self.states[write.id] = write.state

    # Fills and readers, step by step.

    @rule(n=pick)
    def begin_fill(self, n: int) -> None:
        threads = [f"comments:{each.resource_id}" for each in self.of_kind("post.create")]
        names = ["feed:all", f"feed:user:{ADA}", *threads]
        if fill := feeds.begin_fill(feeds.index(names[n % len(names)])):
            self.fills.append((fill, None))

    @precondition(lambda self: self.fills)
    @rule(n=pick)
    def go_on_filling(self, n: int) -> None:
        fill, docs = self.fills.pop(n % len(self.fills))
        if docs is None:
            self.fills.append((fill, feeds.read_fill(fill)))
        else:
            feeds.commit_fill(fill, docs)

    @precondition(has_posts)
    @rule(n=pick)
    def read_for_the_cache(self, n: int) -> None:
        ticket = cache.take_ticket()
        self.reads.append((ticket, cache.read_documents([f"post:{self.any_of('post.create', n).resource_id}"])))

    @precondition(lambda self: self.reads)
    @rule(n=pick)
    def put_late(self, n: int) -> None:
        cache.put(*self.reads.pop(n % len(self.reads)))

    @precondition(has_posts)
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

    # The cache forgets.

    @rule()
    def flush(self) -> None:
        cache_store().flushall()

    @rule(n=pick)
    def evict(self, n: int) -> None:
        volatile = sorted(each for each in cache_store().scan_iter(key("*")) if cache_store().ttl(each) > 0)
        if volatile:
            cache_store().delete(volatile[n % len(volatile)])

    # The end: everything is carried out, and the system is what the model says.

    def teardown(self) -> None:
        for _ in range(50):
            if not carry_out_pending():
                break
        for write in self.accepted:
            self.check_receipt(journal.get(write.id))
            assert self.states[write.id] in ("applied", "rejected"), "promise 1: a write has not ended"
        assert journal.totals()["pending"] == 0
        self.compare(serially(self.accepted))

    def compare(self, model: dict[str, dict[str, Any]]) -> None:
        for _ in range(2):
            shown = {each["id"]: each for each in walk("feed:all", "oldest", 3)}
            assert list(shown) == list(model), "promise 6"
            for post_id, expected in model.items():
                seen = [shown[post_id][name] for name in ("title", "content", "comment_count")]
                assert seen == [expected["title"], expected["content"], len(expected["comments"])], "promises 2 and 8"
                found = [each["id"] for each in walk(f"comments:{post_id}", "oldest", 2)]
                assert found == expected["comments"], "promise 2"
                assert all(comments.find(each) for each in found)
            for name in ("feed:all", *(f"comments:{post_id}" for post_id in model)):
                if fill := feeds.begin_fill(feeds.index(name)):
                    assert feeds.commit_fill(fill, feeds.read_fill(fill))
        applied = sum(state == "applied" for state in self.states.values())
        assert collection("ledger").count_documents({}) == applied, "promise 2: one note for each applied write"


def test_promises_1_2_4_5_6_8_hold_under_random_interleavings(system: Settings) -> None:
    base = settings()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: System(base),
        settings=examples(
            max_examples=60,
            stateful_step_count=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
