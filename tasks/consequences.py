"""Consequences: writes that follow from other writes, where one transaction would be about two roots
(docs/decisions/0039, 0053); and what the journal has to know of a decision about somebody.

They are accepted when the first write is committed, and before it ends. Who dies in between leaves it pending, and the
next attempt accepts the same ones: their idempotency keys are its id.
"""

from collections.abc import Iterable
from typing import Any

from core.content.chat import conversations, partings
from core.identity import accounts, suspensions
from core.writes import journal, turns
from core.writes.context import Context
from core.writes.journal import Write
from tasks.enqueue import wake


def accept_of(applied: Iterable[Write]) -> list[Write]:
    """Accept what follows from these writes, once however often it is asked, and wake workers for it; these writes.

    Raises the errors of redis and pymongo, and Problem 503 when the journal takes no more: then none of the others may
    end, either.
    """
    return [each for write in applied for each in _accept(write)]


def _accept(write: Write) -> list[Write]:
    if write.kind.verb == "block":
        rooms = partings.rooms_of(write.actor_id, write.resource_id)
        return [_end_of_follow(write), *(_parting(write, room_id, write.resource_id) for room_id in rooms)]
    if write.kind in partings.BRINGING:
        return [_parting(write, write.resource_id, other) for other in sorted(partings.apart_after(write))]
    return []


def follow_up(applied: Iterable[Write]) -> None:
    """Let sessions and the journal say what these writes have decided about people, before they end; it may be done
    any number of times. Raises redis' errors."""
    user_ids = {write.resource_id for write in applied if write.kind.changes_standing}
    for user_id, user in suspensions.standings(user_ids).items() if user_ids else ():
        suspensions.mark(user_id)
        if user.get("banned"):
            accounts.end_sessions(user_id)


def _end_of_follow(block: Write) -> Write:
    """Who is blocked follows no longer. That follow lies with who blocks, and the block with who is blocked."""
    return _accepted(block, "user.end_follow", block.resource_id, {}, block.actor_id, "", Context())


def _parting(write: Write, room_id: str, other_id: str) -> Write:
    """Of two whom a block parts, the one who does not own the room leaves it."""
    ordered = Context(ordering_key=conversations.ordering_key(room_id))
    about = f" {room_id} {other_id}"
    return _accepted(write, "conversation.part", write.actor_id, {"user_id": other_id}, room_id, about, ordered)


def _accepted(
    cause: Write, kind: str, actor_id: str, body: dict[str, Any], resource_id: str, about: str, context: Context
) -> Write:
    accepted = journal.accept(
        kind,
        actor_id,
        body,
        resource_id=resource_id,
        look=lambda: context,
        # No client has a key with a space in it.
        idempotency_key=f"{cause.kind.verb} {cause.id}{about}",
        request_id=cause.request_id,
    )
    if turns.must_wake_for(accepted):
        wake(accepted.kind.queue)
    return accepted
