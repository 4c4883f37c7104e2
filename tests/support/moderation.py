"""What is reported and decided about, as the tests see it."""

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}


class Reported:
    """A post of Bob's and a comment of his on it; Eve has reported both."""

    def __init__(self, bob: SignedIn, eve: SignedIn) -> None:
        self.author = bob
        self.post = self._made("/posts", {"title": "A title", "content": "Some content"})
        self.comment = self._made(f"{self.post}/comments", {"content": "A comment"})
        for each in (self.post, self.comment):
            report(eve, each)

    def _made(self, path: str, body: Any) -> str:
        made = self.author.post(path, body, **WAIT)
        assert made.status_code == 201, made.get_json()
        return str(made.headers["Location"].removeprefix(BASE))


def report(who: SignedIn, path: str, reason: str = "spam", note: str = "") -> None:
    """This person reports the post or comment at this path, and it has taken effect."""
    done = who.call("PUT", f"{path}/report", {"reason": reason, "note": note}, **WAIT)
    assert done.status_code == 200, done.get_json()


Send = Callable[[SignedIn, Reported, dict[str, str]], TestResponse]
# Every kind of write about reports, by its name.
REQUESTS: dict[str, Send] = {
    "post.report": lambda who, w, more: who.call("PUT", f"{w.post}/report", {"reason": "hate"}, **more),
    "post.withdraw_report": lambda who, w, more: who.delete(f"{w.post}/report", **more),
    "comment.report": lambda who, w, more: who.call("PUT", f"{w.comment}/report", {"reason": "hate"}, **more),
    "comment.withdraw_report": lambda who, w, more: who.delete(f"{w.comment}/report", **more),
}
