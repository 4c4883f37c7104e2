"""What moderators decide about what is held: it is shown from then on, or never."""

from dataclasses import replace
from typing import Any

from pymongo.client_session import ClientSession

from core.content import documents
from core.content.gate import akismet, authors, judging, outside
from core.content.moderation import held
from core.platform.problems import Problem
from core.schemas.held import Judgement, StoredHeld
from core.schemas.stored import StoredComment, StoredPost
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id
from core.writes.journal import Write
from core.writes.kinds import WriteKind
from core.writes.ledger import Outcome
from tasks.effects.comments import change_comment, show_approved
from tasks.effects.kinds import effect_of, prepared_by
from tasks.effects.posts import change_post, show_posts

JUDGES = (outside, akismet)
SHOW = {"post": show_posts, "comment": show_approved}


def _are_judges_asked() -> bool:
    return any(judge.is_on() for judge in JUDGES)


@prepared_by(*judging.GATED, when=_are_judges_asked)
def ask_judges(write: Write) -> Write:
    """Ask the judges outside about a text that is not held anyway, unless its author is exempt; the write carries along
    what they say."""
    judgement = judging.judgement_of(write.body)
    if judgement["held"] or authors.are_exempt([write.actor_id]):
        return write
    scores = judgement["scores"]
    for judge in JUDGES:
        scores = scores | (judge.points_for(write) if judge.is_on() else {})
    return replace(write, body=write.body | {judging.FIELD: Judgement(scores=scores, held=False)})


@effect_of("post.approve")
def approve_post(session: ClientSession, write: Write) -> Outcome:
    """Show a post that was held, or what an edit of it says."""
    return _approve(session, write)


@effect_of("comment.approve")
def approve_comment(session: ClientSession, write: Write) -> Outcome:
    """Show a comment that was held, or what an edit of it says."""
    return _approve(session, write)


@effect_of("post.reject")
def reject_post(session: ClientSession, write: Write) -> Outcome:
    """Never show a post that was held, or what an edit of it says; its author is told why."""
    return held.reject(session, held.decided(session, write), write)


@effect_of("comment.reject")
def reject_comment(session: ClientSession, write: Write) -> Outcome:
    """Never show a comment that was held, or what an edit of it says; its author is told why."""
    return held.reject(session, held.decided(session, write), write)


def _approve(session: ClientSession, write: Write) -> Outcome:
    """Carry out what was held as if it had been accepted now. Raises MissingError, Problem 403, 404 and 412."""
    found = held.decided(session, write)
    kind = WriteKind(f"{found['noun']}.{found['verb']}")
    as_now = replace(write, kind=kind, actor_id=found["author_id"], body=found["body"])
    outcome = _create(session, found, as_now) if found["verb"] == "create" else _change(session, found, as_now)
    held.release(session, found, write)
    return outcome


def _create(session: ClientSession, found: StoredHeld, write: Write) -> Outcome:
    (result,) = SHOW[found["noun"]](session, [write])
    if isinstance(result, Problem):
        raise result
    # An edit that was accepted before one that it knows, and is carried out after it, is still the older one.
    seqs = {"$set": {"seqs": found["seqs"]}}
    collection(f"{found['noun']}s").update_one(by_id(found["_id"]), seqs, session=session)
    return result


def _change(session: ClientSession, found: StoredHeld, write: Write) -> Outcome:
    """What was changed of the item since the edit was held is newer than it, field by field."""
    item: Any = documents.stored(session, found["noun"], found["_id"])
    newer = {name: value for name, value in found["body"].items() if item["seqs"].get(name, 0) < found["seqs"][name]}
    as_edited = replace(write, seq=max(found["seqs"].values()), body={"changes": newer})
    if found["noun"] == "post":
        post: StoredPost = item
        return change_post(session, post, as_edited)
    comment: StoredComment = item
    return change_comment(session, comment, as_edited)
