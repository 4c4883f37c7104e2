"""docs/scaling.md shows what the tables of the code say: shard keys, scatter-gathers, transactions beyond one shard."""

import re
from pathlib import Path

import pytest

from core.servers.sharding import commands
from core.servers.sharding.cross_shards import CROSS_SHARD
from core.servers.sharding.filters import shard_of
from core.servers.sharding.layout import BY_ID, COLLECTIONS
from core.servers.sharding.scatter_gathers import SCATTER_GATHERS

SCALING = (Path(__file__).parents[2] / "docs/scaling.md").read_text()


def rows(title: str) -> list[str]:
    """The rows of the table under this heading."""
    text = SCALING.partition(f"### {title}\n")[2].partition("\n#")[0]
    return [line for line in text.splitlines() if line.startswith("| ")][1:]


def test_the_commands_that_shard_each_collection_are_those_of_the_table() -> None:
    assert [line.strip() for line in SCALING.splitlines() if "sh.shardCollection(" in line] == (
        commands.shard_collections("social")
    )


def test_the_list_of_scatter_gathers_is_that_of_the_code() -> None:
    assert rows("Queries that ask every shard") == [
        f"| {each.name} | {', '.join(f'`{name}`' for name in each.collections)} | {each.bound} | {each.reason} |"
        for each in SCATTER_GATHERS
    ]


def test_the_list_of_transactions_beyond_one_shard_is_that_of_the_code() -> None:
    assert rows("Transactions beyond one shard") == [
        f"| {each.name} | {each.bound} | {each.reason} |" for each in CROSS_SHARD
    ]


@pytest.mark.parametrize("shards", [2, 3, 16, 256])
def test_the_zones_lay_each_partition_where_a_batch_expects_it(shards: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.servers.sharding.filters.settings", lambda: type("S", (), {"mongo_shards": shards}))
    ranges = re.findall(
        r'sh.updateZoneKeyRange\("social.posts", {p: (\S+), _id: \S+}, {p: (\S+), _id: \S+}, "social-(\d+)"\)',
        "\n".join(commands.zones("social", shards)),
    )
    assert len(ranges) == shards
    ends = {"MinKey()": 0, "MaxKey()": 256}
    for first, end, shard in ranges:
        for partition in range(int(ends.get(first, first)), int(ends.get(end, end))):
            assert shard_of(f"{0:08x}{partition:02x}{0:014x}") == int(shard)
    assert sum(int(ends.get(end, end)) - int(ends.get(first, first)) for first, end, _ in ranges) == 256


def test_every_collection_with_partitions_is_in_every_zone_and_migrated() -> None:
    printed = "\n".join(commands.commands("social", 4))
    assert [name for name in BY_ID if printed.count(f'"social.{name}", {{p: ') != 4] == []
    assert set(COLLECTIONS) - set(BY_ID) == {
        "addresses",
        "handles",
        "handle_looks",
        "account_mails",
        "mail_links",
        "exports",
        "meta",
    }
