"""Figures of the whole system, read when Prometheus asks: the same from every API process, so take the maximum."""

from collections.abc import Callable, Iterator

import structlog
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.content.moderation import held_items
from core.maintenance import cleanup_log
from core.maintenance.cleanup import JOBS
from core.maintenance.drift import KINDS as DRIFT
from core.platform.settings import settings
from core.servers import disks
from core.servers.health import states
from core.writes import announcements, backlog, canary, history, installation, journal_room, store_findings
from core.writes.kinds import WRITE_QUEUES
from tasks.broker.queues import backlogs
from tasks.broker.rabbitmq import DEAD_LETTERS

_log = structlog.get_logger()


def _gauge(name: str, about: str, values: dict[str, float], label: str) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value_of, value in values.items():
        family.add_metric([value_of], value)
    return family


def _counter(name: str, about: str, values: dict[str, int], label: str) -> Metric:
    family = CounterMetricFamily(name, about, labels=[label])
    for value_of, value in values.items():
        family.add_metric([value_of], value)
    return family


def _writes() -> Iterator[Metric]:
    totals = backlog.totals()
    imbalance = totals["accepted"] - sum(count for state, count in totals.items() if state != "accepted")
    yield _gauge("social_writes", "Writes by what has become of them", {**totals}, "state")
    yield GaugeMetricFamily("social_writes_imbalance", "accepted - applied - rejected - dead - pending; 0", imbalance)
    pending = {queue: float(count) for queue, count in journal_room.pending().items()}
    yield _gauge("social_writes_pending", "Pending writes of a queue", pending, "queue")
    oldest_s = {queue: history.oldest_s(f"writes:pending:{queue}", "write:") for queue in WRITE_QUEUES}
    about = "How long the oldest pending write of a queue waits"
    yield _gauge("social_writes_oldest_pending_seconds", about, oldest_s, "queue")
    yield GaugeMetricFamily("social_writes_backlog_max", "BACKLOG_MAX", settings().backlog_max)


def _journal() -> Iterator[Metric]:
    share = journal_room.used_share()
    if share is not None:
        about = "Used memory of the journal, as a share of its maxmemory"
        yield GaugeMetricFamily("social_journal_memory_used_ratio", about, share)
    yield _gauge(
        "social_part_age_seconds", "Since when a queue's workers, or beat, got nothing done", canary.ages_s(), "part"
    )


def _stores() -> Iterator[Metric]:
    wrong = dict.fromkeys(store_findings.NAMES, 0.0) | dict.fromkeys(installation.names(), 1.0)
    yield _gauge("social_store_finding", "1 for what is not as it must be about journal and MongoDB", wrong, "finding")


def _disks() -> Iterator[Metric]:
    yield _gauge("social_disk_used_ratio", "How full a disk is, 0 to 1", disks.used_shares(), "disk")


def _events() -> Iterator[Metric]:
    count, oldest_s = announcements.backlog()
    yield GaugeMetricFamily("social_events_pending", "Events that MQTT has not confirmed yet", count)
    yield GaugeMetricFamily("social_events_oldest_pending_seconds", "How long the oldest of them waits", oldest_s)


def _queues() -> Iterator[Metric]:
    waiting = backlogs()
    dead = waiting.pop(DEAD_LETTERS, 0)
    yield _gauge("social_queue_backlog", "Messages that wait for a worker", {**waiting}, "queue")
    yield GaugeMetricFamily("social_broker_dead_letters", "Messages in RabbitMQ that no worker could take", dead)


def _cleanup() -> Iterator[Metric]:
    known = cleanup_log.figures()
    # What has not happened yet is 0, or the first time would be no increase. `job` is a label of Prometheus' own.
    yield _counter(
        "social_cleanup_removed",
        "Stale things removed by the clean-up",
        dict.fromkeys(JOBS, 0) | known.removed,
        "cleanup",
    )
    last_run_s = {job: at_ms / 1000 for job, at_ms in known.last_run_ms.items()}
    yield _gauge("social_cleanup_last_run_timestamp_seconds", "When the job ran last", last_run_s, "cleanup")
    yield _gauge("social_cleanup_overdue", "Things that should be purged by now", {**known.overdue}, "kind")
    yield _gauge("social_cleanup_overdue_seconds", "Since when the first of them should", known.overdue_s, "kind")
    yield _counter(
        "social_drift_found",
        "Counters and cached things that were wrong",
        dict.fromkeys(DRIFT, 0) | known.drift,
        "kind",
    )


def _held() -> Iterator[Metric]:
    count, oldest_s = held_items.backlog()
    yield GaugeMetricFamily("social_held", "Posts, comments and edits that wait for a moderator", count)
    yield GaugeMetricFamily("social_held_oldest_seconds", "How long the oldest of them waits", oldest_s)


# Each part and the server that it is read from.
PARTS: dict[str, tuple[str, Callable[[], Iterator[Metric]]]] = {
    "writes": ("journal", _writes),
    "events": ("journal", _events),
    "journal": ("journal", _journal),
    "stores": ("journal", _stores),
    "disks": ("mongo", _disks),
    "queues": ("broker", _queues),
    "cleanup": ("journal", _cleanup),
    "held": ("mongo", _held),
}


class System(Collector):
    """All parts. The rest is wanted most when one of them cannot be read, so `social_scrape_ok` says which."""

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        answers = states()
        yield _gauge("social_dependency_up", "1 when the server answers", {**answers}, "server")
        readable = dict.fromkeys(PARTS, 0.0)
        for name, (server, part) in PARTS.items():
            try:
                # To wait for a server that hangs, part by part, would take longer than Prometheus waits for all of it.
                if not answers[server]:
                    raise ConnectionError(f"{server} does not answer")
                yield from list(part())
                readable[name] = 1
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one server, the others' figures count
                _log.warning("metrics_unreadable", part=name, server=server, error=type(error).__name__)
        yield _gauge("social_scrape_ok", "1 when this part of the figures could be read", readable, "part")
