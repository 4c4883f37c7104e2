"""Decisions: what moderators do about what was reported. Each is noted in the audit log, in its own transaction.

A decision names the round of the case that its moderator saw. Of two about the same round the one that is carried out
first counts, and the other one is refused.
"""

from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents
from core.content.gate import lessons
from core.content.moderation import cases, reports
from core.identity import accounts, audit
from core.identity.audit import Act, By
from core.platform.problems import Problem, ProblemKind, not_found
from core.schemas.bodies import DecisionBody
from core.schemas.moderation import Decided, ReportedNoun, StoredCase
from core.schemas.stored import StoredItem
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id
from core.writes.journal import Write


def not_a_moderator() -> Problem:
    """403: only moderators may."""
    return Problem(ProblemKind.NOT_A_MODERATOR, "Only moderators see or do this.")


def already_decided() -> Problem:
    """409: there is nothing to decide any more, or something else."""
    return Problem(ProblemKind.ALREADY_DECIDED, "This was decided already, or is not reported any more.")


def check_round(case: StoredCase | None, round_: int | None) -> None:
    """Raises Problem 409 unless the case is open, in this round if one is named."""
    if case is None or not case["is_open"] or round_ not in (None, case["round"]):
        raise already_decided()


def check_open(item_id: str, round_: int | None) -> None:
    """The same of the case of this item, as it is now."""
    check_round(collection("cases").find_one(by_id(item_id)), round_)


def dismiss(session: ClientSession, noun: ReportedNoun, write: Write) -> None:
    """Close the case of an item that may stay. Raises Problem 403, 404, 409, 412; MissingError."""
    case, item = _close(session, noun, write, "dismiss", needs_case=True)
    lessons.note(session, item["_id"], item["author_id"], item, is_spam=False, at_ms=write.at_ms)
    why = cast(DecisionBody, write.body)["note"]
    counts = {"round": case["round"], "reasons": case["reasons"]}
    audit.note(By(write.actor_id, why), Act(f"{noun}.dismiss", write.resource_id, before=counts), session)


def close_for_removal(session: ClientSession, noun: ReportedNoun, write: Write) -> None:
    """Close the case of an item that this write removes, if it has an open one; it must, when the write names a round.

    The removal itself is the deletion's (tasks/effects/decisions.py). Raises as `dismiss` does.
    """
    needs_case = cast(DecisionBody, write.body).get("round") is not None
    _close(session, noun, write, "remove", needs_case=needs_case)


def _close(
    session: ClientSession, noun: ReportedNoun, write: Write, act: str, *, needs_case: bool
) -> tuple[StoredCase, StoredItem]:
    item = documents.stored(session, noun, write.resource_id)
    if not accounts.is_moderator(write.actor_id):
        raise not_a_moderator()
    if item["author_id"] == write.actor_id:
        raise reports.your_own()
    case = cases.of_item(session, noun, item)
    if needs_case:
        check_round(case, cast(DecisionBody, write.body).get("round"))
    if documents.is_gone(item):
        raise not_found(noun)
    documents.check_rev(item["rev"], write)
    if case["is_open"]:
        cases.store(session, {**case, "is_open": False, "decided": _decided(case, item, write, act)})
    return case, item


def _decided(case: StoredCase, item: StoredItem, write: Write, act: str) -> Decided:
    about = {"act": act, "by": write.actor_id, "at_ms": write.at_ms}
    return cast(Decided, about | {"round": case["round"], "rev": item["rev"]})
