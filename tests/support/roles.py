"""What is Ada's, and those who come to it, each in another role."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from core.identity import accounts, sessions, suspensions
from core.platform.clock import now_ms
from tests.support.conversations_api import drained, say, start
from tests.support.journal_writes import accept
from tests.support.users import SignedIn
from tests.support.who_may import SIGNED_IN, TEXT

HOUR_MS = 3_600_000


@dataclass
class World:
    """What is Ada's, by the names in the paths of the API, and who comes."""

    ids: dict[str, str]
    people: dict[str, SignedIn]


def world_with(app: Flask, sign_up: Callable[..., SignedIn]) -> World:
    """Ada has a post, a comment, a room with two others in which she has said something, and edits that are held."""
    people = {role: sign_up(role.capitalize()) for role in (*SIGNED_IN, "suspended", "banned", "third", "fourth")}
    ada, bob = people["owner"], people["member"]
    for role in (*SIGNED_IN, "suspended", "banned"):
        if role != "unconfirmed":
            accounts.set_confirmed(people[role].id)
    post = ada.post("/posts", TEXT | {"title": "A title"}).get_json()["resource"]["id"]
    drained()
    comment = ada.post(f"/posts/{post}/comments", TEXT).get_json()
    room = start(ada, bob, people["third"], name="A room")
    message = say(ada, room, "Between us")
    drained()
    _hold_edits(ada, post, comment["resource"]["id"])
    accounts.set_role(people["moderator"].id, accounts.MODERATOR, has=True)
    accounts.set_banned(people["banned"].id, True)
    suspensions.set_suspended(people["suspended"].id, now_ms() + HOUR_MS, "Calm down.")
    people["signed out"] = SignedIn(app.test_client(), {})
    ids = {"post_id": post, "comment_id": comment["resource"]["id"], "conversation_id": room.rpartition("/")[2]}
    ids |= {"message_id": message["resource"]["id"], "write_id": comment["id"], "user_id": people["third"].id}
    ids |= {"ended_id": sessions.start(ada.id, "", "").session_id, "handle": ada.user["handle"]}
    return World(ids | {"digest": "0" * 64, "passkey_id": "abc", "name": "swagger-ui.css"}, people)


def _hold_edits(ada: SignedIn, post_id: str, comment_id: str) -> None:
    """An edit of each waits for a moderator."""
    for noun, item_id in (("post", post_id), ("comment", comment_id)):
        judgement = {"scores": {"words": 3}, "held": True}
        accept(f"{noun}.edit", ada.id, {"changes": TEXT, "gate": judgement}, resource_id=item_id)
    drained()
