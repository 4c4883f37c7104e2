"""A Redis Cluster as journal and cache: a master that dies is replaced, and what was accepted is there."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import feeds
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers import redis
from core.servers.failures import is_unavailable
from core.servers.partitions import prefixes
from core.servers.redis import journal as store
from core.writes import journal
from tests.support import failovers
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post
from tests.support.redis_cluster import for_clusters
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually

pytestmark = for_clusters
WRITERS, ENOUGH = 4, 50


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


@pytest.fixture
def fail_over(servers: ServerAddresses) -> Iterator[Callable[..., str]]:
    """`fail_over("journal")`: kill a master that has a part of the keys, and wait until its replica has them; its name.
    At the end what was killed is started again, as a replica."""
    killed: list[tuple[str, str]] = []

    def kill(store_name: str, port: int = 0) -> str:
        killed.append((store_name, failovers.fail_over(servers, store_name, port)))
        return killed[-1][1]

    yield kill
    for store_name, name in killed:
        failovers.make_whole(servers, store_name, name)


def write_until(is_over: threading.Event, accepted: list[str]) -> None:
    """Accept posts one after the other; note those that were answered."""
    while not is_over.is_set():
        try:
            accepted.append(new_post().id)
        except Problem:
            continue
        except Exception as error:
            if not is_unavailable(error):
                raise


def test_what_was_accepted_with_a_copy_outlives_the_death_of_its_master(
    configure: Callable[..., Settings], system: Settings, fail_over: Callable[[str], str]
) -> None:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, journal_replicas=1)
    accepted: list[str] = []
    is_over = threading.Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write_until, is_over, accepted) for _ in range(WRITERS)]
        eventually(lambda: len(accepted) > ENOUGH)
        fail_over("journal")
        before = len(accepted)
        # And it goes on, in all partitions.
        eventually(lambda: len(accepted) > before + ENOUGH)
        is_over.set()
        for each in writing:
            each.result()
    assert [each for each in accepted if journal.find(each) is None] == []


def test_a_cache_that_lost_a_master_shows_nothing_wrong(fail_over: Callable[[str], str]) -> None:
    posts = [carry_out(new_post()).resource_id for _ in range(10)]
    shown = feeds.page(Index.feed(), Span()).items
    assert all(each.encode() in shown for each in posts)
    fail_over("cache")
    more = carry_out(new_post()).resource_id
    eventually(lambda: more.encode() in feeds.page(Index.feed(), Span()).items)
    shown = feeds.page(Index.feed(), Span()).items
    assert all(each.encode() in shown for each in [*posts, more])


def test_each_node_has_a_part_of_the_keys() -> None:
    for _ in range(100):
        new_post()
    assert all(each.dbsize() > 0 for each in redis.servers_of(store()))


CLOCKS: dict[str, Callable[[], object]] = {
    "the clock": lambda: redis.clock_ms(store()),
    "all clocks": lambda: redis.clocks_ms(store(), prefixes()),
}


def answers(question: Callable[[], object]) -> bool:
    try:
        return bool(question())
    except redis.UNAVAILABLE:
        return False


@pytest.mark.parametrize("asked", CLOCKS)
def test_who_asks_for_nothing_but_the_clock_follows_a_failover_as_well(
    fail_over: Callable[..., str], asked: str
) -> None:
    def has_clock() -> bool:
        return answers(CLOCKS[asked])

    assert has_clock()
    owner = redis.server_of(store(), redis.key("")).connection_pool.connection_kwargs["port"]
    fail_over("journal", owner)
    eventually(has_clock)
