"""Writes about users."""

from pymongo.client_session import ClientSession

from core import users
from core.journal import Write
from core.ledger import Outcome
from tasks.writes import write_task


@write_task("user.edit")
def edit_user(session: ClientSession, write: Write) -> Outcome:
    """Change a user's name or picture. Their posts and comments show it at once: the author is joined on read."""
    event: dict[str, str | int] = {"type": "user.updated", "actor_id": write.actor_id}
    return Outcome(event | {"rev": users.edit(session, write)}, [f"user:{write.actor_id}"])
