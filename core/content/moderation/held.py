"""What is held: new posts and comments, and edits of them, that wait for a moderator (docs/decisions/0052).

They lie in a collection of their own, beside what they are about, and in no other: so no feed, thread, count, search or
notice can have them. Approved, such a write is carried out as if it had been accepted at that moment.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from pymongo.client_session import ClientSession

from core.content import documents, mentions, notices
from core.content.gate import judging, lessons
from core.content.moderation import decisions
from core.content.notices import EXCERPT_MAX, Notice
from core.identity import accounts, audit
from core.identity.audit import Act, By
from core.platform import edit_window
from core.platform.ids import NOBODY
from core.platform.problems import Problem, ProblemKind, not_found
from core.schemas.held import HeldNoun, StoredHeld
from core.schemas.stored import StoredComment, StoredPost
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, partition
from core.writes.journal import Write
from core.writes.kinds import WriteKind
from core.writes.ledger import Outcome, with_events

Rules = Mapping[str, list[str]]


def find(item_id: str, session: ClientSession | None = None) -> StoredHeld | None:
    """What waits for a moderator of this item: itself, or an edit of it; None when nothing does."""
    return collection("held").find_one({**by_id(item_id), "deleted": False}, session=session)


def keep(session: ClientSession, writes: Iterable[Write], rules: Rules) -> dict[str, Outcome]:
    """Keep these new posts and comments until a moderator decides; what came of each, by the write's id."""
    new = [_new(write, rules[write.id]) for write in writes]
    if new:
        collection("held").insert_many(new, session=session)
    return {write.id: Outcome(None, held=rules[write.id]) for write in writes}


def _new(write: Write, rules: list[str]) -> StoredHeld:
    body = {name: value for name, value in write.body.items() if name != judging.FIELD}
    about = _document(write, rules, "create", str(body.get("post_id", write.resource_id)))
    return cast(StoredHeld, {**about, "body": body, "content_html": mentions.preview(body["content"])})


def _document(write: Write, rules: list[str], verb: str, post_id: str) -> Mapping[str, Any]:
    return {
        "_id": write.resource_id,
        "p": partition(write.resource_id),
        "noun": write.kind.noun,
        "verb": verb,
        "author_id": write.actor_id,
        "post_id": post_id,
        "seqs": {},
        "rules": rules,
        "rev": 1,
        "held_ms": write.at_ms,
        "updated_ms": write.at_ms,
        "deleted": False,
    }


def edit(session: ClientSession, noun: HeldNoun, write: Write) -> Outcome | None:
    """Keep this edit until a moderator decides, if what it changes waits or the gate says so. None: it is to be carried
    out. Raises MissingError, and Problem 403, 404 or 412."""
    found = find(write.resource_id, session)
    more = judging.held_among([write]).get(write.id, [])
    if found is None and not more:
        return None
    if found and found["verb"] == "create":
        _check_own(found, write)
    else:
        item = documents.owned(session, noun, write)
        if documents.is_gone(item) or not documents.newer_changes(item, write):
            return None
        found = found or _new_edit(session, item, write, more)
    rules = list(dict.fromkeys([*found["rules"], *more]))
    _join(session, found, write, rules)
    return Outcome(None, held=rules)


def _check_own(found: StoredHeld, write: Write) -> None:
    if found["author_id"] != write.actor_id:
        raise not_found(found["noun"])
    edit_window.check(found["noun"], found["held_ms"], write.at_ms)
    documents.check_rev(found["rev"], write)


def _new_edit(session: ClientSession, item: StoredPost | StoredComment, write: Write, rules: list[str]) -> StoredHeld:
    """An edit that says nothing yet. One that was decided about before may have left its place."""
    about = _document(write, rules, "edit", str(item.get("post_id", item["_id"])))
    found = cast(StoredHeld, {**about, "body": {}, "content_html": None, "rev": 0})
    collection("held").replace_one(by_id(found["_id"]), found, upsert=True, session=session)
    return found


