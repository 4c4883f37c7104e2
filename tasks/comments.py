"""Writes about comments."""

from pymongo.client_session import ClientSession

from core import comments, documents, posts
from core.journal import Write
from core.ledger import Outcome
from core.mongo import Document
from tasks.writes import write_task


def _outcome(what: str, write: Write, post_id: str, rev: int) -> Outcome:
    event: dict[str, str | int] = {"type": f"comment.{what}", "post_id": post_id, "comment_id": write.resource_id}
    return Outcome(
        event | {"actor_id": write.actor_id, "rev": rev}, [f"comment:{write.resource_id}", f"post:{post_id}"]
    )


@write_task("comment.create")
def create_comment(session: ClientSession, write: Write) -> Outcome:
    """Store a comment and count it on its post."""
    posts.count_comment(session, write.body["post_id"], +1)
    comments.insert(session, write)
    return _outcome("created", write, write.body["post_id"], 1)


@write_task("comment.edit")
def edit_comment(session: ClientSession, write: Write) -> Outcome:
    """Change a comment's content."""
    comment = documents.owned(session, "comments", write, "comment")
    rev = documents.edit(session, "comments", comment, write)
    return _outcome("updated", write, comment["post_id"], rev)


@write_task("comment.delete")
def delete_comment(session: ClientSession, write: Write) -> Outcome:
    """Delete a comment and take it off its post's count."""
    comment: Document = documents.owned(session, "comments", write, "comment")
    if documents.soft_delete(session, "comments", comment, write):
        posts.count_comment(session, comment["post_id"], -1)
    return _outcome("deleted", write, comment["post_id"], comment["rev"])
