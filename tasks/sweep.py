"""The sweeper: sends again what nobody is working on.

It makes a lost message, a killed worker and a dead broker harmless.
"""

from kombu.exceptions import OperationalError

from core import cache, journal
from core import events as pending_events
from tasks import events, tickets, wake
from tasks.app import app
from tasks.queues import backlogs

QUEUE_MAX = 500


def room_in(queue: str) -> int:
    """How many messages may be added to a queue. What waits there already need not be sent again."""
    try:
        return QUEUE_MAX - backlogs()[queue]
    except OperationalError:
        return 0


@app.task
def sweep_writes() -> int:
    """Wake up for each pending write that is due; returns how many."""
    due = journal.due_writes(room_in("writes"))
    wake.wake_all(due)
    return len(due)


@app.task
def sweep_events() -> int:
    """Announce each pending event that is due; returns how many."""
    due = pending_events.due(room_in("events"))
    for event_id in due:
        wake.publish(events.announce_event, event_id)
    return len(due)


@app.task
def sweep_cache() -> int:
    """Forget tombstones and versions that no cache fill can need any more; returns how many."""
    swept = 0
    while batch := cache.sweep_floors():
        swept += batch
    return swept


@app.task
def sweep_all() -> None:
    """What beat would do, done once when a worker starts: recovery does not depend on beat."""
    sweep_writes()
    sweep_events()
    tickets.revoke_tickets()
