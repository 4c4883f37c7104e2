"""What the present world adds to a request when it is accepted as a write."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.platform import traces
from core.writes.events import to_log


@dataclass(frozen=True)
class EarlyEvent:
    """An event that is sent when its write is accepted, not when it is applied. `event` makes its body from the id of
    what the write creates; `last_number` and `last_ms` are at least those of earlier writes with the same ordering key;
    `summary` is the author's, if that is cached."""

    event: Callable[[str], dict[str, Any]]
    last_number: int
    last_ms: int
    summary: bytes = b""

    def for_item(self, item_id: str) -> dict[str, Any]:
        """As `accept.lua` takes it; `item_id` is what the write creates."""
        numbers = {"last_number": self.last_number, "last_ms": self.last_ms}
        return numbers | {"event": to_log(self.event(item_id), traces.carried()), "summary": self.summary.decode()}


@dataclass(frozen=True)
class Context:
    """What the present world adds to a request: `more` of its body, its ordering key, and its early event.

    Writes with one `ordering_key` (SQS: message group id) are carried out in the order of their acceptance. A write
    with an early event gets a number and a time that only grow for that key.
    """

    more: dict[str, Any] = field(default_factory=dict)
    ordering_key: str = ""
    early_event: EarlyEvent | None = None
