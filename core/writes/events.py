"""Events: what others are told of a write. The newest are kept in a log (core/writes/lua/functions/log_functions.lua).

Most come when their write is applied; that of a message comes early, when it is accepted (decision 0009).
"""

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

from core.platform.clock import rfc3339
from core.platform.ids import AT
from core.platform.traces import TRACEPARENT
from core.servers.partitions import prefixes
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import outbox, positions

FEED = "feed"
# The channel of the journal's Redis that announces each new event (core/writes/lua/functions/log_functions.lua).
CHANNEL = "log"
READ_MAX = 1000
NOT_SHOWN = ("only_for", TRACEPARENT)


@dataclass(frozen=True)
class Event:
    """Something that happened. `seq` is its number in the log; `kind` and `rooms`, who receives it, are known without
    reading its `body`: most processes have nobody who receives it.

    `content` is the message itself, if the channel brought it along: it is not stored, and only members receive it.
    """

    seq: int
    id: str
    at_ms: int
    kind: str
    rooms: frozenset[str]
    text: bytes = field(repr=False)
    content: bytes = field(default=b"", repr=False, compare=False)

    @cached_property
    def body(self) -> dict[str, Any]:
        """Its `type`, and the ids it is about."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def is_read(self) -> bool:
        """Whether its body has been read."""
        return "body" in vars(self)

    @property
    def only_for(self) -> str:
        """The id of the one member of the conversation who receives it; empty when all do."""
        return str(self.body.get("only_for", ""))

    def public(self) -> dict[str, Any]:
        """The event as clients get it."""
        shown = {name: value for name, value in self.body.items() if name not in NOT_SHOWN}
        return with_place(self.id, self.seq, self.at_ms, shown)

    @property
    def traceparent(self) -> str:
        """Of the write that it tells of, if that is traced."""
        return str(self.body.get(TRACEPARENT, ""))


def rooms_of(body: dict[str, Any]) -> set[str]:
    """The rooms that an event with this body is for: `feed`, `post:<id>`, `user:<id>` (that user alone),
    `conversation:<id>` (members)."""
    noun = str(body["type"]).partition(".")[0]
    if noun in ("mention", "inbox", "invitation"):
        return {f"user:{body['user_id']}"}
    if noun == "user":
        return {f"user:{body['actor_id']}"}
    if noun == "follow":
        return {f"user:{body['user_id']}"}
    if "conversation_id" in body:
        return {f"conversation:{body['conversation_id']}"}
    post = f"post:{body['post_id']}"
    return {FEED, post} if noun == "post" else {post}


def to_log(body: dict[str, Any], traceparent: str = "") -> str:
    """An event as the journal takes it: its kind, its rooms with commas, and its body as JSON, which has the
    `traceparent` of a traced write."""
    if traceparent:
        body = body | {TRACEPARENT: traceparent}
    return f"{body['type']} {','.join(sorted(rooms_of(body)))} {json.dumps(body)}"


def id_of(write_id: str, n: int) -> str:
    """The id of the `n`th of the events that a write has beside its own, in the partition of that: the same whenever
    it is asked, and like no other id."""
    digest = blake2b(f"{write_id} {n}".encode(), digest_size=7).hexdigest()
    return write_id[: AT.stop] + digest


def from_journal(stored: bytes) -> dict[str, Any]:
    """The body of an event that `to_log` has made, or the version before, which stored the body alone."""
    found: dict[str, Any] = json.loads(stored[stored.index(b"{") :])
    return found


def with_place(event_id: str, seq: int, at_ms: int, body: dict[str, Any]) -> dict[str, Any]:
    """The event with this body as others get it, with its number in the log and the time when it came into that."""
    about = {"id": event_id, "seq": positions.of(seq), "at": rfc3339(at_ms)}
    return body | about | {"rooms": sorted(rooms_of(body))}


def since(seq: int, limit: int = READ_MAX) -> list[Event]:
    """The oldest `limit` events that are kept and come after `seq`, in their order."""
    lines = store().zrange(key("events:log"), f"({seq}", "+inf", byscore=True, offset=0, num=limit)
    return [_parse(line) for line in lines]


def _parse(line: bytes) -> Event:
    seq, event_id, at_ms, rest = line.split(b" ", 3)
    if rest.startswith(b"{"):
        # The version before knew kind and rooms from the body alone.
        rest = to_log(json.loads(rest)).encode()
    kind, rooms, text = rest.split(b" ", 2)
    return Event(int(seq), event_id.decode(), int(at_ms), kind.decode(), frozenset(rooms.decode().split(",")), text)


def parse_notification(payload: bytes) -> Event:
    """The event that came over the channel."""
    line, _, content = payload.partition(b"\n")
    return replace(_parse(line), content=content)


def bounds() -> tuple[int, int]:
    """The `seq` of the oldest event that is kept, and of the newest there ever was. Who saw less than the oldest minus
    one has a gap; with no event at all they are 1 and 0."""
    # Not a transaction, which a full server refuses.
    with store().pipeline(transaction=False) as pipe:
        pipe.zrange(key("events:log"), 0, 0).get(key("events:seq"))
        first, last = pipe.execute()
    newest = int(last or 0)
    return (_parse(first[0]).seq if first else newest + 1), newest


def oldest_early() -> int | None:
    """The `seq` of the oldest event of a message that is accepted and not stored yet."""
    with store().pipeline(transaction=False) as pipe:
        for prefix in prefixes():
            pipe.zrange(f"{prefix}events:early", 0, 0, withscores=True)
        found = pipe.execute()
    oldest = [(prefix, int(early[0][1])) for prefix, early in zip(prefixes(), found, strict=True) if early]
    # One that is not in the log yet comes later anyhow.
    return min((seq for seq in outbox.numbers_in_log(oldest) if seq is not None), default=None)
