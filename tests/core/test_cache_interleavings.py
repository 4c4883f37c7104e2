"""Promise 4 for one post: writers, readers, fills and a forgetful cache, in every order in which their steps can come.

What may happen at the same time is a lane, a generator that stops between its steps. A race is a few lanes; each is
played in all merges of their steps, once unobserved and once with a reader who looks after each step. In the short form
it is played in every SHORT_STEP-th of them, in others when observed.
"""

import itertools
from collections.abc import Callable, Iterator

import pytest

from core.content import posts
from core.identity import accounts
from core.platform.settings import Settings, settings
from core.reads import cache, fills, indexes
from core.reads.leases import put, take_lease
from core.servers.cache_partitions import key as cache_key
from core.servers.redis import cache_store
from tests.support.journal_writes import ADA, BOB, accept, carry_out, delete, edit_post, new_post
from tests.support.long_form import IS_LONG
from tests.support.simulation.harness import Simulation, crash
from tests.support.simulation.serial_model import walk

Lane = Iterator[None]
MakeLane = Callable[[Simulation, str], Lane]


def editor(simulation: Simulation, post_id: str) -> Lane:
    """Accept an edit; commit it and die before the cache has it; carry it out again."""
    write = edit_post(post_id, title=f"title {len(simulation.accepted)}")
    simulation.accepted.append(write)
    yield
    crash([write], "cache.refresh", after=False)
    yield
    simulation.check_receipt(carry_out(write))


def deleter(simulation: Simulation, post_id: str) -> Lane:
    """The same for a delete."""
    write = delete("post", post_id, ADA)
    simulation.accepted.append(write)
    yield
    crash([write], "cache.refresh", after=False)
    yield
    simulation.check_receipt(carry_out(write))


def restorer(simulation: Simulation, post_id: str) -> Lane:
    """A moderator removes the post, and brings it back; the same deaths."""
    accounts.set_role(BOB, accounts.MODERATOR, has=True)
    for kind, body in (("post.delete", {}), ("post.restore", {"note": ""})):
        write = accept(kind, BOB, body, resource_id=post_id)
        simulation.accepted.append(write)
        yield
        crash([write], "cache.refresh", after=False)
        for reader in simulation.readers if kind == "post.restore" else ():
            reader.gone.discard(post_id)
        yield
        simulation.check_receipt(carry_out(write))


def creator(simulation: Simulation, _: str) -> Lane:
    """The same for a new post."""
    write = new_post(f"title {len(simulation.accepted)}")
    simulation.accepted.append(write)
    yield
    crash([write], "cache.refresh", after=False)
    yield
    simulation.check_receipt(carry_out(write))


def slow_reader(_: Simulation, post_id: str) -> Lane:
    """Read MongoDB now, and put what was read much later."""
    lease, entries = take_lease(), cache.read_documents([f"post:{post_id}"])
    yield
    put(lease, entries)


def filler(_: Simulation, __: str) -> Lane:
    """The cache drops the feed's two indexes, and they are filled again."""
    names = ("feed:all", "oldest:feed:all")
    cache_store().delete(*map(cache_key, names))
    begun = [fill for name in names if (fill := fills.begin_fill(indexes.named(name)))]
    yield
    read = [fills.read_fill(fill) for fill in begun]
    yield
    for fill, docs in zip(begun, read, strict=True):
        fills.commit_fill(fill, docs)


def evict_post(_: Simulation, post_id: str) -> Lane:
    """The cache drops the post."""
    cache_store().delete(cache_key("post", post_id))
    yield


def flush(_: Simulation, __: str) -> Lane:
    """The cache forgets everything."""
    cache_store().flushall()
    yield


SHORT_STEP = 4
STEPS = {editor: 3, deleter: 3, restorer: 5, creator: 3, slow_reader: 2, filler: 3, evict_post: 1, flush: 1}
RACES: list[tuple[MakeLane, ...]] = [
    (editor, slow_reader, evict_post),
    (editor, slow_reader, flush),
    (deleter, slow_reader, evict_post),
    (deleter, slow_reader, flush),
    (editor, deleter),
    (deleter, filler),
    (creator, filler),
    (deleter, flush, filler),
    (restorer, slow_reader, evict_post),
    (restorer, slow_reader, flush),
    (restorer, filler),
]


def merges(race: tuple[MakeLane, ...]) -> Iterator[list[int]]:
    """Every order in which the steps of these lanes can come, as the numbers of the lanes."""
    bag = [lane for lane, make in enumerate(race) for _ in range(STEPS[make])]
    positions = range(len(bag))
    if len(race) == 2:
        for first in itertools.combinations(positions, STEPS[race[0]]):
            yield [0 if position in first else 1 for position in positions]
        return
    for shorter in merges(race[:-1]):
        for where in itertools.combinations(positions, STEPS[race[-1]]):
            rest = iter(shorter)
            yield [len(race) - 1 if position in where else next(rest) for position in positions]


def play(base: Settings, race: tuple[MakeLane, ...], order: list[int], watched: bool) -> None:
    """Two posts in a warm cache; then the steps of the lanes in this order; then the comparison with the model."""
    simulation = Simulation(base)
    simulation.accepted += [new_post(f"title {n}") for n in range(2)]
    for write in simulation.accepted:
        simulation.check_receipt(carry_out(write))
    for _ in filler(simulation, ""):
        pass
    post_id = simulation.accepted[0].resource_id
    running = [lane(simulation, post_id) for lane in race]
    for each in order:
        next(running[each], None)
        if watched:
            look(simulation, post_id)
    simulation.teardown()


def look(simulation: Simulation, post_id: str) -> None:
    """A reader looks at the post, and walks the feed."""
    shown = posts.find(post_id)
    simulation.readers[0].see(post_id, shown.rev() if shown else None)
    for each in walk("feed:all", "newest", 2):
        simulation.readers[0].see(each["id"], each["rev"])


@pytest.mark.parametrize("watched", [False, True], ids=["unobserved", "watched"])
@pytest.mark.parametrize("race", RACES, ids=lambda race: "-".join(lane.__name__ for lane in race))
def test_promise_4_no_order_of_steps_shows_an_old_or_a_deleted_post(
    system: Settings, race: tuple[MakeLane, ...], watched: bool
) -> None:
    base = settings()
    all_orders = list(merges(race))
    orders = all_orders if IS_LONG else all_orders[int(watched) :: SHORT_STEP]
    assert orders
    for order in orders:
        play(base, race, order, watched)
