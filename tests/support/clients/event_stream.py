"""One answer of the event stream, read to its end, with everything that it says held against its description."""

import contextlib
import json
import socket
import threading
from typing import Any

import requests

from tests.support.asyncapi import validation_errors
from tests.support.clients.live import Person, number_of
from tests.support.site import Site
from tests.support.waiting import eventually

Heard = tuple[str, str, Any]
PUBLIC = ("post.", "comment.", "like.", "inbox.", "mention.", "follow.", "user.", "invitation.")


def get_stream(site: Site, person: Person, query: str, **headers: str) -> requests.Response:
    """An answer of which only the beginning is read."""
    url = f"{site.live[0]}/api/v1/events{query}"
    sent = {"Cookie": person.cookie} | {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, headers=sent, stream=True, timeout=30)


class EventStream:
    """An open stream, and what it said: (id, event, data) each."""

    def __init__(self, answer: requests.Response) -> None:
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "text/event-stream"
        self.heard: list[Heard] = []
        self.answer, self.ended = answer, threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        eventually(lambda: self.named("hello"))

    def _read(self) -> None:
        # The test closes the answer, or the process ends, while this reads.
        with contextlib.suppress(requests.RequestException, AttributeError, ValueError):
            self._read_lines()
        self.ended.set()

    def _read_lines(self) -> None:
        fields: dict[str, str] = {}
        for raw in self.answer.iter_lines(chunk_size=1):
            name, _, value = raw.decode().partition(": ")
            if name:
                fields[name] = value
            elif "data" in fields:
                name, data = fields["event"], json.loads(fields["data"])
                self.heard.append((fields.get("id", ""), name, data))
                assert not validation_errors("stream", "event" if name.startswith(PUBLIC) else name, data)
                fields = {}

    def leave(self) -> None:
        """Hang up. Closing the answer would wait for the thread that reads it."""
        self.answer.raw.connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def named(self, *names: str) -> list[Any]:
        """The data of these events."""
        return [data for _, name, data in self.heard if name in names]

    @property
    def seqs(self) -> list[int]:
        """The numbers of what happened."""
        return [number_of(each) for each, name, data in self.heard if "." in name and data["seq"] == each]
