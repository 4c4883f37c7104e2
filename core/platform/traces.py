"""Traces: how one request went on, from HTTP through the journal and the workers to the sockets (decision 0021).

Off, which is the default, each of these functions does nothing, and nothing of OpenTelemetry is imported; how they do
it when they are on is in core/platform/tracer.py. A context travels as the `traceparent` of W3C Trace Context, and only
that of a trace that is recorded: whoever finds none has nothing to do.

What a span says of itself comes from the code, or is an id; never a body, an address, a query or the text of an error.
"""

import atexit
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal

from core.platform.settings import settings

if TYPE_CHECKING:
    from core.platform.tracer import Tracer

TRACEPARENT = "traceparent"
Kind = Literal["internal", "server", "client", "producer", "consumer"]
About = dict[str, str | int | bool]


class _Nothing(AbstractContextManager[None]):
    def __exit__(self, *_: object) -> None:
        return None


_NOTHING = _Nothing()
_tracer: "Tracer | None" = None


def set_up(process: str) -> None:
    """Record traces in this process and its children from now on, under this name, if TRACES_URL says where to."""
    if not settings().traces_url:
        return use(None)
    from core.platform.tracer import Tracer

    use(Tracer(process))
    atexit.register(flush)
    return None


def use(tracer: "Tracer | None") -> None:
    """Record traces with this tracer from now on, or none."""
    global _tracer
    _tracer = tracer


def is_on() -> bool:
    """Whether this process records traces."""
    return _tracer is not None


def begin(name: str, kind: Kind, caller: str = "") -> AbstractContextManager[None]:
    """A span around the block, below the one that is under way; without one it begins a trace, if TRACES_RATIO says so.

    `caller` is the `traceparent` that somebody outside has sent: the span links to it, and does as TRACES_RATIO says.
    """
    return _tracer.begin(name, kind, caller) if _tracer else _NOTHING


def span(name: str, kind: Kind = "internal") -> AbstractContextManager[None]:
    """A span around the block, below the one that is under way; without one, nothing."""
    return _tracer.span(name, kind) if _tracer else _NOTHING


def batch(name: str, traceparents: list[str]) -> AbstractContextManager[None]:
    """A span around work on several things that were traced, empty for one that was not: below the span that is under
    way, or below the first of theirs; it links to the others. With none of them, nothing."""
    return _tracer.batch(name, traceparents) if _tracer else _NOTHING


def record(name: str, kind: Kind, traceparent: str, about: About, began_ns: int = 0, *, is_error: bool = False) -> None:
    """Record a span that is over, below the one that this `traceparent` names, with a link to the one that is under
    way. It began at `began_ns` (epoch nanoseconds), by default when that did."""
    if _tracer and traceparent:
        _tracer.record(name, kind, traceparent, about, began_ns, is_error=is_error)


def describe(about: About, name: str = "", *, is_error: bool = False) -> None:
    """Say more of the span that is under way, and give it this name."""
    if _tracer:
        _tracer.describe(about, name, is_error=is_error)


def carried() -> str:
    """What to send along, so that others go on below the span that is under way: its `traceparent`, or an empty one."""
    return _tracer.carried() if _tracer else ""


def id_in(traceparent: str) -> str:
    """The id of the trace, 32 hex digits, as it stands in the logs; empty for an empty one."""
    # Version, trace id, span id and flags (https://www.w3.org/TR/trace-context/#traceparent-header).
    return traceparent[3:35]


def flush() -> None:
    """Send what is recorded, before this process ends; wait for the collector only for a moment."""
    if _tracer:
        _tracer.flush()
