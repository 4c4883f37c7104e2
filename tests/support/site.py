"""The API and its realtime processes, started for a test, and the people who use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.platform.settings import Settings
from tests.support.clients.live import Person
from tests.support.processes import Processes, environment


@dataclass
class Site:
    """The API and realtime processes beside it, by their addresses."""

    processes: Processes
    api: str
    live: list[str]

    @classmethod
    def start(cls, processes: Processes, count: int = 1, **env: str) -> "Site":
        """Start the API and so many realtime processes; wait until all answer."""
        return cls(processes, *processes.start_site(count, **env))

    def person(self) -> Person:
        """A new user with a session."""
        return Person(self.api)

    def people(self, count: int = 2) -> list[Person]:
        """So many new users."""
        return [self.person() for _ in range(count)]


@contextmanager
def running_site(chosen: Settings, log: Path, count: int = 1, **env: str) -> Iterator[Site]:
    """A site of these settings; all its processes end with the block."""
    processes = Processes(environment(chosen), log)
    try:
        yield Site.start(processes, count, **env)
    finally:
        processes.stop()
