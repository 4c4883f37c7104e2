"""A reader who walks the feed, their home feed and the comments, and notes what is skipped, repeated, old or back after
its deletion."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import requests

from bench.api_client import Person
from bench.faults.ledger import Entry, Ledger
from deploy.local.waiting import until

PAGE = 50
TIMEOUT_S = 10.0
# Between two rounds, and at least so many times as long as a round took: reading is not what loads the machine.
PAUSE_S, PAUSE_SHARE = 0.5, 2


class AwayError(Exception):
    """A page was refused or not answered: this walk has come to nothing, which is not a wrong answer."""


class Expected:
    """What a walk has to show, by what was known to be applied when it began and asked for when it ended."""

    def __init__(self, entries: Iterable[Entry], began_s: float, deletes_asked: set[str]) -> None:
        own = list(entries)
        # A repeated request may be answered with `applied`: since when, is not known before its receipt is followed.
        is_before = {entry.key: entry.is_applied and 0 < entry.ended_s < began_s for entry in own}
        created = {entry.resource_id: entry for entry in own if entry.kind.endswith(".create")}
        self.must = {item for item, entry in created.items() if is_before[entry.key]} - deletes_asked
        self.gone: set[str] = set()
        self.text: dict[str, str] = {item: entry.key for item, entry in created.items()}
        self.least: dict[str, int] = {}
        for entry in own:
            item = entry.item_id
            if entry.kind.endswith(".delete") and is_before[entry.key]:
                self.gone.add(item)
            elif entry.kind.endswith(".edit") and is_before[entry.key] and entry.body:
                edit = int(entry.body["content"].split()[1])
                self.least[item] = max(edit, self.least.get(item, 0))


def wrong(items: list[dict[str, Any]], expected: Expected) -> list[str]:
    """What a walk has shown that it must not have, a line each."""
    counts = Counter(item["id"] for item in items)
    found = [f"{item} {count} times" for item, count in counts.items() if count > 1]
    found += [f"{item} was skipped" for item in expected.must - set(counts)]
    found += [f"{item} was deleted before" for item in expected.gone & set(counts)]
    for item in items:
        key, edit = item["content"].split()
        if expected.text.get(item["id"], key) != key:
            found.append(f"{item['id']} has the text of another")
        if int(edit) < expected.least.get(item["id"], 0):
            found.append(f"{item['id']} is at edit {edit}, and was at {expected.least[item['id']]}")
    return found


class Reader:
    """Walks until asked to stop; `wrong_reads` is what was wrong, `walks` how many came to their end."""

    def __init__(self, person: Person, ledger: Ledger, lasting: list[str], stop: threading.Event) -> None:
        self.person, self.ledger, self.lasting, self.stop = person, ledger, lasting, stop
        self.walks = self.pages = 0
        self.followed: list[str] = []
        self.wrong_reads: list[str] = []

    def follow(self, ids: list[str]) -> None:
        """Follow all who write, so that the home feed has to show what the feed does."""
        self.followed = ids
        for user_id in ids:
            receipt = self.person.write("PUT", f"/users/{user_id}/follow")
            until(lambda write=receipt["id"]: self._is_applied(write), "the reader's follows", TIMEOUT_S)  # type: ignore[misc]

    def _is_applied(self, write_id: str) -> bool:
        return bool(self.person.get(f"/writes/{write_id}")["state"] == "applied")

    def run(self) -> None:
        """The feed or the home feed, then the comments of one post, and again."""
        took_s = 0.0
        while not self.stop.wait(max(PAUSE_S, PAUSE_SHARE * took_s)):
            began_s = time.monotonic()
            self._walk(random.choice(("/posts", "/feed/home")), "post.")
            post_id = random.choice(self.lasting)
            self._walk(f"/posts/{post_id}/comments", "comment.", post_id)
            took_s = time.monotonic() - began_s

    def _walk(self, path: str, kind: str, post_id: str = "") -> None:
        began_s = time.monotonic()
        try:
            items = self.all_of(path)
        except AwayError:
            return
        self.walks += 1
        expected = Expected(self._about(kind, post_id), began_s, set(self.ledger.deletes_asked))
        self.wrong_reads += [f"{path}: {each}" for each in wrong(items, expected)]

    def _about(self, kind: str, post_id: str) -> list[Entry]:
        entries = [entry for entry in self.ledger.all() if entry.kind.startswith(kind)]
        if not post_id:
            return entries
        path = f"/posts/{post_id}/comments"
        here = {entry.resource_id for entry in entries if entry.path == path}
        return [entry for entry in entries if entry.path == path or entry.item_id in here]

    def all_of(self, path: str, cursor: str = "") -> list[dict[str, Any]]:
        """The items of all pages after this one, with all answers below them; deleted ones are left out. Raises
        AwayError."""
        items = self._listed(path, cursor and f"&cursor={cursor}")
        for item in list(items):
            items += self._below(item)
        return [item for item in items if not item.get("is_deleted")]

    def _below(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        """All answers to this item: the first ones are in its page, without those to them."""
        replies, path = item.get("first_replies"), f"/comments/{item['id']}/replies"
        if replies is None:
            return self.all_of(path) if item.get("reply_count") else []
        found = [each for reply in replies for each in (reply, *self._below(reply))]
        return [*found, *(self.all_of(path, item["replies_cursor"]) if item["replies_cursor"] else ())]

    def _listed(self, path: str, cursor: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        while True:
            page = self._page(f"{path}?limit={PAGE}{cursor}")
            self.pages += 1
            items += page["items"]
            if not page["next_cursor"]:
                return items
            cursor = f"&cursor={page['next_cursor']}"

    def count_followers(self, user_id: str) -> int:
        """How many follow this user, as the API says. Raises AwayError."""
        return int(self._page(f"/users/{user_id}")["follower_count"])

    def _page(self, path: str) -> dict[str, Any]:
        try:
            answer = self.person.http.get(self.person.base + path, timeout=TIMEOUT_S)
        except requests.RequestException as error:
            raise AwayError from error
        if answer.status_code == 401:
            self.person.sign_in_again()
        if answer.status_code != 200:
            raise AwayError
        page: dict[str, Any] = answer.json()
        return page
