"""Writes about comments."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pymongo.client_session import ClientSession

from core.content import comments, documents, mentions, notices, posts, replies
from core.content.gate import judging
from core.content.moderation import cases, held, locks, removals
from core.content.notices import Event
from core.platform.problems import Problem, not_found
from core.schemas.stored import StoredComment, StoredPost
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result, with_events
from tasks.effects.kinds import effect_of, effect_of_many


def _outcome(what: str, write: Write, comment: StoredComment, rev: int, changed: Iterable[str] = ()) -> Outcome:
    ids = {"post_id": comment["post_id"], "comment_id": write.resource_id, "parent_id": comment.get("parent_id")}
    event: dict[str, str | int] = {name: each for name, each in ids.items() if each}
    event |= {"type": f"comment.{what}", "actor_id": write.actor_id, "rev": rev}
    every = dict.fromkeys([write.resource_id, *changed])
    return Outcome(event, [*(f"comment:{each}" for each in every), f"post:{comment['post_id']}"])


@effect_of_many("comment.create")
def create_comments(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Store comments, count them and tell who is answered; or keep them for a moderator."""
    rules = judging.held_among(writes)
    waiting = [write for write in writes if write.id in rules]
    results: dict[str, Result] = {**_keep(session, waiting, rules)} if waiting else {}
    shown = [write for write in writes if write.id not in rules]
    results |= zip((write.id for write in shown), show_comments(session, shown), strict=True)
    return [results[write.id] for write in writes]


def _keep(session: ClientSession, writes: list[Write], rules: held.Rules) -> dict[str, Result]:
    """Keep these, as far as they could be shown: what they are about has to be there."""
    prepared = comments.prepare(session, writes)
    found: dict[str, StoredPost] = documents.all_stored(session, "post", {write.body["post_id"] for write in writes})
    gone = {each: not_found("post") for each, post in found.items() if post["deleted"]}
    late = locks.refused(found, writes)
    refused = {
        write.id: gone.get(write.body["post_id"]) or late.get(write.id) or prepared[write.id] for write in writes
    }
    results: dict[str, Result] = {each: why for each, why in refused.items() if isinstance(why, Problem)}
    return results | held.keep(session, [write for write in writes if write.id not in results], rules)


def show_comments(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Store comments that everybody sees from now on, count them on their posts and on what they are replies to, and
    tell who is answered."""
    prepared = comments.prepare(session, writes)
    written = [(write, each) for write in writes if not isinstance(each := prepared[write.id], Problem)]
    refused = locks.count_comments(session, written) if written else {}
    stored = [comment for write, comment in written if write.id not in refused]
    return _show(session, writes, {**prepared, **refused}, stored)


def show_approved(session: ClientSession, writes: list[Write]) -> list[Result]:
    """The same of comments that a moderator wants to be shown, also where the discussion is locked."""
    prepared = comments.prepare(session, writes)
    new = {write_id: each for write_id, each in prepared.items() if not isinstance(each, Problem)}
    gone = posts.count_comments(session, Counter(each["post_id"] for each in new.values())) if new else {}
    refused = {write_id: gone[each["post_id"]] for write_id, each in new.items() if each["post_id"] in gone}
    stored = [each for write_id, each in new.items() if write_id not in refused]
    return _show(session, writes, {**prepared, **refused}, stored)


def _show(
    session: ClientSession,
    writes: list[Write],
    came: Mapping[str, StoredComment | Problem],
    stored: list[StoredComment],
) -> list[Result]:
    comments.insert(session, stored)
    told = notices.tell_of_comments(session, stored)
    return [_created(write, came[write.id], told) for write in writes]


def _created(write: Write, comment: StoredComment | Problem, told: dict[str, list[Event]]) -> Result:
    if isinstance(comment, Problem):
        return comment
    parent_id = comment.get("parent_id")
    outcome = _outcome("created", write, comment, 1, [parent_id] if parent_id else [])
    return with_events(outcome, mentions.events(outcome.event or {}, comment["told"]), told.get(comment["_id"], []))


@effect_of("comment.edit")
def edit_comment(session: ClientSession, write: Write) -> Outcome:
    """Change a comment's content; or keep the change for a moderator."""
    kept = held.edit(session, "comment", write)
    return kept or change_comment(session, documents.owned(session, "comment", write), write)


def change_comment(session: ClientSession, comment: StoredComment, write: Write) -> Outcome:
    """Change what everybody reads of this comment, and tell whom it mentions now."""
    rev, told = mentions.edit(session, "comment", comment, write)
    outcome = _outcome("updated", write, comment, rev)
    notices.tell(session, notices.of_mentions(comment, told, write.at_ms))
    return with_events(outcome, mentions.events(outcome.event or {}, told))


@effect_of("comment.delete")
def delete_comment(session: ClientSession, write: Write) -> Outcome:
    """Delete a comment and take it off its post's count. Whose comment a moderator removes is told."""
    if kept := held.delete(session, write):
        return kept
    comment = documents.owned(session, "comment", write)
    held.drop(session, write.resource_id)
    changed, told = list[str](), list[Event]()
    if not documents.is_gone(comment):
        for problem in posts.count_comments(session, {comment["post_id"]: -1}).values():
            raise problem
        changed = replies.delete(session, comment, write)
        cases.close_of_deleted(session, "comment", comment, write)
        removals.note(session, "comment", comment, write)
        told = notices.tell_of_removal(session, comment, write)
    shown = replace(write, actor_id=documents.shown_deleter(comment, write))
    deleted = _outcome("deleted", shown, comment, comment["rev"], changed)
    # With replies its place stays.
    event = {**(deleted.event or {}), "reply_count": comment.get("reply_count", 0)}
    return with_events(replace(deleted, event=event), told)
