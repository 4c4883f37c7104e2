"""What processes count while they work (Prometheus). Labels come from the code, never from a request."""

from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram

CACHE_READS = Counter(
    "social_cache_reads_total", "Items and pages that were looked for in the cache", ["kind", "result"]
)
FILLS = Counter("social_cache_fills_total", "Index fills by how they ended", ["result"])
WRITE_SECONDS = Histogram(
    "social_write_seconds",
    "From accepted to applied",
    ["kind"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60, 300),
)
FAILED_ATTEMPTS = Counter("social_write_attempts_failed_total", "Attempts at a write that failed", ["kind", "away"])
SEARCH_SECONDS = Histogram(
    "social_search_seconds",
    "How long searches took, by how they ended",
    ["kind", "result"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
MAILS = Counter("social_mails_total", "Mails to people by how that ended", ["result"])
PUSHES = Counter("social_pushes_total", "Pushes to browsers by how that ended", ["result"])
ANNOUNCEMENTS = Counter("social_event_announcements_total", "Attempts to announce an event over MQTT", ["result"])
GARBAGE = Counter("social_broker_garbage_total", "What lay in the broker, was no message, and was dropped", ["queue"])
# Of all processes of a worker the last word counts: a child that died says nothing any more.
MQTT_CONNECTED = Gauge(
    "social_mqtt_connected", "1 while this worker is connected to MQTT", multiprocess_mode="mostrecent"
)


@lru_cache(maxsize=64)
def cache_reads(kind: str, result: str) -> Counter:
    """The series of CACHE_READS with these labels."""
    return CACHE_READS.labels(kind, result)
