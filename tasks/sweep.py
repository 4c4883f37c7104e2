"""The sweeper: sends again what nobody is working on.

It makes a lost message, a killed worker and a dead broker harmless.
"""

from kombu.exceptions import OperationalError

from core import cache, events, journal
from tasks import events as announcements
from tasks import tickets, wake
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
    """Wake the announcer when events wait; returns how many do."""
    count, _ = events.backlog()
    if count and room_in("events") > 0:
        wake.publish(announcements.announce_events)
    return count


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
