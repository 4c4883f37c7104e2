"""What a query says, so that a sharded MongoDB asks no more shards than it has to.

With one shard (`MONGO_SHARDS=1`) a query names no partition: documents of the version before, which have none, are
found as well, and `_id` alone is the fastest that MongoDB knows.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from core.platform.ids import partition_of
from core.platform.settings import settings
from core.servers.mongo import collection

ID_DIGITS = 24


def is_sharded() -> bool:
    """Whether queries name the partition of what they are about."""
    return settings().mongo_shards > 1


def partition(item_id: str) -> int:
    """The field `p` of the document with this `_id`: the partition that the last id in it names, 0 without one."""
    try:
        return partition_of(item_id[-ID_DIGITS:])
    except ValueError:
        return 0


def by_id(item_id: str) -> dict[str, Any]:
    """The filter of the document with this `_id`."""
    return {"p": partition(item_id), "_id": item_id} if is_sharded() else {"_id": item_id}


def by_ids(item_ids: Iterable[str]) -> dict[str, Any]:
    """The filter of the documents with these `_id`s."""
    ids = list(item_ids)
    return _in_partitions(ids) | {"_id": {"$in": ids}}


def of_root(name: str, field: str, root_id: str) -> dict[str, Any]:
    """The filter of those documents of this collection whose `field` is `root_id`, the id of their root."""
    return beside_roots(name, [root_id]) | {field: root_id}


def of_roots(name: str, field: str, root_ids: Iterable[str]) -> dict[str, Any]:
    """The same for several roots."""
    ids = list(root_ids)
    return beside_roots(name, ids) | {field: {"$in": ids}}


def shard_of(item_id: str) -> int:
    """The number of the shard that has this document, as `flask admin db shard-keys` lays them out: what is on one can
    be done in one transaction. Where MongoDB has it elsewhere, that is slower, and no less right."""
    return partition(item_id) * settings().mongo_shards // 256


def _in_partitions(ids: list[str]) -> dict[str, Any]:
    if not is_sharded():
        return {}
    found = sorted({partition(each) for each in ids})
    return {"p": found[0]} if len(found) == 1 else {"p": {"$in": found}}


def beside_roots(name: str, root_ids: list[str]) -> dict[str, Any]:
    """The partitions of those documents of this collection that lie with these roots, as a part of a filter."""
    # An item from before partitions lies where its own id says, and not with its root.
    if not is_sharded() or name in _scattered(settings().mongo_url, settings().mongo_db):
        return {}
    return _in_partitions(root_ids)


@lru_cache(maxsize=4)
def _scattered(url: str, database: str) -> frozenset[str]:
    """The collections that have documents which do not lie with their root, as the preparation found them."""
    state = collection("meta").find_one({"_id": "shards"}) or {}
    return frozenset(state.get("scattered", ()))
