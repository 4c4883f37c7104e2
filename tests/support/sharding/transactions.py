"""What each transaction reaches: it stays in the partitions of the writes that it carries out, all of one shard."""

from dataclasses import dataclass, field
from typing import Any

from core.platform.ids import partition_of
from core.writes.kinds import ROOTS
from tests.support.sharding.shapes import filters_of, named_by

WRITES = ("insert", "update", "delete", "findAndModify")


@dataclass
class Reached:
    """The partitions that a transaction reaches: by collection, of its notes, of its batch, of old items."""

    partitions: dict[str, set[int]] = field(default_factory=dict)
    roots: set[int] = field(default_factory=set)
    batch: set[int] = field(default_factory=set)
    old: set[int] = field(default_factory=set)
    has_written: bool = False
    asks_all: bool = False

    def add(self, command: dict[str, Any]) -> None:
        """Note what this command of the transaction reaches."""
        from core.servers.sharding.layout import COLLECTIONS

        name = next(iter(command))
        self.has_written |= name in WRITES
        for collection, asked in filters_of(command):
            named = named_by(asked, "p")
            self.asks_all |= named is None and "p" in COLLECTIONS[collection].shard_key
            # Of a batch, some writes may be found there to have taken effect.
            into = self.batch if command.get("find") == "ledger" else self.partitions.setdefault(collection, set())
            into.update(named or ())
        for doc in command.get("documents", []):
            self.partitions.setdefault(command[name], set()).update({doc["p"]} if "p" in doc else ())
            if command[name] == "ledger":
                self.roots.add(doc["p"])
                self.old |= _of_old_item(doc)

    def wrong(self, shards: int) -> list[str]:
        """What is wrong with it when it commits."""
        from core.servers.sharding.cross_shards import CROSS_SHARD

        if not self.has_written:
            return []
        free = {n for each in CROSS_SHARD if {*each.collections[:1]} & set(self.partitions) for n in each.collections}
        reached = {each for name, found in self.partitions.items() if name not in free for each in found}
        roots = self.roots or set(sorted(reached)[:1])
        wrong = ["a transaction asks all shards"] if self.asks_all else []
        if not reached <= roots | self.old:
            wrong.append(f"a transaction about the partitions {sorted(roots)} reaches {self.partitions}")
        if len({root * shards // 256 for root in roots | self.batch}) > 1:
            wrong.append(f"a transaction has writes of several shards: {sorted(roots | self.batch)}")
        return wrong


def _of_old_item(note: dict[str, Any]) -> set[int]:
    """The partitions of an item from before partitions and of its root: only there the two differ (decision 18)."""
    named = [each.partition(":")[::2] for each in note.get("outcome", {}).get("affected", [])]
    found = {partition_of(item_id) for noun, item_id in named if noun != "user"}
    return found if any(noun in ROOTS for noun, _ in named) and len(found) == 2 else set()


class Transactions:
    """Those that are under way in this process."""

    def __init__(self) -> None:
        self._open: dict[tuple[bytes, int], Reached] = {}

    def look(self, command: dict[str, Any], shards: int) -> list[str]:
        """What is wrong with the transaction that this command ends; nothing for any other command."""
        if command.get("autocommit") is not False:
            return []
        key = (bytes(command["lsid"]["id"]), int(command["txnNumber"]))
        name = next(iter(command))
        if name == "abortTransaction":
            self._open.pop(key, None)
            return []
        if name == "commitTransaction":
            found = self._open.pop(key, None)
            return found.wrong(shards) if found else []
        self._open.setdefault(key, Reached()).add(command)
        return []
