"""What people say about their inboxes: how far they have read, of what they want to be told, and what they want mails
about."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from core.schemas.inbox import KINDS, MAILED, MailRefusal, Schedule, StoredInbox
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, partition

# Somebody who answers is rarely waited for at the page.
FIRST_SCHEDULE: Schedule = "at_once"


@dataclass(frozen=True)
class Choices:
    """Up to when a user has read their inbox (ms), of which kinds they want to be told (of all at first), when they
    want a mail of each kind, and what their mail server said when it refused one for good."""

    user_id: str
    read_ms: int
    kinds: dict[str, bool]
    mail: dict[str, Schedule]
    mail_refused: MailRefusal | None

    def schedule_of(self, kind: str) -> Schedule:
        """When to send a mail about a notice of this kind."""
        return self.mail[kind] if self.kinds[kind] else "never"


def choices_of(user_id: str) -> Choices:
    """What this user has said about their inbox."""
    found = collection("inboxes").find_one(by_id(user_id)) or cast(StoredInbox, {})
    kinds = dict.fromkeys(KINDS, True) | found.get("kinds", {})
    mail = dict.fromkeys(MAILED, FIRST_SCHEDULE) | found.get("mail", {})
    return Choices(user_id, found.get("read_ms", 0), kinds, mail, found.get("mail_refused"))


def ensure(user_id: str) -> None:
    """Let there be an inbox for this user, outside of a transaction. Of two who do this at once, one makes it."""
    with suppress(DuplicateKeyError):
        own = {"$setOnInsert": {"p": partition(user_id)}}
        collection("inboxes").update_one(by_id(user_id), own, upsert=True)


def mark_read(session: ClientSession, user_id: str, until_ms: int) -> None:
    """The user has read what came until then; marks only go up."""
    change = {"$max": {"read_ms": until_ms}, "$setOnInsert": {"p": partition(user_id)}}
    collection("inboxes").update_one(by_id(user_id), change, upsert=True, session=session)


def choose(session: ClientSession, user_id: str, chosen: Mapping[str, Mapping[str, object]], seq: int) -> None:
    """Note what the user wants, `{"kinds": {"like": False}, "mail": {"reply": "daily"}}`; of two choices the one that
    was accepted last counts. Who says when they want mails is sent some again, even if their server refused the last.
    """
    inboxes, own = collection("inboxes"), by_id(user_id)
    inboxes.update_one(own, {"$setOnInsert": {"p": partition(user_id)}}, upsert=True, session=session)
    for field, kinds in chosen.items():
        for kind, value in kinds.items():
            inboxes.update_one(*_if_later(own, field, kind, value, seq), session=session)
    if chosen.get("mail"):
        inboxes.update_one(own, {"$unset": {"mail_refused": ""}}, session=session)


def _if_later(own: dict[str, Any], field: str, kind: str, value: object, seq: int) -> tuple[dict[str, Any], Any]:
    mark = f"seqs.{kind}" if field == "kinds" else f"seqs.{field}_{kind}"
    older = {"$or": [{mark: {"$exists": False}}, {mark: {"$lt": seq}}]}
    return {**own, **older}, {"$set": {f"{field}.{kind}": value, mark: seq}}
