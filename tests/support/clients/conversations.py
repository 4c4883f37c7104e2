"""People who start conversations and talk in them, beside their sockets."""

from functools import partial
from typing import Any

from core.content.chat import conversations, invitations, messages
from core.writes import journal
from tests.support.clients.chat import JsSocket, chat_socket
from tests.support.clients.live import Person, Socket
from tests.support.journal_writes import carry_out
from tests.support.site import Site
from tests.support.users import BASE
from tests.support.waiting import eventually


def ask(who: Person, method: str, path: str, body: Any = None) -> Any:
    """One request; the receipt or the thing."""
    answer = who.http.request(method, who.api_url + BASE + path, json=body, headers={"X-CSRF-TOKEN": who.csrf})
    assert answer.ok, answer.text
    return answer.json()


def start_conversation(*people: Person, name: str | None = "Room") -> str:
    """A conversation of these people, who have all come into it; its id."""
    body = {"kind": "room" if name else "direct", "member_ids": [each.id for each in people[1:]], "name": name}
    receipt = ask(people[0], "POST", "/conversations", body)
    conversation_id = str(receipt["resource"]["id"])
    eventually(lambda: conversations.find(conversation_id, people[0].id))
    for each in people[1:] if name else ():
        come_in(each, conversation_id)
    return conversation_id


def bring(owner: Person, room_id: str, who: Person) -> None:
    """Have this person invited to the room, and accept."""
    ask(owner, "POST", f"/conversations/{room_id}/members", {"user_id": who.id})
    eventually(lambda: invitations.is_open(room_id, who.id))
    come_in(who, room_id)


def come_in(who: Person, room_id: str) -> None:
    """Have this person accept the invitation to the room."""
    ask(who, "PUT", f"/invitations/{room_id}")
    eventually(lambda: conversations.find(room_id, who.id))


def meet(one: Person, other: Person) -> str:
    """A direct conversation in which both have written, so that each sees whether the other is there; its id."""
    conversation_id = start_conversation(one, other, name=None)
    for who in (one, other):
        say(who, conversation_id, "Hi")
    return conversation_id


def say(who: Person, conversation_id: str, content: str) -> str:
    """Have a message applied, without HTTP and without waiting for the worker; the id of its write."""
    body = {"conversation_id": conversation_id, "content": content, "client_id": None}
    look = partial(messages.context_of_new, conversation_id, who.id)
    write = journal.accept("message.create", who.id, body, look=look)
    carry_out(write)
    return write.id


async def both(site: Site, ada: Person, bob: Person) -> tuple[Socket, JsSocket]:
    """Ada with Python on one process, Bob with JavaScript on the other."""
    return await chat_socket(site.live[0], ada), await JsSocket.connect(site.live[1], bob)
