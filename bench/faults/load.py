"""The people around a system that is being broken: who write, who read, who listen."""

import threading
from pathlib import Path

from bench.api_client import Person
from bench.faults.ledger import Entry, Ledger
from bench.faults.listener import Listener
from bench.faults.reader import Reader
from bench.faults.writers import Writer, follow, started
from deploy.local.waiting import until

ACCOUNTS, LASTING = 5, 12
TIMEOUT_S = 180.0


class Load:
    """They begin with this object, at the API with this `url`; `file` is where they keep their ledger. Each account is
    that of so many writers, and its receipts are asked for together."""

    def __init__(self, url: str, file: Path, mqtt_port: int, mqtt_password: str, writers_each: int = 1) -> None:
        self.stop = threading.Event()
        self.ledger = Ledger(file)
        authors = list(range(ACCOUNTS)) * writers_each
        people = [_person(url, f"writer-{author}") for author in authors]
        followers = [_person(url, f"writer-{author}") for author in range(ACCOUNTS)]
        self.listener = Listener(mqtt_port, mqtt_password)
        self.lasting = [self._post(people[0], n) for n in range(LASTING)]
        ids = sorted({person.id for person in people})
        self.reader = Reader(_person(url, "reader"), self.ledger, self.lasting, self.stop)
        self._threads = started([lambda: follow(followers, self.ledger, self.stop)])
        until(lambda: not self.ledger.unfinished(), "the first posts", TIMEOUT_S)
        self.reader.follow(ids)
        self._writing = threading.Event()
        writers = [
            Writer(*each, self.ledger, self.lasting, ids, self._writing) for each in zip(authors, people, strict=True)
        ]
        self._writers = started([writer.run for writer in writers])
        self._threads += started([self.reader.run])

    def _post(self, person: Person, number: int) -> str:
        key = f"lasting{number}"
        entry = Entry(key, "post.create", "POST", "/posts", {"title": "A lasting post", "content": f"{key} 0"})
        receipt = person.send("POST", "/posts", entry.body, key=key).json()
        self.ledger.accept(entry, 202, receipt)
        return entry.resource_id

    def finish(self) -> None:
        """Let the last writes end. Raises NotReadyError when they do not."""
        self._writing.set()
        try:
            until(lambda: not any(thread.is_alive() for thread in self._writers), "the last requests", TIMEOUT_S)
            until(lambda: not self.ledger.unfinished(), "the last writes", TIMEOUT_S)
        finally:
            self.stop.set()
            for thread in self._threads:
                thread.join()


def _person(url: str, name: str) -> Person:
    person = Person(url)
    person.sign_in(name, f"{name}@example.org", "correct horse battery")
    return person
