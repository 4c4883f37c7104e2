"""Which addresses may read metrics: those in METRICS_NETWORKS."""

from ipaddress import ip_address, ip_network

from core.platform.settings import settings


def is_internal(address: str) -> bool:
    """Whether this address lies in one of METRICS_NETWORKS."""
    try:
        asking = ip_address(address)
    except ValueError:
        return False
    return any(asking in ip_network(each.strip()) for each in settings().metrics_networks.split(","))
