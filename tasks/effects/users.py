"""Writes about users."""

from pymongo.client_session import ClientSession

from core.content import blocks, follows, users
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result
from tasks.effects.follows import follow_people
from tasks.effects.kinds import effect_of, effect_of_many


@effect_of("user.edit")
@effect_of("user.rename")
def edit_user(session: ClientSession, write: Write) -> Outcome:
    """Change a user's name, handle or picture. Their posts and comments show it at once: it is joined on read."""
    event: dict[str, str | int] = {"type": "user.updated", "actor_id": write.actor_id}
    return Outcome(event | {"rev": users.edit(session, write)}, [f"user:{write.actor_id}"])


@effect_of_many("user.block")
def block_users(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Block users: they can start or continue no direct conversation with who blocks them, who follows them no longer.
    Of the block nobody is told."""
    for write in writes:
        blocks.put(session, write)
    return follow_people(session, [follows.as_withdrawal(write) for write in writes])


@effect_of("user.unblock")
def unblock_user(session: ClientSession, write: Write) -> Outcome:
    """Block a user no longer."""
    blocks.remove(session, write)
    return Outcome(None)
