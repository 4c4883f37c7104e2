"""What the layouts of all collections are made of: shard keys, and indexes that several of them have."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pymongo import ASCENDING, IndexModel

from core.platform.settings import settings

# `_id` beside the partition, so that a partition which grows too large for one chunk can be split.
BY_PARTITION = {"p": ASCENDING, "_id": ASCENDING}
BY_HASH = {"_id": "hashed"}
# All that a person has written, for what they take along.
BY_AUTHOR = IndexModel([("author_id", 1), ("_id", 1)])
DELETED = IndexModel([("deleted_ms", 1)], partialFilterExpression={"deleted": True})


@dataclass(frozen=True)
class Layout:
    """How one collection lies: the key that it is sharded by, none if it stays on one shard, and its indexes.

    `unsharded` are those that a sharded collection cannot have: a unique one has to begin with the shard key.
    """

    shard_key: Mapping[str, int | str]
    indexes: list[IndexModel] = field(default_factory=list)
    unsharded: list[IndexModel] = field(default_factory=list)

    def wanted(self) -> list[IndexModel]:
        """The indexes that this installation needs: with one shard, that of the shard key would only cost."""
        if settings().mongo_shards == 1:
            return [*self.indexes, *self.unsharded]
        return [*self.indexes, *([IndexModel(list(self.shard_key.items()))] if self.shard_key else [])]
