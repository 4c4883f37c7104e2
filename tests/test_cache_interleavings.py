"""Promise 4 for a handful of posts: writers, readers, fills and a forgetful cache, interleaved step by step.

What may happen at the same time is a lane, a generator that stops between its steps; hypothesis draws the lanes and
the order of their steps.
"""

from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core import cache, feeds, posts
from core.redis import cache_store, key
from core.settings import Settings, settings
from tests.serial_model import walk
from tests.stage import Stage, crash
from tests.writing import ADA, carry_out, delete, edit_post, new_post

Lane = Iterator[None]
STEPS_MAX = 3


def editor(stage: Stage, post_id: str) -> Lane:
    """Accept an edit; commit it and die before the cache hears of it; carry it out again."""
    write = edit_post(post_id, title=f"title {len(stage.accepted)}")
    stage.accepted.append(write)
    yield
    crash(write, "cache.refresh", after=False)
    yield
    stage.check_receipt(carry_out(write))


def deleter(stage: Stage, post_id: str) -> Lane:
    """The same for a delete."""
    write = delete("post", post_id, ADA)
    stage.accepted.append(write)
    yield
    crash(write, "cache.refresh", after=False)
    yield
    stage.check_receipt(carry_out(write))


def creator(stage: Stage, _: str) -> Lane:
    """The same for a new post."""
    write = new_post(f"title {len(stage.accepted)}")
    stage.accepted.append(write)
    yield
    crash(write, "cache.refresh", after=False)
    yield
    stage.check_receipt(carry_out(write))


def slow_reader(_: Stage, post_id: str) -> Lane:
    """Read MongoDB now, and put what was read much later."""
    ticket, entries = cache.take_ticket(), cache.read_documents([f"post:{post_id}"])
    yield
    cache.put(ticket, entries)


def filler(_: Stage, __: str) -> Lane:
    """Fill the feed's index."""
    fill = feeds.begin_fill(feeds.index("feed:all"))
    yield
    docs = feeds.read_fill(fill) if fill else []
    yield
    if fill:
        feeds.commit_fill(fill, docs)


def reader(stage: Stage, post_id: str) -> Lane:
    """Look at a post, and at it again."""
    for _ in range(STEPS_MAX):
        shown = posts.find(post_id)
        stage.readers[0].see(post_id, shown.rev() if shown else None)
        yield


def walker(stage: Stage, _: str) -> Lane:
    """Walk the whole feed."""
    for shown in walk("feed:all", "newest", 2):
        stage.readers[0].see(shown["id"], shown["rev"])
    yield


def evict_post(_: Stage, post_id: str) -> Lane:
    """The cache drops the post."""
    cache_store().delete(key("post", post_id))
    yield


def evict_index(_: Stage, __: str) -> Lane:
    """The cache drops the feed."""
    cache_store().delete(key("feed:all"))
    yield


def flush(_: Stage, __: str) -> Lane:
    """The cache forgets everything."""
    cache_store().flushall()
    yield


LANES: tuple[Callable[[Stage, str], Lane], ...] = (
    *(editor, deleter, creator, slow_reader, filler, reader, walker, evict_post, evict_index, flush),
)
lanes = st.lists(st.tuples(st.sampled_from(LANES), st.integers(0, 1)), min_size=3, max_size=8)
plans = lanes.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations([*range(len(drawn))] * STEPS_MAX)))


def play(base: Settings, drawn: list[tuple[Callable[[Stage, str], Lane], int]], order: list[int]) -> None:
    """Two posts in a warm cache; then the steps of the lanes in this order; then the comparison with the model."""
    stage = Stage(base)
    stage.accepted += [new_post(f"title {n}") for n in range(2)]
    for write in stage.accepted:
        stage.check_receipt(carry_out(write))
    ids = [write.resource_id for write in stage.accepted]
    for _ in filler(stage, ""):
        pass
    running = [lane(stage, ids[target]) for lane, target in drawn]
    for each in order:
        next(running[each], None)
    stage.teardown()


def test_promise_4_no_order_of_steps_shows_an_old_or_a_deleted_post(system: Settings) -> None:
    base = settings()

    @examples(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(plans)
    def every_plan(plan: tuple[list[tuple[Callable[[Stage, str], Lane], int]], list[int]]) -> None:
        play(base, *plan)

    every_plan()
