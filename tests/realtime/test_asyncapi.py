"""docs/asyncapi.yaml is AsyncAPI 3, and describes what is there. Other tests hold what they receive against it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from core.platform.settings import Settings
from core.writes.events import Event
from realtime.chat import Chat
from realtime.live import Live
from realtime.registry import Registry
from realtime.relay import Relay
from tests.support.asyncapi import document, validation_errors

SPECS = Path(__file__).parents[1] / "support/clients/js/node_modules/@asyncapi/specs/schemas/3.0.0.json"
ID = "a" * 24


def test_the_document_is_asyncapi_3() -> None:
    schema = json.loads(SPECS.read_text())
    errors = [f"{list(error.path)}: {error.message}" for error in Draft7Validator(schema).iter_errors(document())]
    assert errors == []


def sent_by_clients(channel: str, operation: str) -> set[str]:
    messages = document()["operations"][operation]["messages"]
    return {each["$ref"].rpartition("/")[2] for each in messages if channel in each["$ref"]}


def test_it_names_what_clients_may_send(system: Settings) -> None:
    clients, relay = Registry(), Relay()
    assert set(Live(clients, relay).actions) == sent_by_clients("live", "enterRooms")
    assert set(Chat(clients, relay).actions) == sent_by_clients("chat", "talk")


BODY = {"type": "message.new", "actor_id": ID, "conversation_id": ID}
EVENT = Event(1, ID, 1, "message.new", frozenset({f"conversation:{ID}"}), json.dumps(BODY).encode())


@pytest.mark.parametrize(
    ("channel", "name", "body"),
    [
        ("live", "event", {"id": ID, "type": "post.created", "content": "x"}),
        ("live", "surprise", {}),
        (
            "chat",
            "message.new",
            EVENT.public(),
        ),
        ("chat", "message.deleted", {"message": {}}),
        ("stream", "bye", {"reason": "mood"}),
    ],
)
def test_it_would_notice(channel: str, name: str, body: dict[str, object]) -> None:
    assert validation_errors(channel, name, body)
