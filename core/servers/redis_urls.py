"""Addresses of Redis: of a server, and of a cluster with any of its nodes, `redis+cluster://host:port,host:port`."""

from functools import lru_cache
from urllib.parse import urlsplit

SCHEME = "+cluster"


@lru_cache(maxsize=16)
def is_cluster(url: str) -> bool:
    """Whether this address is that of a cluster: `redis+cluster://host:port,host:port`, with any of its nodes."""
    return SCHEME in urlsplit(url).scheme


def node_urls(url: str) -> list[str]:
    """The address of each node that this address names, as that of a server alone."""
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    scheme = parts.scheme.replace(SCHEME, "")
    return [f"{scheme}://{login}{at}{host}{parts.path}" for host in hosts.split(",")]
