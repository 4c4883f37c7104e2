"""What is noted of an event that somebody in this process receives."""

from core.platform import traces
from core.writes.events import Event
from realtime import metrics


def note(event: Event, began_ns: int) -> None:
    """Count it, and record how long it took until it was in the queues of sockets and streams, if it is traced.

    `began_ns`, in epoch nanoseconds, is when its turn came.
    """
    metrics.READ.inc()
    about: traces.About = {"social.event": event.id, "social.seq": event.seq}
    traces.record(f"deliver {event.kind}", "consumer", event.traceparent, about, began_ns)
