"""A client of the public API that keeps at it: every write has an idempotency key, so every request may be repeated."""

import time
import uuid
from typing import Any

import requests

PATIENCE_S = 90.0
TRY_AGAIN = (429, 502, 503, 504)


class GaveUpError(SystemExit):
    """The API did not take a request for a minute and a half; the message says which."""


class Person:
    """Somebody who has an account and a session."""

    def __init__(self, url: str) -> None:
        self.base = f"{url}/api/v1"
        self.http = requests.Session()
        self.id = ""
        self._account: dict[str, str] = {}

    def sign_in(self, name: str, email: str, password: str) -> None:
        """Register, unless there is such an account already, and start a session."""
        self._account = {"email": email, "password": password}
        self.send("POST", "/auth/register", self._account | {"name": name}, accept=(201, 409))
        self.sign_in_again()

    def sign_in_again(self) -> None:
        """Start a session, for the first time or because the last one has run out."""
        self.id = self.send("POST", "/auth/login", self._account).json()["id"]

    def write(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send a write; its receipt."""
        receipt: dict[str, Any] = self.send(method, path, body, key=uuid.uuid4().hex).json()
        return receipt

    def get(self, path: str) -> Any:
        """Read."""
        return self.send("GET", path).json()

    def send(
        self, method: str, path: str, body: Any = None, key: str = "", accept: tuple[int, ...] = (200, 201, 202)
    ) -> requests.Response:
        """One request, again and again while the system cannot take it. Raises GaveUpError after 90 s."""
        deadline, pause_s, seen = time.monotonic() + PATIENCE_S, 0.1, ""
        while time.monotonic() < deadline:
            answer = self._try(method, path, body, key)
            if isinstance(answer, requests.Response):
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

    def _try(self, method: str, path: str, body: Any, key: str) -> requests.Response | str:
        headers = {"X-CSRF-TOKEN": self.http.cookies.get("csrf_access_token") or ""}
        if key:
            headers["Idempotency-Key"] = key
        try:
            return self.http.request(method, self.base + path, json=body, headers=headers, timeout=15)
        except requests.RequestException as error:
            return type(error).__name__


def is_there(url: str) -> bool:
    """Whether the API answers at this address."""
    try:
        return requests.get(f"{url}/healthz", timeout=3).ok
    except requests.RequestException:
        return False
