"""Writes over HTTP: accept, wake a worker, answer with the receipt or with the thing itself; and `GET /writes/{id}`."""

import re
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Annotated, Any

import orjson
import structlog
from flask import Blueprint, Response, g
from pydantic import BaseModel, Field

from core import accounts, comments, conversations, journal, messages, posts, users
from core.cache import Item
from core.journal import Write
from core.mongo import is_away
from core.problems import Problem, not_found, not_yours
from core.settings import settings
from core.times import rfc3339
from tasks import comments as _comment_tasks  # noqa: F401 - importing a task makes its kind known
from tasks import conversations as _conversation_tasks  # noqa: F401
from tasks import messages as _message_tasks  # noqa: F401
from tasks import posts as _post_tasks  # noqa: F401
from tasks import users as _user_tasks  # noqa: F401
from tasks.wake import wake
from web.contract import json_bytes, route
from web.guard import caller_id
from web.shapes import Receipt

bp = Blueprint("writes", __name__)
READERS: dict[str, Callable[[str], Item]] = {
    "post": posts.get,
    "comment": comments.get,
    "user": users.get,
    "message": lambda message_id: messages.get(message_id, caller_id()),
    "conversation": lambda conversation_id: _conversation(conversation_id),
}
WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6}(?:\.\d+)?)", re.IGNORECASE)
REV = re.compile(r'(?:W/)?"?(\d{1,15})(?:-[0-9a-f]+)?"?')
_log = structlog.get_logger()
_waiting: list[BoundedSemaphore] = []


class WriteHeaders(BaseModel):
    """How a write may be sent."""

    idempotency_key: Annotated[
        str,
        Field(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,255}$", description="Makes the write repeatable"),
    ] = ""
    prefer: Annotated[
        str, Field(alias="Prefer", description="`wait=N`: wait up to N seconds (at most 5) for the outcome")
    ] = ""


class ChangeHeaders(WriteHeaders):
    """How a change of something that exists may be sent."""

    if_match: Annotated[
        str, Field(alias="If-Match", description='`"<rev>"` or the ETag: refuse if it changed meanwhile')
    ] = ""

    def rev(self) -> int | None:
        """The wanted revision, if there is one. Raises Problem 400."""
        if self.if_match in ("", "*"):
            return None
        if not (match := REV.fullmatch(self.if_match.strip())):
            raise Problem(
                400, "Bad If-Match", 'Send If-Match: "<rev>" with the rev, or the ETag, that a read gave you.'
            )
        return int(match[1])


def _conversation(conversation_id: str) -> Item:
    found = conversations.get(conversation_id, caller_id())
    return Item(orjson.dumps(conversations.view(found, caller_id())), "", None)


def submit(
    kind: str,
    body: dict[str, Any],
    headers: WriteHeaders,
    resource_id: str | None = None,
    *,
    creates: bool | None = None,
    chain: str = "",
) -> Response:
    """Accept a write of the caller and answer it. Raises Problem 422 (idempotency), 503, or the write's own.

    `creates` and `chain` as for `journal.accept`.
    """
    about = {"idempotency_key": headers.idempotency_key, "request_id": g.request_id}
    return answer(
        journal.accept(kind, caller_id(), body, resource_id=resource_id, creates=creates, chain=chain, **about), headers
    )


def answer(write: Write, headers: WriteHeaders) -> Response:
    """Wake a worker up for an accepted write, and answer it: with its receipt, or with what it did."""
    _log.info("write_accepted", write=write.id, kind=write.kind)
    if write.state == "accepted" and not write.waits:
        wake(write.id, write.kind)
    wanted = WAIT.search(headers.prefer)
    if wanted:
        write = _wait(write, min(float(wanted[1]), settings().wait_max_s))
    return _answer(write, waited=bool(wanted))


def _wait(write: Write, timeout_s: float) -> Write:
    """Wait, unless too many requests of this process do so already: then 202 is the better answer."""
    if not _waiting:
        _waiting.append(BoundedSemaphore(settings().wait_threads))
    if not _waiting[0].acquire(blocking=False):
        return journal.get(write.id)
    try:
        return journal.wait(write.id, timeout_s)
    finally:
        _waiting[0].release()


