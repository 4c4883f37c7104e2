"""Writes over HTTP: what a request says about its write, and the answer: the receipt, or the item itself."""

import re
from collections.abc import Callable
from functools import partial
from threading import BoundedSemaphore
from typing import Annotated, Any

import orjson
from flask import Response, g
from pydantic import BaseModel, Field

from core.content import comments, posts, users
from core.content.chat import conversations, messages
from core.content.moderation import locks, reports
from core.platform.problems import Problem
from core.platform.settings import settings
from core.reads import cache
from core.reads.items import Item
from core.servers.failures import is_unavailable
from core.writes import journal
from core.writes.context import Context
from core.writes.journal import Write
from core.writes.receipts import href, receipt
from tasks.writes import submit as accept
from web.http import rate_limit
from web.http.guard import caller_id
from web.http.route import json_bytes

READERS: dict[str, Callable[[str], Item]] = {
    "post": posts.get,
    "comment": comments.get_written,
    "user": users.get,
    "message": lambda message_id: messages.get(message_id, caller_id()),
    "conversation": lambda conversation_id: _conversation(conversation_id),
}
WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6}(?:\.\d+)?)", re.IGNORECASE)
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


def _conversation(conversation_id: str) -> Item:
    found = conversations.get(conversation_id, caller_id())
    return Item(orjson.dumps(conversations.serialize(found, caller_id())), "", None)


def submit(
    kind: str,
    body: dict[str, Any],
    headers: WriteHeaders,
    resource_id: str | None = None,
    *,
    look: Callable[[], Context] = Context,
    actor_id: str = "",
) -> Response:
    """Accept a write of the caller, and answer it with its receipt or with what it did. `actor_id` is a user who has
    shown in another way than by a session that they want it.

    Raises Problem 422 (idempotency), 503, what `look` raises, or the write's own. `look` as for `journal.accept`: what
    depends on the present world belongs there.
    """
    about = {"idempotency_key": headers.idempotency_key, "request_id": g.request_id}
    write = accept(kind, actor_id or caller_id(), body, resource_id=resource_id, look=partial(_counted, look), **about)
    wanted = WAIT.search(headers.prefer)
    if wanted:
        write = _wait(write, min(float(wanted[1]), settings().wait_max_s))
    return _answer(write, waited=bool(wanted))


def _counted(look: Callable[[], Context]) -> Context:
    context = look()
    rate_limit.settle()
    return context


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
        raise Problem.of(why["status"], why["title"], why["detail"], why.get("errors"))
    thing = _thing(write) if waited and write.state == "applied" else None
    if thing is None:
        receipt_only = json_bytes(orjson.dumps(receipt(write)), 202)
        receipt_only.headers["Location"] = f"/api/v1/writes/{write.id}"
        return receipt_only
    thing.headers["Preference-Applied"] = "wait"
    thing.headers["Link"] = f'</api/v1/writes/{write.id}>; rel="receipt"'
    return thing


def _thing(write: Write) -> Response | None:
    noun = write.kind.noun
    if write.kind.leaves_nothing:
        return Response(status=204)
    if write.held:
        # Nobody else sees it: the receipt says why, for ever.
        return None
    try:
        body = _as_seen_or_as_it_was(noun, write.resource_id)
    except Exception as error:
        if is_unavailable(error):
            return None  # The receipt is what there is to say.
        raise
    if body is None:
        return None
    made = json_bytes(body, 201 if write.kind.creates else 200)
    if write.kind.creates:
        made.headers["Location"] = href(noun, write.resource_id)
    return made


def _as_seen_or_as_it_was(noun: str, resource_id: str) -> bytes | None:
    """The thing as the caller reads it now; when they do not any more, as it was: a repeated request has the answer of
    the first one. None when it has been purged."""
    try:
        return READERS[noun](resource_id).json()
    except Problem:
        entry = next(iter(cache.read_documents([f"{noun}:{resource_id}"])), None)
    if entry is None:
        return None
    if noun == "conversation":
        # Who is in it is for its members to know.
        found = orjson.loads(entry.body)
        return orjson.dumps(conversations.serialize(found | {"members": [caller_id()], "invited": []}, caller_id()))
    summary = cache.author_summaries_of([entry.author_id]).get(entry.author_id)
    return Item(entry.body, entry.author_id, summary).json()


def look_up(noun: str, resource_id: str) -> Item | None:
    """What a write is about, so that a hopeless one is refused at once. Raises Problem 404.

    None: it is accepted but not there yet, or MongoDB is unavailable; the worker decides then.
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
        if is_unavailable(error):
            return None
        raise


def unless_away(check: Callable[[], object]) -> None:
    """Ask this, whose answer the worker asks for again, unless a server is unavailable. Raises what the check does."""
    try:
        check()
    except Exception as error:
        if not is_unavailable(error):
            raise


def there(noun: str, resource_id: str) -> Context:
    """The context of a write that needs this item, which everybody may see. Raises Problem 404 when there is none.

    The route `is_counted_inside`: the request is counted in the same round trip. Raises Problem 429.
    """
    if not cache.is_there(f"{noun}:{resource_id}", g.piggyback):
        look_up(noun, resource_id)
    return Context()


def open_to_comments(post_id: str) -> Context:
    """The context of a new comment on this post, as `there`. Raises Problem 409 where only moderators may comment."""
    if not cache.is_there(f"post:{post_id}", g.piggyback, unlocked=True):
        post = look_up("post", post_id)
        if post is not None:
            unless_away(partial(locks.check, post, caller_id()))
    return Context()


def reportable(noun: str, resource_id: str) -> Context:
    """The context of a report of this item. Raises Problem 404, and 403 for what the caller wrote."""
    item = look_up(noun, resource_id)
    if item is not None and item.author_id == caller_id():
        raise reports.your_own()
    return Context()


def there_for_members(conversation_id: str) -> Context:
    """The same for a conversation, of which only members know."""
    look_up("conversation", conversation_id)
    return Context(ordering_key=conversations.ordering_key(conversation_id))
