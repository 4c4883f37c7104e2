"""Writes about comments."""

from collections import Counter

from pymongo.client_session import ClientSession

from core.content import comments, documents, posts
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result
from tasks.effects.kinds import effect_of, effect_of_many


def _outcome(what: str, write: Write, post_id: str, rev: int) -> Outcome:
    event: dict[str, str | int] = {"type": f"comment.{what}", "post_id": post_id, "comment_id": write.resource_id}
    return Outcome(
        event | {"actor_id": write.actor_id, "rev": rev}, [f"comment:{write.resource_id}", f"post:{post_id}"]
    )


@effect_of_many("comment.create")
def create_comments(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Store comments and count them on their posts."""
    refused = posts.count_comments(session, Counter(write.body["post_id"] for write in writes))
    results = [
        refused.get(each.body["post_id"]) or _outcome("created", each, each.body["post_id"], 1) for each in writes
    ]
    comments.insert(session, [write for write in writes if write.body["post_id"] not in refused])
    return results


@effect_of("comment.edit")
def edit_comment(session: ClientSession, write: Write) -> Outcome:
    """Change a comment's content."""
    comment = documents.owned(session, "comment", write)
    rev = documents.edit(session, "comment", comment, write)
    return _outcome("updated", write, comment["post_id"], rev)


@effect_of("comment.delete")
def delete_comment(session: ClientSession, write: Write) -> Outcome:
    """Delete a comment and take it off its post's count."""
    comment = documents.owned(session, "comment", write)
    if not comment["deleted"]:
        for problem in posts.count_comments(session, {comment["post_id"]: -1}).values():
            raise problem
        documents.soft_delete(session, "comment", comment, write)
    return _outcome("deleted", write, comment["post_id"], comment["rev"])
