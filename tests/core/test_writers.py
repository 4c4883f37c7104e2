"""Direct conversations from before it was noted who has written in them: what a migration finds out."""

from functools import partial
from typing import cast

import pytest

from core.content.chat import conversations, messages, presence
from core.maintenance import writers
from core.platform.settings import Settings, settings, use
from core.schemas.stored_conversations import StoredConversation
from core.servers.mongo import collection
from core.writes import journal
from tests.support.journal_writes import ADA, BOB, carry_out, insert_user, stored

EVE = "e" * 24


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    for person in (ADA, BOB, EVE):
        insert_user(person)


def direct(one: str, other: str) -> str:
    body = {"kind": "direct", "members": [other], "name": None}
    write = journal.accept("conversation.create", one, body, resource_id=conversations.direct_id(one, other))
    return carry_out(write).resource_id


def is_shared(conversation_id: str) -> bool:
    return presence.is_shared(cast(StoredConversation, stored("conversations", conversation_id)))


def say(conversation_id: str, author: str) -> None:
    body = {"conversation_id": conversation_id, "content": "Hello", "client_id": None}
    look = partial(messages.context_of_new, conversation_id, author)
    assert carry_out(journal.accept("message.create", author, body, look=look)).state == "applied"


def test_who_has_written_before_is_noted_and_who_has_not_is_not() -> None:
    answered, asked, silent = direct(ADA, BOB), direct(ADA, EVE), direct(BOB, EVE)
    room = {"kind": "room", "members": [], "name": "Room"}
    room_id = carry_out(journal.accept("conversation.create", ADA, room)).resource_id
    for conversation_id, author in ((answered, ADA), (answered, BOB), (asked, ADA), (room_id, ADA)):
        say(conversation_id, author)
    new = {each: stored("conversations", each)["writers"] for each in (answered, asked, silent)}
    assert {each: set(found) for each, found in new.items()} == {answered: {ADA, BOB}, asked: {ADA}, silent: set()}
    collection("conversations").update_many({}, {"$unset": {"writers": ""}})
    # Until it is known, they see each other, as before.
    assert is_shared(asked)
    say(asked, ADA)
    assert "writers" not in stored("conversations", asked)
    use(settings().model_copy(update={"purge_batch": 2}))
    cursor: str | None = ""
    while cursor is not None:
        cursor = writers.note(cursor)
    assert {each: set(stored("conversations", each)["writers"]) for each in new} == {k: set(v) for k, v in new.items()}
    assert "writers" not in stored("conversations", room_id)
    found = conversations.find(asked, ADA)
    assert found and found["writers"] == [ADA] and not presence.is_shared(found)
    say(asked, EVE)
    assert is_shared(asked)
