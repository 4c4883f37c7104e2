"""People who write all the time, each change with a key of its own, and give none up; and who follows the receipts."""

import random
import threading
import time
import uuid
from collections.abc import Callable

import requests

from bench.api_client import Person
from bench.faults.ledger import Entry, Ledger

# Together about 12 writes a second: what is measured is recovering, not how much two cores can carry.
PAUSE_S = 0.4
RETRY_S = 0.25
REPEATED = 0.1
TIMEOUT_S = 10.0
LOOK_S, LOOK_MAX = 0.2, 100
KINDS = {
    "comment.create": 60,
    "post.edit": 15,
    "comment.edit": 10,
    "post.create": 8,
    "comment.delete": 5,
    "post.delete": 2,
    "post.like": 8,
    "comment.like": 8,
    "user.follow": 8,
}
# Which part of all comments answer another one.
ANSWERS = 0.3


class Writer:
    """One who writes as this author, with posts of their own, of which the first ones stay and the others may be
    deleted."""

    def __init__(
        self,
        author: int,
        person: Person,
        ledger: Ledger,
        lasting: list[str],
        people: list[str],
        stop: threading.Event,
    ) -> None:
        self.author, self.person, self.ledger, self.lasting, self.stop = author, person, ledger, lasting, stop
        # The ids of all who write; and whom this author follows.
        self.people, self.followed = people, set[str]()
        self.own: dict[str, list[Entry]] = {"post": [], "comment": []}
        # By the id of the comment that they answer; and what this author likes.
        self.answers: dict[str, list[Entry]] = {}
        self.liked: set[str] = set()
        self.edits = 0

    def run(self) -> None:
        """Write until asked to stop."""
        while not self.stop.wait(PAUSE_S):
            entry = self._next()
            if entry is None:
                continue
            entry.author = self.author
            self._send(entry)
            if random.random() < REPEATED:
                self._repeat(entry)

    def _next(self) -> Entry | None:
        kind = random.choices(list(KINDS), list(KINDS.values()))[0]
        noun, _, verb = kind.partition(".")
        key = uuid.uuid4().hex
        if kind == "post.create":
            return Entry(key, kind, "POST", "/posts", {"title": "A post", "content": f"{key} 0"})
        if kind == "user.follow":
            return self._follow(key)
        created = [entry for entry in self.own[noun] if entry.is_applied]
        if kind == "comment.create":
            return self._comment(key, created)
        if not created:
            return None
        target = random.choice(created)
        path = f"/{noun}s/{target.resource_id}"
        if verb == "like":
            return self._like(key, noun, target.resource_id)
        if verb == "delete":
            if any(not answer.is_applied for answer in self.answers.get(target.resource_id, ())):
                return None  # An answer to what is deleted meanwhile would be refused.
            self.own[noun].remove(target)
            return Entry(key, kind, "DELETE", path, None)
        self.edits += 1
        return Entry(key, kind, "PATCH", path, {"content": f"{target.key} {self.edits}"})

    def _comment(self, key: str, own: list[Entry]) -> Entry:
        """A comment on a post that stays, or an answer to one of their own."""
        body = {"content": f"{key} 0"}
        if not own or random.random() > ANSWERS:
            return Entry(key, "comment.create", "POST", f"/posts/{random.choice(self.lasting)}/comments", body)
        answered = random.choice(own)
        entry = Entry(key, "comment.create", "POST", answered.path, body | {"parent_id": answered.resource_id})
        self.answers.setdefault(answered.resource_id, []).append(entry)
        return entry

    def _like(self, key: str, noun: str, item_id: str) -> Entry:
        """Of something of their own, so that nobody else's is counted there; or no longer."""
        is_over = item_id in self.liked
        self.liked ^= {item_id}
        kind, method = (f"{noun}.unlike", "DELETE") if is_over else (f"{noun}.like", "PUT")
        return Entry(key, kind, method, f"/{noun}s/{item_id}/like", None)

    def _follow(self, key: str) -> Entry | None:
        """Another one who writes; or no longer."""
        others = [each for each in self.people if each != self.person.id]
        if not others:
            return None
        user_id = random.choice(others)
        is_over = user_id in self.followed
        self.followed ^= {user_id}
        kind, method = ("user.unfollow", "DELETE") if is_over else ("user.follow", "PUT")
        return Entry(key, kind, method, f"/users/{user_id}/follow", None)

    def _send(self, entry: Entry) -> None:
        """Until it is accepted, whatever else ends meanwhile: what got no answer may have been stored."""
        self.ledger.ask(entry)
        while True:
            answer = self._once(entry)
            if answer is not None and answer.status_code in (200, 201, 202):
                self.ledger.accept(entry, answer.status_code, answer.json())
                if entry.kind.endswith(".create"):
                    self.own[entry.kind.partition(".")[0]].append(entry)
                return
            self.ledger.refuse()
            if answer is not None and answer.status_code == 401:
                self.person.sign_in_again()
            time.sleep(RETRY_S)

    def _repeat(self, entry: Entry) -> None:
        answer = self._once(entry)
        if answer is None or answer.status_code in (401, 429, 503):
            return  # not answered, which is no other answer
        receipt = answer.json()
        now = (answer.status_code, receipt.get("id"), receipt.get("resource", {}).get("id"))
        if now != (entry.status, entry.write_id, entry.resource_id):
            self.ledger.differ(f"{entry.method} {entry.path}: {entry.status} {entry.write_id}, then {now}")

    def _once(self, entry: Entry) -> requests.Response | None:
        headers = {
            "X-CSRF-TOKEN": self.person.http.cookies.get("csrf_access_token") or "",
            "Idempotency-Key": entry.key,
        }
        url = self.person.base + entry.path
        try:
            return self.person.http.request(entry.method, url, json=entry.body, headers=headers, timeout=TIMEOUT_S)
        except requests.RequestException:
            return None


def follow(people: list[Person], ledger: Ledger, stop: threading.Event) -> None:
    """Ask for every receipt until it says how its write has ended; in the session of its author, by their number. One
    that is not there any more is `gone`."""
    while not stop.wait(LOOK_S):
        of_authors: dict[int, list[Entry]] = {}
        for entry in ledger.unfinished():
            of_authors.setdefault(entry.author, []).append(entry)
        for author, entries in of_authors.items():
            states = _states(people[author], [entry.write_id for entry in entries[:LOOK_MAX]])
            if states is None:
                continue
            for entry in entries[:LOOK_MAX]:
                if (state := states.get(entry.write_id, "gone")) != "accepted":
                    ledger.end(entry, state)


def _states(person: Person, write_ids: list[str]) -> dict[str, str] | None:
    """The states of those of these writes that have receipts; None when that is not answered."""
    url = f"{person.base}/writes?ids={','.join(write_ids)}"
    try:
        answer = person.http.get(url, timeout=TIMEOUT_S)
    except requests.RequestException:
        time.sleep(RETRY_S)
        return None
    if answer.status_code == 401:
        person.sign_in_again()
    if answer.status_code != 200:
        return None
    return {receipt["id"]: receipt["state"] for receipt in answer.json()["items"]}


def started(tasks: list[Callable[[], None]]) -> list[threading.Thread]:
    """A thread for each."""
    threads = [threading.Thread(target=task, daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    return threads
