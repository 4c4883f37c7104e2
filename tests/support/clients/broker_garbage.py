"""Messages that are none, as anybody who reaches the broker could put them there, and a good one."""

import base64
import json
import uuid
from typing import Any

# ruff: noqa: E501 - a table is read in rows
SECRET = "somebodys-secret"
# How a queue is bound to its exchange: routing key, pattern, queue.
BINDING = b"posts\x06\x16\x06\x16posts"
FILL_FEED = "tasks.feeds.fill_feed"
APPLY_WRITES = "tasks.writes.apply_writes"
ID = "comments:6743a1f09c1e4b0012d3a4b5"


def message(
    *, args: Any = (ID,), kwargs: Any = None, embed: Any = None, call: Any = ..., **changes: Any
) -> dict[str, Any]:
    """A good call of a task, with changes: `headers.task`, `properties.delivery_tag`, `content-type` and so on."""
    usual = [list(args) if isinstance(args, tuple) else args, {} if kwargs is None else kwargs, embed or {}]
    whole = base64.b64encode(json.dumps(usual if call is ... else call).encode()).decode()
    made: dict[str, Any] = {
        "body": whole,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": FILL_FEED, "id": str(uuid.uuid4()), "retries": 0},
        "properties": {
            "delivery_tag": str(uuid.uuid4()),
            "body_encoding": "base64",
            "delivery_info": {"exchange": "posts", "routing_key": "posts"},
            "priority": 0,
        },
    }
    for path, changed in changes.items():
        *folders, name = path.split(".")
        part = made
        for folder in folders:
            part = part[folder]
        part[name] = changed
    return made


def without(path: str) -> dict[str, Any]:
    """A good call without this part."""
    made = message()
    *folders, name = path.split(".")
    part = made
    for folder in folders:
        part = part[folder]
    del part[name]
    return made


NO_JSON = [
    b"not json", b"", b"\x00", b"\xff\xfe\x80", b"{", b"[" * 100_000, b"NaN", b"1" * 5000, b'{"__type__": "no", "__value__": 1}',
    b'{"__type__": "uuid", "__value__": {"x": 1}}', b'{"__type__": "bytes", "__value__": 1}', b'"\\ud800"',
]  # fmt: skip
NO_MESSAGE: list[Any] = [
    {}, [], None, True, 1, -1.5, SECRET, [SECRET], [[]], {"properties": {}}, {"properties": None}, {"body": SECRET},
    *(without(path) for path in (
        "body", "headers", "properties", "content-type", "content-encoding", "headers.task", "headers.id",
        "properties.delivery_tag", "properties.delivery_info", "properties.body_encoding",
        "properties.delivery_info.exchange", "properties.delivery_info.routing_key",
    )),
    *(message(**{path: wrong})
      for path in ("body", "headers", "properties", "content-type", "content-encoding", "headers.task", "headers.id",
                   "properties.delivery_tag", "properties.delivery_info", "properties.body_encoding",
                   "properties.delivery_info.exchange", "properties.delivery_info.routing_key")
      for wrong in (None, 1, [], [SECRET], {"x": SECRET}, "\ud800")),
    message(body="not base64!"), message(body=base64.b64encode(b"not json").decode()),
    message(body=base64.b64encode(b"\xff").decode()), message(body=base64.b64encode(b"[" * 90_000).decode()),
    message(**{"content-type": "application/x-python-serialize"}), message(**{"content-type": "application/x-yaml"}),
    message(**{"content-encoding": "no-such"}), message(**{"content-encoding": "binary"}),
    message(**{"properties.body_encoding": "rot13"}), message(**{"properties.priority": float("inf")}),
    message(**{"properties.delivery_tag": ""}), message(**{"headers.compression": "application/x-gzip"}),
    message(args=("x" * 2_000_000,)), message(padding="x" * 2_000_000), message(**{"headers.argsrepr": "x" * 2_000_000}),
]  # fmt: skip
NO_CALL: list[Any] = [
    *(message(**{"headers.task": name}) for name in ("no.such.task", "", "celery.chord", SECRET)),
    *(message(call=body) for body in (1, None, "text", [], {}, [[]], [[], {}], [1, 2, 3], [[], {}, {}, {}], {"args": [ID]},  # type: ignore[var-annotated]
                                      {"task": FILL_FEED, "id": "1", "args": [ID], "kwargs": {}})),
    *(message(args=args) for args in ((), (ID, ID), (1,), (None,), ({"$ne": 1},), ([ID],), (SECRET + " words",), "text", 1, None)),
    *(message(kwargs=kwargs) for kwargs in ({"write_id": ID}, {"x": SECRET}, [], "text", 1)),  # type: ignore[var-annotated]
    *(message(embed={part: [{"task": FILL_FEED}]}) for part in ("callbacks", "errbacks", "chain", "chord")),
    *(message(**{f"headers.{name}": wrong}) for name, wrong in (
        ("eta", 1), ("eta", "no time"), ("eta", "9999-99-99"), ("expires", []), ("expires", "no time"), ("retries", "x"),
        ("retries", -1), ("retries", 10**30), ("timelimit", 5), ("timelimit", [1]), ("timelimit", ["a", "b"]),
        ("shadow", {}), ("root_id", []), ("group", 1), ("stamped_headers", 1), ("get", 1), ("update", SECRET), ("clock", "x"),
        ("expires", "9999-12-31T23:59:59+99:99"), ("eta", "9999-12-31T23:59:59-23:59"),
    )),
]  # fmt: skip
GARBAGE_TABLE = [*NO_JSON, *(json.dumps(each).encode() for each in [*NO_MESSAGE, *NO_CALL])]
WRONG_COMMANDS: list[Any] = [
    *({"method": "ping"} | wrong for wrong in (
        {"method": SECRET}, {"method": None}, {"method": 1}, {"arguments": [1]}, {"method": "rate_limit", "arguments": {"x": SECRET}},
        {"destination": 1}, {"reply_to": 1}, {"reply_to": {"exchange": 1}}, {"extra": 1}, {"pattern": 1})),
    [], 1, None, "text", {},
]  # fmt: skip


def wake_up() -> dict[str, Any]:
    """The message that tells a worker that writes are due."""
    return message(args=("posts",), **{"headers.task": APPLY_WRITES})
