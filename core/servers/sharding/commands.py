"""The commands of `mongosh` that shard the collections as core/servers/sharding/layout.py says."""

import json
from collections.abc import Iterator

from core.servers.sharding.keys_and_indexes import BY_PARTITION
from core.servers.sharding.layout import COLLECTIONS

PARTITIONS = 256
LEAST, MOST = "MinKey()", "MaxKey()"


def shard_collections(database: str) -> list[str]:
    """One command for each collection that is sharded."""
    return [
        f'sh.shardCollection("{database}.{name}", {json.dumps(dict(layout.shard_key))})'
        for name, layout in COLLECTIONS.items()
        if layout.shard_key
    ]


def zones(database: str, shards: int) -> Iterator[str]:
    """Which partitions lie on which shard, so that those that a batch has together are together."""
    yield "const shards = db.adminCommand({listShards: 1}).shards.map((shard) => shard._id)"
    for shard in range(shards):
        yield f'sh.addShardToZone(shards[{shard}], "{database}-{shard}")'
    for name, layout in COLLECTIONS.items():
        if layout.shard_key == BY_PARTITION:
            for shard in range(shards):
                first, end = _bound(shard, shards), _bound(shard + 1, shards)
                yield f'sh.updateZoneKeyRange("{database}.{name}", {first}, {end}, "{database}-{shard}")'


def _bound(shard: int, shards: int) -> str:
    """Where the partitions of this shard begin; that of a partition is `partition * shards // 256`."""
    first = -(-shard * PARTITIONS // shards)
    edge = LEAST if shard == 0 else MOST if shard == shards else str(first)
    return f"{{p: {edge}, _id: {MOST if shard == shards else LEAST}}}"


def commands(database: str, shards: int) -> list[str]:
    """All that is to be done in `mongosh` at a `mongos`, in this order.

    The zones come first, so that a new collection is split by them at once. A unique index that does not begin with the
    shard key has to go; by then `addresses` decides (core/identity/accounts.py).
    """
    return [
        "// On every mongod of the shards: setParameter coordinateCommitReturnImmediatelyAfterPersistingDecision=false",
        f'db.getSiblingDB("{database}").users.getIndexes().filter((index) => index.name === "email_1")'
        f'.forEach(() => db.getSiblingDB("{database}").users.dropIndex("email_1"))',
        f'sh.enableSharding("{database}")',
        *zones(database, shards),
        *shard_collections(database),
    ]
