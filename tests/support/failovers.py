"""Clusters of which parts die and come back: masters of Redis, which return as replicas, and nodes of RabbitMQ."""

import random
from functools import partial
from pathlib import Path

from redis import Redis

from deploy.local.servers import HOST
from tests.support.rabbitmq import Rabbit, nodes, wait_for_cluster
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually


def start_rabbits(addresses: ServerAddresses, folder: Path) -> list[str]:
    """Start three nodes of one RabbitMQ, which is the broker of these servers from now on; their names."""
    epmd, *others = nodes(folder, 3)
    rabbits = [each for each in others if isinstance(each, Rabbit)]
    names = [each.name for each in rabbits]
    addresses.servers |= {each.name: each for each in (epmd, *rabbits)}
    addresses.broker_url = ";".join(each.url for each in rabbits)
    # The first one is there before the others look for one to join.
    for name in (epmd.name, names[0]):
        addresses.start(name)
    for name in names[1:]:
        addresses.start_only(name)
    for name in names[1:]:
        addresses.wait_for(name)
    wait_for_cluster(rabbits)
    return names


def fail_over(servers: ServerAddresses, store: str, port: int = 0) -> str:
    """Kill a master that has a part of the keys of `journal` or `cache`, or the one on this port, and wait until its
    replica has them; its name."""
    alive = [name for name in servers.parts(store) if servers.processes[name].poll() is None]
    masters = [name for name in alive if _has_slots(servers.servers[name].port)]
    victim = random.choice([name for name in masters if port in (0, servers.servers[name].port)])
    servers.kill(victim)
    wait_for_successor(servers, store, victim)
    return victim


def wait_for_successor(servers: ServerAddresses, store: str, victim: str) -> None:
    """Return when all other nodes of this store that live know who has the keys of this dead master."""
    alive = [name for name in servers.parts(store) if servers.processes[name].poll() is None]
    others = [servers.servers[name].port for name in alive]
    eventually(lambda: all(_knows_a_successor(port, servers.servers[victim].port) for port in others))


def make_whole(servers: ServerAddresses, store: str, killed: str) -> None:
    """Start again what was killed, and wait until the cluster is whole, with a replica of each master."""
    servers.start(killed)
    ports = [servers.servers[name].port for name in servers.parts(store)]
    eventually(partial(_are_whole, ports))


def _has_slots(port: int) -> bool:
    with Redis(HOST, port, decode_responses=True) as node:
        return any(each["slots"] for each in node.cluster("nodes").values() if "myself" in each["flags"])


def _knows_a_successor(port: int, victim_port: int) -> bool:
    """Whether another node than the victim has its slots, as the one on this port knows."""
    with Redis(HOST, port, decode_responses=True) as node:
        nodes = node.cluster("nodes").items()
        is_replaced = not any(each["slots"] for name, each in nodes if name.endswith(f":{victim_port}"))
        return bool(is_replaced and node.cluster("info")["cluster_state"] == "ok")


def _are_whole(ports: list[int]) -> bool:
    """Whether each of these nodes works, and follows its master if it is a replica."""
    return all(map(_is_whole, ports))


def _is_whole(port: int) -> bool:
    with Redis(HOST, port, decode_responses=True) as node:
        about = node.info("replication")
        follows = about["role"] == "master" or about["master_link_status"] == "up"
        return bool(follows and node.cluster("info")["cluster_state"] == "ok")
