"""The sweeper: sends again what is due and not worked on.

It makes a lost message, a killed worker and a dead broker harmless.
"""

from kombu.exceptions import OperationalError

from core.reads import cache, leases
from core.servers.partitions import prefixes
from core.writes import announcements, backlog, outbox, turns
from tasks import enqueue, events, tickets
from tasks.app import app
from tasks.broker.queues import backlogs

QUEUE_MAX = 500


def room_in(queue: str) -> int | None:
    """How many messages may be added to a queue, None when it is unavailable. What waits there is not sent again."""
    try:
        return QUEUE_MAX - backlogs()[queue]
    except OperationalError:
        return None


@app.task
def sweep_writes() -> list[str]:
    """Wake a worker for each queue of which writes are due without a turn that takes them; returns these queues."""
    return [queue for queue in turns.queues_to_wake() if enqueue.wake(queue)]


@app.task
def sweep_older_version() -> int:
    """Put what a version without queues has accepted into its queues; returns how much that was."""
    return backlog.put_into_queues()


@app.task
def sweep_events() -> int:
    """Wake the announcer when events wait; returns how many do. Copy what is left in the outboxes."""
    outbox.copy(prefixes())
    count = announcements.tell_of_backlog()
    if count and (room_in("events") or 0) > 0:
        enqueue.publish(events.announce_events)
    return count


@app.task
def sweep_cache() -> int:
    """Settle the debts to a cache that is back; forget the tombstones and versions that no fill needs any more, and
    return how many."""
    cache.settle_debts()
    swept = 0
    while batch := leases.sweep_watermarks():
        swept += batch
    return swept


@app.task
def sweep_all() -> None:
    """What beat would do, done once when a worker starts: recovery does not depend on beat."""
    sweep_older_version()
    sweep_writes()
    sweep_events()
    tickets.revoke_tickets()
