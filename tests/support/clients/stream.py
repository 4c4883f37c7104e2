"""A client of the event stream that comes back by itself, to another realtime process, from where it was."""

import json
import threading
from collections import Counter
from itertools import cycle
from typing import Any

import requests

from tests.support.users import BASE

PAUSE_S = 0.3
# Comments keep a quiet stream alive (realtime/sse.py); one that says nothing for so long is dead.
SILENT_S = 30.0


class Stream:
    """Follows the rooms until it is stopped. `heard` counts each event by its id, `gaps` how often it was told that
    events are lost, `returns` how often it came back, `is_connected` is set once it hears."""

    def __init__(self, http: requests.Session, urls: list[str], rooms: str = "feed") -> None:
        self.heard: Counter[str] = Counter()
        self.gaps = self.returns = 0
        self._http, self._urls, self._rooms = http, cycle(urls), rooms
        self._position, self._stop, self.is_connected = "", threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it; what it heard stays."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow(next(self._urls))
            except (requests.RequestException, ConnectionError):
                self._stop.wait(PAUSE_S)
            self.returns += 1

    def _follow(self, url: str) -> None:
        headers = {"Last-Event-ID": self._position} if self._position else {}
        asked = f"{url}{BASE}/events?rooms={self._rooms}"
        with self._http.get(asked, headers=headers, stream=True, timeout=(3, SILENT_S)) as answer:
            answer.raise_for_status()
            self.is_connected.set()
            fields: dict[str, str] = {}
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                if self._stop.is_set():
                    return
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                else:
                    self._note(fields)
                    fields = {}

    def _note(self, fields: dict[str, str]) -> None:
        self._position = fields.get("id") or self._position
        body: dict[str, Any] = json.loads(fields.get("data") or "{}")
        if fields.get("event") == "gap":
            self.gaps += 1
        elif "id" in body:
            self.heard[body["id"]] += 1
