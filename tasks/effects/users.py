"""Writes about users."""

from pymongo.client_session import ClientSession

from core.content import blocks, users
from core.writes.journal import Write
from core.writes.ledger import Outcome
from tasks.effects.kinds import effect_of


@effect_of("user.edit")
@effect_of("user.rename")
def edit_user(session: ClientSession, write: Write) -> Outcome:
    """Change a user's name, handle or picture. Their posts and comments show it at once: it is joined on read."""
    event: dict[str, str | int] = {"type": "user.updated", "actor_id": write.actor_id}
    return Outcome(event | {"rev": users.edit(session, write)}, [f"user:{write.actor_id}"])


@effect_of("user.block")
def block_user(session: ClientSession, write: Write) -> Outcome:
    """Block a user: they can start or continue no direct conversation with who blocks them. Nobody is told."""
    blocks.put(session, write)
    return Outcome(None)


@effect_of("user.unblock")
def unblock_user(session: ClientSession, write: Write) -> Outcome:
    """Block a user no longer."""
    blocks.remove(session, write)
    return Outcome(None)
