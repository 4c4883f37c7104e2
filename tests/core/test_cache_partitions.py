"""A cache that is one server has one partition, however many the journal has; in a cluster it has as many."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from core.platform.settings import Settings
from core.reads import feeds
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers import cache_partitions, partitions
from core.servers.redis import cache_store
from tests.support.journal_writes import ADA, carry_out, insert_user, new_comment, new_post
from tests.support.keys import keys_like
from tests.support.redis_cluster import HAS_CLUSTERS

CORE = Path(__file__).parents[2] / "core"
OF_THE_JOURNAL = {"key", "prefix_of", "prefixes", "by_partition", "are_together"}


@pytest.fixture(autouse=True)
def apart(configure: Callable[..., Settings], system: Settings) -> None:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=max(16, system.partitions))
    insert_user(ADA)


def test_the_cache_is_divided_only_when_it_is_a_cluster() -> None:
    post = carry_out(new_post()).resource_id
    carry_out(new_comment(post))
    page = feeds.page(Index.feed(), Span()).items
    assert post.encode() in page
    assert keys_like(cache_store(), f"post:{post}") == [cache_partitions.key("post", post).encode()]
    assert cache_partitions.are_together() == (not HAS_CLUSTERS)
    assert not partitions.are_together()
    names = list(cache_store().scan_iter())
    assert names and all((b"{" in name) == HAS_CLUSTERS for name in names)


def imported(path: Path) -> dict[str, set[str]]:
    """Which names a file takes from where."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.setdefault(node.module, set()).update(each.name for each in node.names)
    return found


def test_whoever_asks_the_cache_names_keys_as_the_cache_does() -> None:
    asking = {
        path: names
        for path in CORE.rglob("*.py")
        if "cache_store" in (names := imported(path)).get("core.servers.redis", ())
    }
    assert len(asking) > 8
    for path, names in asking.items():
        of_journal = names.get("core.servers.redis", set()) | names.get("core.servers.partitions", set())
        assert not of_journal & OF_THE_JOURNAL, f"{path} asks the cache with names of the journal"
