"""The table of broker_garbage.py, as it would lie in RabbitMQ: bodies, headers and properties of AMQP."""

import base64
import json
import struct
from collections.abc import Iterator
from typing import Any

from amqp import Message
from amqp.exceptions import FrameSyntaxError

from tests.support.clients.broker_garbage import NO_CALL, NO_JSON, SECRET, message

JSON = {"content_type": "application/json", "content_encoding": "utf-8"}
# What carries a good call in a wrong way.
WRONG_WAYS: list[dict[str, Any]] = [
    {"content_type": "application/x-python-serialize"},
    {"content_type": "application/x-yaml"},
    {"content_type": "application/data"},
    {"content_type": SECRET},
    {"content_type": ""},
    {"content_encoding": "binary", "content_type": "application/x-msgpack"},
]
WRONG_HEADERS: list[dict[str, Any]] = [
    {},
    {"compression": "application/x-gzip"},
    {"compression": SECRET},
    {"task": None},
    {"id": {"x": [SECRET]}},
]


def _body(envelope: dict[str, Any]) -> bytes:
    return base64.b64decode(envelope["body"])


def table() -> Iterator[Message]:
    """Messages that no worker takes."""
    good = message()
    yield from (Message(raw, **JSON, application_headers=good["headers"]) for raw in NO_JSON)
    yield from (Message(raw, **JSON) for raw in NO_JSON)
    for envelope in NO_CALL:
        yield Message(_body(envelope), **JSON, application_headers=envelope["headers"])
    for way in WRONG_WAYS:
        yield Message(_body(good), **JSON | way, application_headers=good["headers"])
    for headers in WRONG_HEADERS:
        wrong = good["headers"] | headers if headers else {}
        yield Message(_body(good), **JSON, application_headers=wrong)
    yield Message(json.dumps([["x" * 2_000_000], {}, {}]), **JSON, application_headers=good["headers"])


def send(channel: Any, exchange: str, routing_key: str, messages: Iterator[Message]) -> int:
    """Publish those of these messages that AMQP can carry at all; how many that were."""
    sent = 0
    for each in messages:
        try:
            each._serialize_properties()
        except (FrameSyntaxError, struct.error, OverflowError, UnicodeEncodeError):
            continue
        channel.basic_publish(each, exchange=exchange, routing_key=routing_key)
        sent += 1
    return sent
