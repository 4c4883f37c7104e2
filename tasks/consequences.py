"""Consequences: writes that follow from other writes, where one transaction would be about two roots
(docs/decisions/0039); and what the journal has to know of a decision about somebody.

They are accepted when the first write is committed, and before it ends. Who dies in between leaves it pending, and the
next attempt accepts the same ones: their idempotency keys are its id.
"""

from collections.abc import Iterable

from core.identity import accounts, suspensions
from core.writes import journal, turns
from core.writes.journal import Write
from tasks.enqueue import wake


def accept_of(applied: Iterable[Write]) -> list[Write]:
    """Accept what follows from these writes, once however often it is asked, and wake workers for it; these writes.

    Raises redis' errors, and Problem 503 when the journal takes no more: then none of the others may end, either.
    """
    return [_end_of_follow(write) for write in applied if write.kind.verb == "block"]


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
    accepted = journal.accept(
        "user.end_follow",
        block.resource_id,
        {},
        resource_id=block.actor_id,
        # No client has a key with a space in it.
        idempotency_key=f"block {block.id}",
        request_id=block.request_id,
    )
    if turns.must_wake_for(accepted):
        wake(accepted.kind.queue)
    return accepted
