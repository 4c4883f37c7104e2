"""A replica of the cache that lacks what its master was given last is emptied before it is believed as a master."""

from collections.abc import Iterator

import orjson
import pytest

from core.content import posts
from core.platform.settings import Settings
from core.reads import cache, cache_debts, feeds
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.cache_partitions import key as cache_key
from core.servers.cache_partitions import prefix_of
from core.servers.redis import cache_store, server_of
from core.servers.scripts import script
from tests.support.failovers import make_whole, wait_for_successor
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_post
from tests.support.keys import keys_like
from tests.support.redis_cluster import HAS_CLUSTERS, for_clusters
from tests.support.servers import ServerAddresses

for_one_server = pytest.mark.skipif(HAS_CLUSTERS, reason="REPLICAOF is not for the nodes of a cluster")
# More than the buffers of both ends of a connection within one machine hold, so the rest dies with the sender.
FILL_COUNT, FILL_BYTES = 64, 2**20


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def shown(post_id: str) -> str:
    """The title that a reader of the post sees, who must see the same in the feed."""
    post = posts.find(post_id)
    assert post
    title = str(orjson.loads(post.body)["title"])
    assert [title] == [item["title"] for item in orjson.loads(feeds.page(Index.feed(), Span()).items)]
    return title


def change_master() -> None:
    """Make the cache a replica that never hears of its master, and then a master, with all that it has."""
    cache_store().execute_command("REPLICAOF", "127.0.0.1", "1")
    cache_store().execute_command("REPLICAOF", "NO", "ONE")


def all_keys() -> dict[bytes, bytes]:
    names = [name for name in keys_like(cache_store()) if not name.endswith(b"cache:trusted")]
    return {name: cache_store().dump(name) for name in names}


def put_back(keys: dict[bytes, bytes]) -> None:
    cache_store().flushdb()
    for name, dumped in keys.items():
        cache_store().restore(name, 0, dumped)


@for_one_server
def test_a_successor_is_emptied_before_it_is_believed() -> None:
    post_id = carry_out(new_post("Old")).resource_id
    assert shown(post_id) == "Old"
    before = all_keys()
    carry_out(edit_post(post_id, title="New"))
    assert shown(post_id) == "New"
    put_back(before)
    change_master()
    assert shown(post_id) == "New"


@for_one_server
def test_a_lease_of_the_one_before_is_void_after_that() -> None:
    post_id = carry_out(new_post("Old")).resource_id
    shown(post_id)
    epoch = cache_store().get(cache_key("cache:epoch"))
    change_master()
    assert script(cache_store(), "trust").on_each({prefix_of(""): [cache_debts.TRUST_MS]}) == {prefix_of(""): 1}
    cache.refresh([f"post:{post_id}"])
    assert cache_store().get(cache_key("cache:epoch")) not in (None, epoch)


@for_one_server
def test_the_same_master_is_believed_again_with_what_it_has() -> None:
    post_id = carry_out(new_post("Old")).resource_id
    shown(post_id)
    for _ in range(2):
        cache_store().delete(cache_key("cache:trusted"))
        assert cache.cached([f"post:{post_id}"])


@pytest.fixture
def whole_again(servers: ServerAddresses) -> Iterator[list[str]]:
    """At the end, the killed nodes in this list are started again."""
    killed: list[str] = []
    yield killed
    for name in killed:
        make_whole(servers, "cache", name)


def name_of(servers: ServerAddresses, port: int) -> str:
    return next(name for name in servers.parts("cache") if servers.servers[name].port == port)


@for_clusters
def test_a_master_that_dies_before_it_sent_a_change_leaves_nothing_old(
    servers: ServerAddresses, whole_again: list[str]
) -> None:
    post_id = carry_out(new_post("Old")).resource_id
    assert shown(post_id) == "Old"
    master = server_of(cache_store(), prefix_of(f"post:{post_id}"))
    replica = name_of(servers, master.info("replication")["slave0"]["port"])
    servers.pause(replica)
    for _ in range(FILL_COUNT):
        cache_store().set(cache_key(f"post:{post_id}") + ":filling", b"x" * FILL_BYTES)
    carry_out(edit_post(post_id, title="New"))
    assert shown(post_id) == "New"
    whole_again.append(name_of(servers, master.connection_pool.connection_kwargs["port"]))
    servers.kill(whole_again[0])
    servers.resume(replica)
    wait_for_successor(servers, "cache", whole_again[0])
    assert shown(post_id) == "New"
