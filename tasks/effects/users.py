"""Writes about users."""

from dataclasses import replace
from typing import cast

from pymongo.client_session import ClientSession

from core.content import blocks, follows, users
from core.content.pictures import files, making
from core.platform.problems import Problem, ProblemKind
from core.schemas.bodies import PictureBody
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result
from tasks.effects.follows import follow_people
from tasks.effects.kinds import effect_of, effect_of_many, prepared_by


@prepared_by("user.set_picture")
def make_picture(write: Write) -> Write:
    """Make the small picture of the file that came with the write, and keep it; the write then changes who has it.

    Raises Problem 422 when the file is no picture, or too large, or gone.
    """
    body = cast(PictureBody, write.body)
    sent = files.upload(body["upload"])
    # Gone: the write has ended before, which the ledger knows; or the store has lost it.
    if sent is None or files.sha256(sent) != body["sha256"]:
        raise Problem(ProblemKind.CANNOT_BE_STORED, "The file is not there any more. Send it again.")
    digest = files.keep_made(write.actor_id, making.made_of(sent))
    return replace(write, body={"changes": {"profile_img": digest}})


@effect_of("user.edit")
@effect_of("user.rename")
@effect_of("user.set_picture")
def edit_user(session: ClientSession, write: Write) -> Outcome:
    """Change a user's name, handle or picture. Their posts and comments show it at once: it is joined on read."""
    event: dict[str, str | int] = {"type": "user.updated", "actor_id": write.actor_id}
    return Outcome(event | {"rev": users.edit(session, write)}, [f"user:{write.actor_id}"])


@effect_of("user.erase")
def erase_user(session: ClientSession, write: Write) -> Outcome:
    """Make a tombstone of a user whose account is deleted (core/erasure)."""
    event: dict[str, str | int] = {"type": "user.updated", "actor_id": write.actor_id}
    return Outcome(event | {"rev": users.erase(session, write)}, [f"user:{write.actor_id}"])


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
