"""What was asked for and answered, kept outside the system: a write is accepted when its line is on the disk."""

import json
import os
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Entry:
    """One write. Times are those of this process's clock, in seconds; 0 where that has not happened yet."""

    key: str
    kind: str
    method: str
    path: str
    body: dict[str, str] | None
    author: int = 0
    status: int = 0
    write_id: str = ""
    resource_id: str = ""
    state: str = "asked"
    asked_s: float = field(default_factory=time.monotonic)
    accepted_s: float = 0.0
    ended_s: float = 0.0

    @property
    def is_applied(self) -> bool:
        """Whether its receipt said so."""
        return self.state == "applied"

    @property
    def is_gone(self) -> bool:
        """Whether it was accepted and its receipt is not there any more: it may have taken effect, or not."""
        return self.state == "gone"

    @property
    def item_id(self) -> str:
        """What it is about."""
        return self.resource_id if self.kind.endswith(".create") else self.path.split("/")[2]


class Ledger:
    """All writes of a run, and the failures of requests. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self.entries: list[Entry] = []
        self.refusals_s: list[float] = []
        self.deletes_asked: set[str] = set()
        # What has been asked for and is not accepted yet, by key: since when.
        self.asked_s: dict[str, float] = {}
        self.changed_answers: list[str] = []
        self._file = path.open("a")
        self._lock = threading.Lock()

    def ask(self, entry: Entry) -> None:
        """Note what is about to be sent: a delete may take effect before its answer comes."""
        with self._lock:
            self.asked_s[entry.key] = entry.asked_s
            if entry.kind.endswith(".delete"):
                self.deletes_asked.add(entry.item_id)

    def accept(self, entry: Entry, status: int, receipt: dict[str, Any]) -> None:
        """Note that a write was accepted, on the disk before anything else is done with it."""
        entry.status, entry.write_id, entry.resource_id = status, receipt["id"], receipt["resource"]["id"]
        entry.state, entry.accepted_s = receipt["state"], time.monotonic()
        with self._lock:
            self._file.write(json.dumps(asdict(entry)) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self.entries.append(entry)
            self.asked_s.pop(entry.key, None)

    def end(self, entry: Entry, state: str) -> None:
        """Note what a write has come to."""
        with self._lock:
            entry.state, entry.ended_s = state, time.monotonic()

    def refuse(self) -> None:
        """Note that a request was refused or not answered."""
        with self._lock:
            self.refusals_s.append(time.monotonic())

    def differ(self, what: str) -> None:
        """Note that a repeated request had another answer than the first time."""
        with self._lock:
            self.changed_answers.append(what)

    def unfinished(self) -> list[Entry]:
        """The accepted writes whose end is not known, oldest first."""
        with self._lock:
            return [entry for entry in self.entries if not entry.ended_s]

    def is_quiet(self, quiet_s: float, prompt_s: float) -> bool:
        """Whether for so many seconds nothing was refused, every write was applied within `prompt_s`, and no request
        has waited for so long."""
        now_s = time.monotonic()
        with self._lock:
            if any(now_s - asked_s > prompt_s for asked_s in self.asked_s.values()):
                return False
        late = [entry for entry in self.all() if (entry.ended_s or now_s) - entry.accepted_s > prompt_s]
        is_prompt = all(entry.ended_s and entry.ended_s < now_s - quiet_s for entry in late)
        return is_prompt and not self.refused_between(now_s - quiet_s, now_s)

    def all(self) -> list[Entry]:
        """The accepted writes as they are now."""
        with self._lock:
            return list(self.entries)

    def refused_between(self, start_s: float, end_s: float) -> list[float]:
        """When requests were refused in this time."""
        with self._lock:
            return [at for at in self.refusals_s if start_s <= at <= end_s]