def _join(session: ClientSession, found: StoredHeld, write: Write, rules: list[str]) -> None:
    """Set the fields that no later write has set."""
    changes: Mapping[str, Any] = write.body["changes"]
    newer = {name: value for name, value in changes.items() if found["seqs"].get(name, 0) < write.seq}
    values: Document = {f"body.{name}": value for name, value in newer.items()} | {"rules": rules}
    values |= {f"seqs.{name}": write.seq for name in newer}
    if "content" in newer:
        values["content_html"] = mentions.preview(newer["content"])
    change = {"$set": values, "$max": {"updated_ms": write.at_ms}, "$inc": {"rev": 1}}
    collection("held").update_one(by_id(found["_id"]), change, session=session)


def delete(session: ClientSession, write: Write) -> Outcome | None:
    """Delete the new post or comment of this write if it waits; a moderator rejects it so. None: it does not wait.
    Raises Problem 404 or 412."""
    found = find(write.resource_id, session)
    if found is None or found["verb"] != "create":
        return None
    if found["author_id"] != write.actor_id and not accounts.is_moderator(write.actor_id):
        raise not_found(found["noun"])
    documents.check_rev(found["rev"], write)
    if found["author_id"] != write.actor_id:
        return reject(session, found, write)
    drop(session, write.resource_id)
    return Outcome(None)


def drop(session: ClientSession, item_id: str) -> None:
    """Remove what waits of this item: its author wants it no more, or others see it now."""
    collection("held").delete_one(by_id(item_id), session=session)


def decided(session: ClientSession, write: Write) -> StoredHeld:
    """What a moderator decides about with this write. Raises what `check_may_decide` does."""
    return _decided(write.kind, write.resource_id, write.body["rev"], write.actor_id, session)


def check_may_decide(kind: WriteKind, item_id: str, rev: int, user_id: str) -> None:
    """Refuse at once what the worker would refuse: Problem 403, 404, or 412 when the author has changed it since the
    moderator read it."""
    _decided(kind, item_id, rev, user_id)


def _decided(kind: WriteKind, item_id: str, rev: int, user_id: str, session: ClientSession | None = None) -> StoredHeld:
    if not accounts.is_moderator(user_id):
        raise decisions.not_a_moderator()
    found = collection("held").find_one(by_id(item_id), session=session)
    # What was rejected can be approved after all.
    if found is None or found["noun"] != kind.noun or (found["deleted"] and kind.verb != "approve"):
        raise not_found("held item")
    if found["rev"] != rev:
        raise Problem(ProblemKind.CHANGED_MEANWHILE, f"The revision is {found['rev']} now, not {rev}.")
    return found


def release(session: ClientSession, found: StoredHeld, write: Write) -> None:
    """Note that a moderator has approved this, which others see now."""
    drop(session, found["_id"])
    lessons.note(session, found["_id"], found["author_id"], found["body"], is_spam=False, at_ms=write.at_ms)
    audit.note(By(write.actor_id), _act("approve", found), session)


def reject(session: ClientSession, found: StoredHeld, write: Write) -> Outcome:
    """Let this wait no longer, and never be shown; its author is told why. It can be approved after all until it is
    purged (RETENTION_DELETED_S)."""
    reason = str(write.body.get("reason", ""))
    marks = {"deleted": True, "deleted_ms": write.at_ms}
    collection("held").update_one(by_id(found["_id"]), {"$set": marks}, session=session)
    lessons.note(session, found["_id"], found["author_id"], found["body"], is_spam=True, at_ms=write.at_ms)
    audit.note(By(write.actor_id, reason), _act("reject", found), session)
    excerpt = str(found["body"].get("title") or found["body"].get("content", ""))[:EXCERPT_MAX]
    notice = Notice(found["author_id"], "moderation", found["_id"], found["post_id"], NOBODY, write.at_ms)
    told = notices.tell(session, [replace(notice, excerpt=excerpt, details={"reason": reason})])
    return with_events(Outcome(None), notices.events(told))


def _act(verb: str, found: StoredHeld) -> Act:
    return Act(f"{found['noun']}.{verb}", found["_id"], {"verb": found["verb"], "rules": found["rules"]})
