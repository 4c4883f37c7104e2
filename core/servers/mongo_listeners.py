"""What pymongo tells of its server, for the breaker (core/servers/breaker.py), and of its commands, for traces."""

import threading
import time

from pymongo.errors import AutoReconnect
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
    TopologyClosedEvent,
    TopologyDescriptionChangedEvent,
    TopologyListener,
    TopologyOpenedEvent,
)

from core.platform import traces
from core.servers.breaker import Breaker

# Asked with a short timeout, by those who only look whether it answers.
LOOKS = ("ping", "hello")
# As pymongo names what happens to a connection; what the server refuses has a code instead.
LOST = ("AutoReconnect", "ConnectionFailure", "NetworkTimeout", "_OperationCancelled")


class Answers(CommandListener):
    """Tells the breaker whether commands are answered. A refusal is an answer, too."""

    def __init__(self, breaker: Breaker) -> None:
        self._breaker = breaker

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing is known yet."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """It was answered."""
        self._breaker.succeeded()

    def failed(self, event: CommandFailedEvent) -> None:
        """It was refused, or not answered in time."""
        if event.failure.get("errtype") in LOST and event.command_name not in LOOKS:
            self._breaker.failed(AutoReconnect(event.command_name))


class Commands(CommandListener):
    """Records a span of each command for something that is traced: its name and collection, never what it says."""

    def __init__(self) -> None:
        # pymongo calls these methods in the thread that asks, which waits for the answer.
        self._asked = threading.local()

    def started(self, event: CommandStartedEvent) -> None:
        """It is sent."""
        target = event.command.get(event.command_name)
        self._asked.collection = target if isinstance(target, str) else ""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """It was answered."""
        self._record(event, is_error=False)

    def failed(self, event: CommandFailedEvent) -> None:
        """It was refused, or not answered in time."""
        self._record(event, is_error=True)

    def _record(self, event: CommandSucceededEvent | CommandFailedEvent, *, is_error: bool) -> None:
        about: traces.About = {"db.system.name": "mongodb", "db.operation.name": event.command_name}
        if collection := self._asked.collection:
            about["db.collection.name"] = collection
        name = f"{event.command_name} {collection}".rstrip()
        began_ns = time.time_ns() - event.duration_micros * 1000
        traces.record(name, "client", traces.carried(), about, began_ns, is_error=is_error)


class Primary(TopologyListener):
    """Tells the breaker when the primary is lost and when there is one again."""

    def __init__(self, breaker: Breaker) -> None:
        self._breaker = breaker

    def opened(self, event: TopologyOpenedEvent) -> None:
        """Nothing is known yet."""

    def description_changed(self, event: TopologyDescriptionChangedEvent) -> None:
        """A server was found, or lost."""
        had, has = (each.has_writable_server() for each in (event.previous_description, event.new_description))
        if has:
            self._breaker.succeeded()
        elif had:
            self._breaker.failed(AutoReconnect("no primary"))

    def closed(self, event: TopologyClosedEvent) -> None:
        """The driver has stopped watching this server."""
