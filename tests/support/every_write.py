"""Every kind of write that somebody may send, each as one request."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.identity import accounts
from core.platform.settings import Settings, use
from core.writes import journal
from tasks.writes import submit as submit_write
from tests.support.moderation import REQUESTS as MODERATION
from tests.support.moderation import Reported
from tests.support.pictures import png, send_picture
from tests.support.push_service import push_service
from tests.support.pushes import KEY
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
ROOM: dict[str, Any] = {"kind": "room", "name": "A room"}
with push_service() as SERVICE:
    BROWSER = SERVICE.browser("phone")


@pytest.fixture(autouse=True)
def pushes(system: Settings, configure: Callable[..., Settings]) -> None:
    """There are pushes, to a service that nobody asks here."""
    about = {"push_key": KEY, "push_services": BROWSER.service.url}
    use(system.model_copy(update=configure(**about).model_dump(include=set(about))))


class World:
    """Ada has a post, a comment, and a room with Bob in which she has said something; Eve is invited to it, and Ada to
    two rooms of Bob's. Mo is a moderator, for whom posts and comments of Eve wait."""

    def __init__(self, ada: SignedIn, bob: SignedIn, eve: SignedIn, dan: SignedIn, mo: SignedIn) -> None:
        self.ada, self.bob, self.eve, self.dan, self.mo = ada, bob, eve, dan, mo
        accounts.set_role(mo.id, accounts.MODERATOR, has=True)
        self.theirs = Reported(bob, eve)
        self.post = self._made("/posts", {"title": "A title", "content": "Some content"})
        self.comment = self._made(f"{self.post}/comments", {"content": "A comment"})
        self.room = self._made("/conversations", ROOM | {"member_ids": [bob.id, eve.id]})
        assert bob.call("PUT", f"/invitations/{self.room.rpartition('/')[2]}", **WAIT).status_code == 200
        asked = [bob.post("/conversations", ROOM | {"member_ids": [ada.id]}, **WAIT).get_json() for _ in range(2)]
        self.invitations = [f"/invitations/{each['id']}" for each in asked]
        self.message = self._made(f"{self.room}/messages", {"content": "A message"})
        bodies: dict[str, dict[str, Any]] = {
            "post": {"title": "A title", "content": "Some content"},
            "comment": {"post_id": self.post.rpartition("/")[2], "content": "A comment"},
        }
        # One to be approved, and one to be rejected.
        self.held_post, self.bad_post = (self._held("post", bodies["post"]) for _ in range(2))
        self.held_comment, self.bad_comment = (self._held("comment", bodies["comment"]) for _ in range(2))

    def _made(self, path: str, body: Any) -> str:
        made = self.ada.post(path, body, **WAIT)
        assert made.status_code == 201, made.get_json()
        return str(made.headers["Location"].removeprefix(BASE))

    def _held(self, noun: str, body: dict[str, Any]) -> str:
        write = submit_write(f"{noun}.create", self.eve.id, body | {"gate": {"scores": {"words": 3}, "held": True}})
        assert journal.wait(write.id, 60).held == ("words",)
        return f"/moderation/held/{noun}s/{write.resource_id}"


# Every kind of write that Ada may send, or Mo, by its name. `more` are headers.
REQUESTS: dict[str, Callable[[World, dict[str, str]], TestResponse]] = {
    "post.create": lambda w, more: w.ada.post("/posts", {"title": "Another", "content": "c"}, **more),
    "post.edit": lambda w, more: w.ada.patch(w.post, {"title": "Edited"}, If_Match='"1"', **more),
    "post.delete": lambda w, more: w.ada.delete(w.post, **more),
    "comment.create": lambda w, more: w.ada.post(f"{w.post}/comments", {"content": "Another"}, **more),
    "comment.edit": lambda w, more: w.ada.patch(w.comment, {"content": "Edited"}, If_Match='"1"', **more),
    "comment.delete": lambda w, more: w.ada.delete(w.comment, **more),
    "post.like": lambda w, more: w.ada.call("PUT", f"{w.post}/like", **more),
    "post.unlike": lambda w, more: w.ada.delete(f"{w.post}/like", **more),
    "comment.like": lambda w, more: w.ada.call("PUT", f"{w.comment}/like", **more),
    "comment.unlike": lambda w, more: w.ada.delete(f"{w.comment}/like", **more),
    "user.edit": lambda w, more: w.ada.patch("/users/me", {"name": "Ada Two"}, **more),
    "user.rename": lambda w, more: w.ada.patch("/users/me", {"handle": "ada_two"}, **more),
    "user.set_picture": lambda w, more: send_picture(w.ada, png(), **more),
    "user.read_inbox": lambda w, more: w.ada.call("PUT", "/inbox/read", {"until_ms": 1}, **more),
    "user.set_inbox": lambda w, more: w.ada.patch("/inbox/settings", {"like": False}, **more),
    "user.add_push": lambda w, more: w.ada.post("/inbox/push", BROWSER.subscription(), **more),
    "user.remove_push": lambda w, more: w.ada.delete("/inbox/push", **more),
    "post.approve": lambda w, more: w.mo.post(f"{w.held_post}/approve", {"rev": 1}, **more),
    "post.reject": lambda w, more: w.mo.post(f"{w.bad_post}/reject", {"rev": 1, "reason": "No"}, **more),
    "comment.approve": lambda w, more: w.mo.post(f"{w.held_comment}/approve", {"rev": 1}, **more),
    "comment.reject": lambda w, more: w.mo.post(f"{w.bad_comment}/reject", {"rev": 1, "reason": "No"}, **more),
    # Before the block, which ends them.
    "conversation.accept": lambda w, more: w.ada.call("PUT", w.invitations[0], **more),
    "conversation.decline": lambda w, more: w.ada.delete(w.invitations[1], **more),
    "conversation.withdraw": lambda w, more: w.ada.delete(f"{w.room}/invitations/{w.eve.id}", **more),
    "user.block": lambda w, more: w.ada.call("PUT", f"/users/{w.bob.id}/block", **more),
    "user.unblock": lambda w, more: w.ada.delete(f"/users/{w.bob.id}/block", **more),
    "user.follow": lambda w, more: w.ada.call("PUT", f"/users/{w.bob.id}/follow", **more),
    "user.unfollow": lambda w, more: w.ada.delete(f"/users/{w.bob.id}/follow", **more),
    "conversation.create": lambda w, more: w.ada.post("/conversations", ROOM | {"member_ids": [w.bob.id]}, **more),
    "conversation.add": lambda w, more: w.ada.post(f"{w.room}/members", {"user_id": w.dan.id}, **more),
    "conversation.remove": lambda w, more: w.ada.delete(f"{w.room}/members/{w.ada.id}", **more),
    "conversation.rename": lambda w, more: w.ada.patch(w.room, {"name": "Another room"}, **more),
    "conversation.read": lambda w, more: w.ada.call("PUT", f"{w.room}/read", {"seq": 1}, **more),
    "message.create": lambda w, more: w.ada.post(f"{w.room}/messages", {"content": "Another"}, **more),
    "message.edit": lambda w, more: w.ada.patch(w.message, {"content": "Edited"}, If_Match='"1"', **more),
    "message.delete": lambda w, more: w.ada.delete(w.message, **more),
    **{kind: lambda w, more, send=send: send(w.mo, w.theirs, more) for kind, send in MODERATION.items()},  # type: ignore[misc]
}
