"""Talking through the API, for the tests of chat."""

from typing import Any

from tests.conftest import carry_out_pending
from tests.support.users import BASE, SignedIn


def drained() -> None:
    for _ in range(50):
        if not carry_out_pending():
            return
    raise AssertionError("writes stay pending")


def start(owner: SignedIn, *others: SignedIn, name: str | None = None) -> str:
    """A conversation, with all of them in it; its path."""
    where = ask_in(owner, *others, name=name)
    if name:
        for each in others:
            come_in(each, where)
        drained()
    return where


def come_in(who: SignedIn, where: str) -> dict[str, Any]:
    """The receipt of who accepts the invitation to this room."""
    answer = who.call("PUT", f"/invitations/{where.rpartition('/')[2]}")
    assert answer.status_code == 202, answer.get_json()
    return dict(answer.get_json())


def ask_in(owner: SignedIn, *others: SignedIn, name: str | None = None) -> str:
    """A conversation, to which the others are invited when it is a room; its path."""
    body = {"kind": "room" if name else "direct", "member_ids": [each.id for each in others], "name": name}
    receipt = owner.post("/conversations", body)
    assert receipt.status_code == 202, receipt.get_json()
    drained()
    return str(receipt.get_json()["resource"]["href"].removeprefix(BASE))


def say(who: SignedIn, where: str, content: str, **headers: str) -> dict[str, Any]:
    """The receipt of a message."""
    answer = who.post(f"{where}/messages", {"content": content}, **headers)
    assert answer.status_code == 202, answer.get_json()
    return dict(answer.get_json())


def heard(who: SignedIn, where: str) -> list[str]:
    """What was said, the oldest first."""
    return [each["content"] for each in who.get(f"{where}/messages?order=oldest&limit=100").get_json()["items"]]


def outcome(who: SignedIn, receipt: dict[str, Any]) -> dict[str, Any]:
    drained()
    return dict(who.get(f"/writes/{receipt['id']}").get_json())
