"""Edits and deletes over HTTP: for which revision they are meant, and whether the caller may."""

import re
from functools import partial
from typing import Annotated, Any

from flask import Response
from pydantic import Field

from core.content.chat import messages
from core.identity import accounts
from core.platform import edit_window
from core.platform.clock import now_ms
from core.platform.problems import Problem, ProblemKind, not_yours
from core.reads.items import Item
from core.writes.context import Context
from core.writes.kinds import PUBLIC_NOUNS, WriteKind
from web.http.gated import Look, gated
from web.http.guard import caller_id, check_moderator
from web.http.own_held import or_held
from web.http.submit import WriteHeaders, look_up, submit

REV = re.compile(r'(?:W/)?"?(\d{1,15})(?:-[0-9a-f]+)?"?')


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
                ProblemKind.BAD_IF_MATCH, 'Send If-Match: "<rev>" with the rev, or the ETag, that a read gave you.'
            )
        return int(match[1])


def check_may_change(kind: WriteKind, resource_id: str, rev: int | None) -> Item | None:
    """Refuse at once what the worker would refuse: Problem 404, 403, 412. The worker checks again.

    Returns what is to be changed, None when it is not there yet.
    """
    item = or_held(kind.noun, resource_id, lambda item_id: look_up(kind.noun, item_id))
    if item is None:
        return None
    if item.author_id != caller_id() and not (kind.is_moderated and accounts.is_moderator(caller_id())):
        raise not_yours(kind.noun)
    if item.author_id != caller_id():
        check_moderator()
    if kind.edits:
        edit_window.check(kind.noun, item.created_ms(), now_ms())
    if rev is not None and item.rev() > rev:
        raise Problem(ProblemKind.CHANGED_MEANWHILE, f"The revision is {item.rev()} now, not {rev}.")
    return item


def change(kind: str, resource_id: str, headers: ChangeHeaders, changes: dict[str, Any] | None = None) -> Response:
    """Accept an edit or a delete of something of the caller's."""
    rev = headers.rev()
    body: dict[str, Any] = {} if changes is None else {"changes": changes}
    body |= {} if rev is None else {"if_rev": rev}
    look: Look = partial(_context_of_change, WriteKind(kind), resource_id, rev)
    if changes and WriteKind(kind).noun in PUBLIC_NOUNS:
        look = gated("\n".join(changes.values()), look=look)
    return submit(kind, body, headers, resource_id, look=look)


def _context_of_change(kind: WriteKind, resource_id: str, rev: int | None) -> Context:
    item = check_may_change(kind, resource_id, rev)
    if kind.noun != "message":
        return Context()
    conversation_id = messages.conversation_of(item) if item else messages.conversation_of_own(resource_id, caller_id())
    return messages.context_of_change(kind, conversation_id, caller_id())