def _answer(write: Write, waited: bool) -> Response:
    if waited and write.state == "rejected" and write.problem:
        why = write.problem
        raise Problem(why["status"], why["title"], why["detail"])
    thing = _thing(write) if waited and write.state == "applied" else None
    if thing is None:
        receipt_only = json_bytes(Receipt(**receipt(write)).model_dump_json().encode(), 202)
        receipt_only.headers["Location"] = f"/api/v1/writes/{write.id}"
        return receipt_only
    thing.headers["Preference-Applied"] = "wait"
    thing.headers["Link"] = f'</api/v1/writes/{write.id}>; rel="receipt"'
    return thing


def _thing(write: Write) -> Response | None:
    noun, _, verb = write.kind.partition(".")
    if verb == "delete":
        return Response(status=204)
    try:
        body = READERS[noun](write.resource_id).json()
    except Problem:
        return None  # Somebody deleted it since; the receipt is what there is to say.
    made = json_bytes(body, 201 if verb == "create" else 200)
    if verb == "create":
        made.headers["Location"] = href(noun, write.resource_id)
    return made


def href(noun: str, resource_id: str) -> str:
    """Where a thing is read."""
    return f"/api/v1/{noun}s/{resource_id}"


def receipt(write: Write) -> dict[str, Any]:
    """The receipt of a write, as JSON."""
    noun = write.kind.partition(".")[0]
    applied_ms = write.finished_ms if write.state == "applied" else None
    return {
        "id": write.id,
        "state": write.state,
        "kind": write.kind,
        "resource": {"type": noun, "id": write.resource_id, "href": href(noun, write.resource_id)},
        "accepted_at": rfc3339(write.at_ms),
        "applied_at": rfc3339(applied_ms) if applied_ms else None,
        "problem": write.problem,
    }


def look_up(noun: str, resource_id: str) -> Item | None:
    """What a write is about, so that a hopeless one is refused at once. Raises Problem 404.

    None: it is accepted but not there yet, or MongoDB is away; the worker decides then.
    """
    try:
        return READERS[noun](resource_id)
    except Problem:
        creation = journal.creation_of(resource_id)
        if creation is None:
            # It may have been applied between the two looks.
            return READERS[noun](resource_id)
        if creation.actor_id != caller_id() or creation.kind != f"{noun}.create":
            raise
        return None
    except Exception as error:
        if is_away(error):
            return None
        raise


def check_may_change(kind: str, resource_id: str, rev: int | None) -> Item | None:
    """Refuse at once what the worker would refuse: Problem 404, 403, 412. The worker checks again.

    Returns what is to be changed, None when it is not there yet.
    """
    noun, _, verb = kind.partition(".")
    item = look_up(noun, resource_id)
    if item is None:
        return None
    if item.author_id != caller_id() and not (verb == "delete" and accounts.is_moderator(caller_id())):
        raise not_yours(noun)
    if rev is not None and item.rev() > rev:
        raise Problem(412, "Changed meanwhile", f"The revision is {item.rev()} now, not {rev}.")
    return item


def change(kind: str, resource_id: str, headers: ChangeHeaders, changes: dict[str, Any] | None = None) -> Response:
    """Accept an edit or a delete of something of the caller's."""
    noun, rev = kind.partition(".")[0], headers.rev()
    item = check_may_change(kind, resource_id, rev)
    body: dict[str, Any] = {} if changes is None else {"changes": changes}
    body |= {} if rev is None else {"if_rev": rev}
    if noun != "message":
        return submit(kind, body, headers, resource_id)
    own = messages.conversation_of_own
    conversation_id = messages.conversation_of(item) if item else own(resource_id, caller_id())
    if kind == "message.edit":
        messages.check_may_edit(conversation_id, caller_id())
    chain = conversations.chain(conversation_id)
    return submit(kind, body | {"conversation_id": conversation_id}, headers, resource_id, chain=chain)


@route(bp, "GET", "/writes/<id:write_id>", answers={200: Receipt})
def get_write(write_id: str) -> tuple[dict[str, Any], int]:
    """What has become of a write. Only its owner may ask."""
    write = journal.find(write_id)
    if write is None or write.actor_id != caller_id():
        raise not_found("write")
    return receipt(write), 200
