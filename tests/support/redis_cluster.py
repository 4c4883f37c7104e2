"""A Redis Cluster of three masters with a replica each, on free ports of this machine.

With TEST_CLUSTERS the journal and the cache of all tests are one each (`make test-clusters`).
"""

import os
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from redis import Redis

from deploy.local.ports import free_ports
from deploy.local.servers import HOST, Server, command
from deploy.local.waiting import until

HAS_CLUSTERS = "TEST_CLUSTERS" in os.environ
for_clusters = pytest.mark.skipif(not HAS_CLUSTERS, reason="about a Redis Cluster: make test-clusters")
for_one_partition = pytest.mark.skipif(HAS_CLUSTERS, reason="about keys as they were before there were partitions")
MASTERS = 3
SLOTS = 16_384
# A master that does not answer for so long is failed over.
NODE_TIMEOUT_MS = 2_000


@dataclass(frozen=True)
class Node(Server):
    """A server of a cluster. On its bus port the nodes talk to each other."""

    bus_port: int

    def command(self) -> list[str]:
        """The command line that runs it, with the policy of the store that it is a part of."""
        store = Server(self.name.partition("-")[0], self.port, self.data)
        flags = {"enabled": "yes", "port": self.bus_port, "node-timeout": NODE_TIMEOUT_MS}
        return [*command(store), *(part for name, value in flags.items() for part in (f"--cluster-{name}", str(value)))]


def nodes(store: str, folder: Path) -> list[Node]:
    """Six servers, to be the cluster of this store: its masters to begin with, and then a replica of each."""
    ports = iter(free_ports(4 * MASTERS))
    names = [f"{store}-{number}" for number in range(2 * MASTERS)]
    return [Node(name, next(ports), folder / name, next(ports)) for name in names]


def url(servers: list[Node]) -> str:
    """The address of the cluster."""
    return "redis+cluster://" + ",".join(f"{HOST}:{each.port}" for each in servers)


def join(servers: list[Node]) -> None:
    """Make these servers one cluster, and wait until it works."""
    clients = [Redis(port=each.port, decode_responses=True) for each in servers]
    bounds = [SLOTS * number // MASTERS for number in range(MASTERS + 1)]
    for master, (first, end) in zip(clients[:MASTERS], pairwise(bounds), strict=True):
        master.execute_command("CLUSTER ADDSLOTSRANGE", first, end - 1)
    for number, (client, server) in enumerate(zip(clients, servers, strict=True)):
        client.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
        clients[0].execute_command("CLUSTER MEET", HOST, server.port, server.bus_port)
    for client in clients:
        until(partial(_knows, client, len(servers)), "the nodes to meet", 30)
    for master, replica in zip(clients[:MASTERS], clients[MASTERS:], strict=True):
        replica.execute_command("CLUSTER REPLICATE", master.execute_command("CLUSTER MYID"))
    for client in clients:
        client.close()
    wait_until_joined(servers)


def wait_until_joined(servers: list[Node]) -> None:
    """Return when these servers work as one cluster, and each of them has its data; NotReadyError when not in time."""
    for each in servers:
        with Redis(port=each.port, decode_responses=True) as client:
            until(partial(_works, client), "the cluster", 30)
            until(partial(_has_data, client), "the replica", 30)


def _knows(node: Redis, count: int) -> bool:
    return len(node.cluster("nodes")) == count


def _works(node: Redis) -> bool:
    return bool(node.cluster("info")["cluster_state"] == "ok")


def _has_data(node: Redis) -> bool:
    return bool(node.info("replication").get("master_link_status", "up") == "up")
