"""Removals: what moderators removed, kept with its words until it is purged, so that its author can appeal and a
moderator can bring it back (docs/decisions/0056).

A removal lies with its item. Its author may appeal once; then the retention of both begins anew, so that nothing is
purged that a moderator has just been asked about.
"""

from typing import Any, cast

from pymongo.client_session import ClientSession

from core.content import documents, notices
from core.content.gate import lessons
from core.content.moderation import decisions, reports
from core.content.notices import EXCERPT_MAX, Event, Notice
from core.identity import accounts, audit
from core.identity.audit import Act, By
from core.platform.ids import NOBODY
from core.platform.problems import Problem, ProblemKind, not_found
from core.schemas.bodies import AppealBody, NoteBody
from core.schemas.inbox import Outcome
from core.schemas.moderation import ReportedNoun
from core.schemas.removals import StoredRemoval
from core.schemas.stored import StoredComment, StoredPost
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, by_ids, partition
from core.writes.journal import Write

KEPT = ("title", "content", "content_html", "mentions")


def find(item_id: str, session: ClientSession | None = None) -> StoredRemoval | None:
    """The removal of this item; None when no moderator has removed it, it was restored, or it has been purged."""
    return collection("removals").find_one(by_id(item_id), session=session)


def note(session: ClientSession, noun: ReportedNoun, item: StoredPost | StoredComment, write: Write) -> None:
    """Keep what this item says, which this write removes, if that is a moderator's and not its author's."""
    if documents.shown_deleter(item, write) != NOBODY:
        return
    about: StoredRemoval = {
        "_id": item["_id"],
        "p": partition(item["_id"]),
        "item_id": item["_id"],
        "noun": noun,
        "post_id": str(item.get("post_id", item["_id"])),
        "author_id": item["author_id"],
        "by": write.actor_id,
        "reason": str(write.body.get("reason", "")),
        "at_ms": write.at_ms,
        "kept": {name: each for name, each in item.items() if name in KEPT},
        "deleted": True,
        "deleted_ms": write.at_ms,
    }
    collection("removals").replace_one(by_id(about["_id"]), about, upsert=True, session=session)
    if about["reason"] == "spam":
        lessons.note(session, item["_id"], item["author_id"], item, is_spam=True, at_ms=write.at_ms)


def check_may_appeal(removal: StoredRemoval | None, user_id: str) -> StoredRemoval:
    """This removal. Raises Problem 404 when there is none of something of theirs, 409 when they have appealed."""
    if removal is None or removal["author_id"] != user_id:
        raise not_found("removal")
    if "appeal" in removal:
        raise Problem(ProblemKind.ALREADY_APPEALED, "You have asked the moderators to look at this again.")
    return removal


def among(item_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Those of these items that were removed, by id, as their author sees it (`core.schemas.inbox.Removal`)."""
    found = collection("removals").find(by_ids(item_ids)) if item_ids else ()
    return {each["_id"]: {"type": each["noun"], "id": each["_id"], "is_appealed": "appeal" in each} for each in found}


def appeal(session: ClientSession, write: Write) -> None:
    """Ask the moderators to look at this removal again. Raises Problem 404 or 409."""
    removal = check_may_appeal(find(write.resource_id, session), write.actor_id)
    asked = {"words": cast(AppealBody, write.body)["words"], "at_ms": write.at_ms, "is_open": True}
    change = {"$set": {"appeal": asked, "deleted_ms": write.at_ms}}
    collection("removals").update_one(by_id(removal["_id"]), change, session=session)
    _keep_tombstones(session, removal, write.at_ms)


def _keep_tombstones(session: ClientSession, removal: StoredRemoval, at_ms: int) -> None:
    """Begin the retention of the item anew, and that of what it stood below."""
    item: Any = documents.stored(session, removal["noun"], removal["_id"])
    deleted: Document = {**by_ids([item["_id"], *item.get("path", ())]), "deleted": True}
    collection(f"{removal['noun']}s").update_many(deleted, {"$max": {"deleted_ms": at_ms}}, session=session)


def check_may_decide(removal: StoredRemoval | None, user_id: str, *, upholds: bool) -> StoredRemoval:
    """This removal. Raises Problem 403 for who is no moderator, and for who wrote it; 409 when it was decided about
    already, or nobody appeals."""
    if not accounts.is_moderator(user_id):
        raise decisions.not_a_moderator()
    if removal is None or (upholds and not is_open(removal)):
        raise decisions.already_decided()
    if removal["author_id"] == user_id:
        raise reports.your_own()
    return removal


def is_open(removal: StoredRemoval) -> bool:
    """Whether its author waits for an answer."""
    return "appeal" in removal and removal["appeal"]["is_open"]


def uphold(session: ClientSession, write: Write) -> list[Event]:
    """Let this removal stand, and tell who has appealed; the events that say so. Raises as `check_may_decide`."""
    removal = check_may_decide(find(write.resource_id, session), write.actor_id, upholds=True)
    closed = {"$set": {"appeal.is_open": False}}
    collection("removals").update_one(by_id(removal["_id"]), closed, session=session)
    _note_act(session, removal, write)
    excerpt = str(removal["kept"].get("title") or removal["kept"]["content"])[:EXCERPT_MAX]
    return _tell(session, removal, write, "upheld", excerpt)


def end(session: ClientSession, removal: StoredRemoval, write: Write) -> list[Event]:
    """Note that this item is there again, and tell its author instead of its removal; the events that say so."""
    collection("removals").delete_one(by_id(removal["_id"]), session=session)
    _note_act(session, removal, write)
    lessons.note(session, removal["_id"], removal["author_id"], removal["kept"], is_spam=False, at_ms=write.at_ms)
    notices.take_back(session, "moderation", removal["_id"], [removal["author_id"]])
    return _tell(session, removal, write, "restored")


def _note_act(session: ClientSession, removal: StoredRemoval, write: Write) -> None:
    # Not in which words: nothing is removed from the log, and its author's account may be.
    before = {"reason": removal["reason"], "is_appealed": "appeal" in removal}
    act = Act(write.kind, removal["_id"], before=before)
    audit.note(By(write.actor_id, cast(NoteBody, write.body)["note"]), act, session)


def _tell(
    session: ClientSession, removal: StoredRemoval, write: Write, outcome: Outcome, excerpt: str | None = None
) -> list[Event]:
    about = (removal["author_id"], "moderation", removal["_id"], removal["post_id"], NOBODY, write.at_ms)
    notice = Notice(*about, excerpt=excerpt, mark="appeal", details={"outcome": outcome})  # type: ignore[arg-type]
    return notices.events(notices.tell(session, [notice]))
