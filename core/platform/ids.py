"""Ids of everything that is stored: 24 hex digits, of which two name a partition (docs/decisions/0018)."""

from bson import ObjectId

# An ObjectId is the second, five random bytes of the process, and a counter. The first random byte gives way.
AT = slice(8, 10)
# Who stands for a person where there is none, or none is named.
NOBODY = "0" * 24


def new_id(root: str = "") -> str:
    """A fresh id, unique without asking a server, in the partition of `root`, or in the next of 256 in turn."""
    fresh = str(ObjectId())
    partition = root[AT] or fresh[-2:]
    return fresh[: AT.start] + partition + fresh[AT.stop :]


def partition_of(item_id: str) -> int:
    """The partition, 0 to 255, that this id names."""
    return int(item_id[AT], 16)
