"""Networks of callers: what is counted for one of them, and which may read metrics."""

from ipaddress import ip_address, ip_network

from core.platform.settings import settings


def network_of(address: str) -> str:
    """The address; of IPv6 the /64, the unit that providers assign to one customer."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 and not found.ipv4_mapped else address


def is_internal(address: str) -> bool:
    """Whether this address lies in one of METRICS_NETWORKS."""
    try:
        asking = ip_address(address)
    except ValueError:
        return False
    return any(asking in ip_network(each.strip()) for each in settings().metrics_networks.split(","))
