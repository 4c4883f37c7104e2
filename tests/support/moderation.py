"""What is reported and decided about, as the tests see it."""

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from core.identity import accounts
from core.platform.ids import new_id
from tests.support.journal_writes import insert_user
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}


def promoted(person: SignedIn) -> SignedIn:
    """This person as a moderator."""
    accounts.set_role(person.id, accounts.MODERATOR, has=True)
    return person


class Reported:
    """A post of Bob's and a comment of his on it, which Eve has reported; and Zoe, about whom something is decided."""

    def __init__(self, bob: SignedIn, eve: SignedIn) -> None:
        self.author, self.zoe_id = bob, insert_user(new_id(), "Zoe")
        self.post = self._made("/posts", {"title": "A title", "content": "Some content"})
        self.comment = self._made(f"{self.post}/comments", {"content": "A comment"})
        for each in (self.post, self.comment):
            report(eve, each)
        self._removed: dict[tuple[str, bool], str] = {}

    def removed(self, noun: str, mo: SignedIn, *, is_appealed: bool = False) -> str:
        """A post or a comment of Bob's that Mo has removed, the same one each time."""
        if (noun, is_appealed) not in self._removed:
            item = self._made("/posts", {"title": "Removed", "content": "Some content"})
            if noun == "comment":
                item = self._made(f"{item}/comments", {"content": "Removed"})
            assert decide(mo, item, REMOVE, **WAIT).status_code == 204
            if is_appealed:
                assert appeal(self.author, item, **WAIT).status_code == 204
            self._removed[noun, is_appealed] = item
        return self._removed[noun, is_appealed]

    def _made(self, path: str, body: Any) -> str:
        made = self.author.post(path, body, **WAIT)
        assert made.status_code == 201, made.get_json()
        return str(made.headers["Location"].removeprefix(BASE))


def report(who: SignedIn, path: str, reason: str = "spam", note: str = "") -> None:
    """This person reports the post or comment at this path, and it has taken effect."""
    done = who.call("PUT", f"{path}/report", {"reason": reason, "note": note}, **WAIT)
    assert done.status_code == 200, done.get_json()


def decide(who: SignedIn, path: str, body: dict[str, Any], **headers: str) -> TestResponse:
    """This person decides about the post, comment or user at this path."""
    return who.post(f"/moderation{path}/decision", body, **headers)


def appeal(who: SignedIn, path: str, **headers: str) -> TestResponse:
    """This person asks for another look at the post or comment at this path."""
    return who.call("PUT", f"/moderation{path}/appeal", {"words": "It was a joke."}, **headers)


def answer(who: SignedIn, path: str, act: str, note: str = "", **headers: str) -> TestResponse:
    """This person decides about the removal of the post or comment at this path."""
    return who.post(f"/moderation{path}/removal", {"act": act, "note": note}, **headers)


REMOVE = {"act": "remove", "reason": "spam"}
DISMISS = {"act": "dismiss", "round": 1}
TO_USERS: dict[str, dict[str, Any]] = {
    "warn": {"words": "Once more, and you are out."},
    "mute": {"note": "Too loud."},
    "unmute": {},
    "suspend": {"words": "A month to think.", "until_ms": 4_000_000_000_000},
    "unsuspend": {},
    "ban": {"note": "No use."},
    "unban": {},
}
Send = Callable[[SignedIn, Reported, dict[str, str]], TestResponse]
# Every kind of write about reports, by its name.
REQUESTS: dict[str, Send] = {
    "post.report": lambda who, w, more: who.call("PUT", f"{w.post}/report", {"reason": "hate"}, **more),
    "post.withdraw_report": lambda who, w, more: who.delete(f"{w.post}/report", **more),
    "comment.report": lambda who, w, more: who.call("PUT", f"{w.comment}/report", {"reason": "hate"}, **more),
    "comment.withdraw_report": lambda who, w, more: who.delete(f"{w.comment}/report", **more),
    "post.lock": lambda who, w, more: who.call("PUT", f"/moderation{w.post}/lock", {"note": "Too hot"}, **more),
    "post.unlock": lambda who, w, more: who.delete(f"/moderation{w.post}/lock", **more),
    "post.dismiss": lambda who, w, more: decide(who, w.post, DISMISS, **more),
    "post.remove": lambda who, w, more: decide(who, w.post, REMOVE, **more),
    "comment.dismiss": lambda who, w, more: decide(who, w.comment, DISMISS, **more),
    "comment.remove": lambda who, w, more: decide(who, w.comment, REMOVE, **more),
    **{
        f"{noun}.appeal": lambda who, w, more, noun=noun: appeal(w.author, w.removed(noun, who), **more)  # type: ignore[misc]
        for noun in ("post", "comment")
    },
    **{
        f"{noun}.{act}": lambda who, w, more, noun=noun, act=act: answer(  # type: ignore[misc]
            who, w.removed(noun, who, is_appealed=True), act, **more
        )
        for noun in ("post", "comment")
        for act in ("uphold", "restore")
    },
    **{
        f"user.{act}": lambda who, w, more, body={"act": act, **about}: decide(  # type: ignore[misc]
            who, f"/users/{w.zoe_id}", body, **more
        )
        for act, about in TO_USERS.items()
    },
}
