"""A client of the public API that keeps at it: every write has an idempotency key, so every request may be repeated."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

TIMEOUT_S = 90.0
TRY_AGAIN = (429, 502, 503, 504)


class GaveUpError(SystemExit):
    """The API did not take a request for a minute and a half; the message says which."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """The value of a body of JSON."""
        return json.loads(self.content)


class Person:
    """A user who is signed in."""

    def __init__(self, url: str) -> None:
        self.base = f"{url}/api/v1"
        # It keeps the cookies; but for each request it takes as long as the API does, so most go past it.
        self.http = requests.Session()
        self._pool = urllib3.connection_from_url(url, maxsize=8, retries=False, timeout=15)
        # What each of its requests carries.
        self.headers: dict[str, str] = {}
        self.id, self.handle = "", ""
        self._account: dict[str, str] = {}

    def sign_in(self, name: str, email: str, password: str) -> None:
        """Register, unless there is such an account already, and start a session."""
        self._account = {"email": email, "password": password}
        self.send("POST", "/auth/register", self._account | {"name": name}, accept=(201, 409))
        self.sign_in_again()

    def sign_in_again(self) -> None:
        """Start a session, for the first time or because the last one has run out."""
        user = self.send("POST", "/auth/login", self._account).json()
        self.id, self.handle = user["id"], user["handle"]
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.http.cookies)
        csrf = self.http.cookies.get("csrf_access_token") or ""
        self.headers = {"Cookie": cookies, "X-CSRF-TOKEN": csrf, "Content-Type": "application/json"}

    def write(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send a write; its receipt."""
        receipt: dict[str, Any] = self.send(method, path, body, key=uuid.uuid4().hex).json()
        return receipt

    def get(self, path: str) -> Any:
        """Read."""
        return self.send("GET", path).json()

    def send(
        self, method: str, path: str, body: Any = None, key: str = "", accept: tuple[int, ...] = (200, 201, 202)
    ) -> Answer:
        """One request, again and again while the system cannot take it. Raises GaveUpError after 90 s."""
        deadline, pause_s, seen = time.monotonic() + TIMEOUT_S, 0.1, ""
        while time.monotonic() < deadline:
            answer = self._try(method, path, body, key)
            if isinstance(answer, Answer):
                if answer.status_code in accept:
                    return answer
                seen = f"{answer.status_code} {answer.text[:300]}"
                if answer.status_code not in TRY_AGAIN:
                    break
                pause_s = float(answer.headers.get("Retry-After", pause_s))
            else:
                seen = answer
            time.sleep(min(pause_s, max(0.0, deadline - time.monotonic())))
            pause_s = min(pause_s * 2, 2.0)
        raise GaveUpError(f"{method} {path}: {seen}")

    def _try(self, method: str, path: str, body: Any, key: str) -> Answer | str:
        try:
            return self._sign_in(path, body) if path.startswith("/auth/") else self._ask(method, path, body, key)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            return type(error).__name__

    def _sign_in(self, path: str, body: Any) -> Answer:
        answer = self.http.post(self.base + path, json=body, timeout=15)
        return Answer(answer.status_code, answer.headers, answer.content)

    def _ask(self, method: str, path: str, body: Any, key: str) -> Answer:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        sent = None if body is None else json.dumps(body)
        answer = self._pool.request(method, urlsplit(self.base).path + path, body=sent, headers=headers)
        return Answer(answer.status, answer.headers, answer.data)


def is_there(url: str) -> bool:
    """Whether the API answers at this address."""
    try:
        return requests.get(f"{url}/healthz", timeout=3).ok
    except requests.RequestException:
        return False


def start_room(owner: Person, others: list[Person]) -> str:
    """A room in which all of these are; its id, once they have accepted."""
    body = {"kind": "room", "name": "Bench", "member_ids": [each.id for each in others]}
    receipt = owner.write("POST", "/conversations", body)
    room_id = str(receipt["resource"]["id"])
    _wait_for(owner, receipt)
    for each in others:
        _wait_for(each, each.write("PUT", f"/invitations/{room_id}"))
    return room_id


def _wait_for(who: Person, receipt: dict[str, Any]) -> None:
    while who.get(f"/writes/{receipt['id']}")["state"] == "accepted":
        time.sleep(0.02)
