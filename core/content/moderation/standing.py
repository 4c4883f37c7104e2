"""Where people stand with the moderators: warnings, mutes, suspensions and bans, with what the person is told.

No moderator does that to a moderator; an operator may (`flask admin users`). Each is in the audit log.
"""

from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents, notices
from core.content.moderation import decisions
from core.content.notices import Event, Notice
from core.identity import accounts, audit, suspensions
from core.identity.audit import Act, By
from core.platform.ids import NOBODY
from core.platform.problems import Problem, ProblemKind
from core.schemas.bodies import StandingBody
from core.schemas.inbox import Kind
from core.schemas.stored import StoredUser
from core.writes.journal import Write


def ordering_key(user_id: str) -> str:
    """The ordering key of all that is decided about a user: the last of it counts."""
    return f"standing:{user_id}"


def check_roles(user: StoredUser) -> None:
    """Raises Problem 403 for a moderator."""
    if accounts.MODERATOR in user["roles"]:
        raise Problem(ProblemKind.A_MODERATOR, "Only an operator may do this to a moderator.")


def warn(session: ClientSession, write: Write) -> list[Event]:
    """Tell this user something, in the moderators' name; the events that say so. Raises Problem 403; MissingError."""
    by, body = _begin(session, write), cast(StandingBody, write.body)
    audit.note(by, Act("user.warn", write.resource_id, after={"words": body["words"]}), session)
    return _tell(session, write, "warning")


def suspend(session: ClientSession, write: Write) -> list[Event]:
    """Let this user only read until a time, and tell them why; as `warn`."""
    by, body = _begin(session, write), cast(StandingBody, write.body)
    until_ms = body.get("until_ms", 0)
    accounts.change_with(session, write.resource_id, *suspensions.changed(until_ms, body["words"]), by)
    return _tell(session, write, "suspension", until_ms)


def unsuspend(session: ClientSession, write: Write) -> None:
    """Let this user write again. Raises Problem 403; MissingError."""
    by = _begin(session, write)
    accounts.change_with(session, write.resource_id, *suspensions.changed(None, ""), by)


def set_banned(session: ClientSession, write: Write, *, banned: bool) -> None:
    """Ban this user, or lift the ban. Their sessions end after the transaction (tasks/consequences.py). Raises Problem
    403; MissingError."""
    by = _begin(session, write)
    accounts.change_with(session, write.resource_id, *accounts.changed_ban(banned), by)


def set_muted(session: ClientSession, write: Write, *, muted: bool) -> None:
    """Let what this user writes wait for a moderator, or no more. Raises Problem 403; MissingError."""
    by = _begin(session, write)
    accounts.change_with(session, write.resource_id, *accounts.changed_mute(muted), by)


def _begin(session: ClientSession, write: Write) -> By:
    if not accounts.is_moderator(write.actor_id):
        raise decisions.not_a_moderator()
    check_roles(documents.stored(session, "user", write.resource_id))
    return By(write.actor_id, cast(StandingBody, write.body)["note"])


def _tell(session: ClientSession, write: Write, kind: Kind, until_ms: int | None = None) -> list[Event]:
    words, user_id = cast(StandingBody, write.body)["words"], write.resource_id
    notice = Notice(
        user_id, kind, user_id, "", NOBODY, write.at_ms, excerpt=words, mark=write.id, details={"until_ms": until_ms}
    )
    return notices.events(notices.tell(session, [notice]))
