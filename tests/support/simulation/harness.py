"""What the random interleavings play on: the system, the list of accepted writes, readers, and the final comparison."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import orjson
import pytest
from hypothesis import strategies as st

from core.content import comments, posts
from core.platform.settings import Settings, use
from core.reads import cache, fills, home_indexes, indexes
from core.reads.first_replies import SHOWN
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection
from core.servers.redis import cache_store, key
from core.servers.redis import journal as journal_store
from core.writes import attempts, backlog, journal, ledger
from core.writes.journal import Write
from tests.support.journal_writes import ADA, BOB, carry_out, carry_out_together, insert_user, make_due
from tests.support.simulation.histories import check_histories
from tests.support.simulation.serial_model import likes_of_comments, serially, walk

STEPS = ("ledger.once", "cache.refresh", "attempts.finish")
# Of what only posts and follows do.
HOME_STEPS = ("home_indexes.forget", "home_indexes.put")
MODULES = {"ledger.once": ledger, "cache.refresh": cache, "attempts.finish": attempts}
MODULES |= dict.fromkeys(HOME_STEPS, home_indexes)
_prefixes = itertools.count()
pick = st.integers(0, 100)
# What a comment has in a page of a thread alone.
PAGES_ONLY = ("first_replies", "replies_cursor")


class Crash(BaseException):
    """The process is gone."""


def crash(writes: list[Write], step: str, after: bool) -> None:
    """Carry writes out in a process that dies before or after this step, and let their leases run out."""
    module, name = MODULES[step], step.partition(".")[2]
    real: Callable[..., Any] = getattr(module, name)

    def cut_off(*args: Any, **kwargs: Any) -> None:
        if after:
            real(*args, **kwargs)
        raise Crash

    with pytest.MonkeyPatch.context() as patched, suppress(Crash):
        patched.setattr(module, name, cut_off)
        carry_out_together(writes)
    for write in writes:
        journal_store().hdel(key("write", write.id), "lease_ms")
    make_due(*writes)


def stall(write: Write) -> Callable[[], object]:
    """Carry a write out in a process that hangs just before the end, and whose lease runs out; what it goes on with."""
    real, hung = attempts.finish, list[Callable[[], object]]()

    def hang(*args: Any, **kwargs: Any) -> None:
        hung.append(partial(real, *args, **kwargs))
        raise Crash

    with pytest.MonkeyPatch.context() as patched, suppress(Crash):
        patched.setattr(attempts, "finish", hang)
        carry_out(write)
    journal_store().hdel(key("write", write.id), "lease_ms")
    # Which rules may come next must not depend on the time, nor on what was evicted.
    return hung[0] if hung else lambda: None


class Reader:
    """Somebody who must never be shown something older than what they were shown before."""

    def __init__(self) -> None:
        self.revs: dict[str, int] = {}
        self.gone: set[str] = set()

    def see(self, item_id: str, rev: int | None) -> None:
        """They are shown this item at this revision, or that there is no such item."""
        if rev is None:
            if item_id in self.revs:
                self.gone.add(item_id)
            return
        assert item_id not in self.gone, "promise 4: a deleted item came back"
        assert rev >= self.revs.get(item_id, 0), "promise 4: an older version after a newer one"
        self.revs[item_id] = rev


class Simulation:
    """An empty system, what was accepted, and what was seen."""

    def __init__(self, base: Settings) -> None:
        prefix = f"{base.key_prefix}{next(_prefixes)}:"
        small = {"index_max": 2, "reply_levels_max": 3, "revisions_max": 4}
        use(base.model_copy(update={"key_prefix": prefix, "attempts_max": 1000, **small}))
        for name in ("posts", "comments", "likes", "revisions", "ledger", "users"):
            collection(name).delete_many({})
        insert_user(ADA)
        insert_user(BOB, "Bob")
        self.accepted: list[Write] = []
        self.states: dict[str, str] = {}
        self.readers = [Reader(), Reader()]
        self.stalled: list[Callable[[], object]] = []

    def of_kind(self, kind: str) -> list[Write]:
        """The accepted writes of this kind."""
        return [write for write in self.accepted if write.kind == kind]

    def any_of(self, kind: str, n: int) -> Write:
        """One of them."""
        found = self.of_kind(kind)
        return found[n % len(found)]

    def has_posts(self) -> bool:
        """Whether there is a post to do something with."""
        return bool(self.of_kind("post.create"))

    def has_comments(self) -> bool:
        """Whether there is a comment to do something with."""
        return bool(self.of_kind("comment.create"))

    def check_receipt(self, write: Write) -> None:
        """Hold the receipt against what it said before."""
        before = self.states.get(write.id, "accepted")
        assert before in ("accepted", write.state), "promise 5: a receipt went backwards"
        self.states[write.id] = write.state

    def teardown(self) -> None:
        """Carry everything out, the last accepted first, and hold the system against the model."""
        for _ in range(10):
            for write in reversed(self.accepted):
                carry_out(write)
            if backlog.totals()["pending"] == 0:
                break
        for finish in self.stalled:
            finish()
        for write in self.accepted:
            self.check_receipt(journal.get(write.id))
            assert self.states[write.id] in ("applied", "rejected"), "promise 1: a write has not ended"
        totals = backlog.totals()
        assert totals["pending"] == 0
        assert totals["accepted"] == totals["applied"] + totals["rejected"] == len(self.accepted)
        model, liked = serially(self.accepted, self.states), likes_of_comments(self.accepted)
        for _ in range(2):
            compare(model, liked)
            fill_indexes(model)
        check_histories(self.accepted)
        applied = sum(state == "applied" for state in self.states.values())
        assert collection("ledger").count_documents({"outcome": {"$exists": True}}) == applied, (
            "promise 2: one note for each applied write"
        )


def compare(model: dict[str, dict[str, Any]], liked: dict[str, set[str]]) -> None:
    """Hold what the system shows, and what its cache holds, against the model."""
    # First, because a walk mends what it comes upon.
    check_index("feed:all", list(model))
    for post_id, expected in model.items():
        check_index(f"comments:{post_id}", expected["comments"])
        for comment_id, replies in expected["replies"].items():
            check_index(f"replies:{comment_id}", replies)
        shown_post = orjson.loads(posts.get(post_id).body)
        assert [shown_post["title"], shown_post["content"]] == [expected["title"], expected["content"]], "promise 4"
    shown = {each["id"]: each for each in walk("feed:all", "oldest", 3)}
    assert list(shown) == list(model), "promise 6"
    for post_id, expected in model.items():
        seen = [shown[post_id][name] for name in ("title", "content", "comment_count", "like_count")]
        counts = [expected["count"], len(expected["likes"])]
        assert seen == [expected["title"], expected["content"], *counts], "promises 2, 4 and 8"
        names = [f"comments:{post_id}", *(f"replies:{each}" for each in expected["replies"])]
        threads = [walk(name, "oldest", 2) for name in names]
        found = [[each["id"] for each in thread] for thread in threads]
        assert found == [expected["comments"], *expected["replies"].values()], "promise 2"
        for comment in (each for thread in threads for each in thread):
            if not comment["is_deleted"]:
                assert comment["like_count"] == len(liked.get(comment["id"], ())), "promise 8"
            assert comment["reply_count"] == len(expected["replies"][comment["id"]]), "promise 8"
            assert comments.find(comment["id"])
        check_first_replies([each for thread in threads for each in thread], expected["replies"])


def check_first_replies(shown: list[dict[str, Any]], replies: dict[str, list[str]]) -> None:
    """What is shown with each comment are the first of its replies as they are, and the cursor leads to the others."""
    alone = {each["id"]: {name: each[name] for name in each if name not in PAGES_ONLY} for each in shown}
    for comment in shown:
        expected = [alone[each] for each in replies[comment["id"]]]
        assert comment["first_replies"] == expected[:SHOWN], "promise 4: the first replies differ"
        assert (comment["replies_cursor"] is None) == (len(expected) <= SHOWN)
        if comment["replies_cursor"]:
            rest = walk(f"replies:{comment['id']}", "oldest", 2, comment["replies_cursor"])
            assert [each["id"] for each in rest] == replies[comment["id"]][SHOWN:], "promise 6"


def check_index(name: str, expected: list[str]) -> None:
    """What both indexes of a feed hold is what they should, as far as they say that they know everything."""
    for index_name, wanted in ((name, expected), (f"oldest:{name}", expected[::-1])):
        rows = cache_store().zrange(cache_key(index_name), 0, -1, withscores=True) or [(b"!building:", 0)]
        index = indexes.named(index_name)
        ids = [index.as_stored(each.decode(), score)[0] for each, score in rows[1:]]
        if not rows[0][0].startswith(b"!building:"):
            is_whole = rows[0][0] == b"!"
            assert ids == (wanted if is_whole else wanted[-len(ids) :]), "promise 4: the index differs"


def fill_indexes(model: dict[str, dict[str, Any]]) -> None:
    """Fill what is not there, as Celery would."""
    names = ["feed:all", *(f"comments:{post_id}" for post_id in model)]
    names += [f"replies:{each}" for expected in model.values() for each in expected["replies"]]
    for name in (*names, *(f"oldest:{name}" for name in names)):
        if fill := fills.begin_fill(indexes.named(name)):
            assert fills.commit_fill(fill, fills.read_fill(fill))
