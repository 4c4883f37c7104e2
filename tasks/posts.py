"""Writes about posts."""

from pymongo.client_session import ClientSession

from core import documents, posts
from core.journal import Write
from core.ledger import Outcome
from tasks.writes import write_task


def _outcome(what: str, write: Write, rev: int) -> Outcome:
    event: dict[str, str | int] = {"type": f"post.{what}", "post_id": write.resource_id, "actor_id": write.actor_id}
    return Outcome(event | {"rev": rev}, [f"post:{write.resource_id}"])


@write_task("post.create")
def create_post(session: ClientSession, write: Write) -> Outcome:
    """Store a post."""
    posts.insert(session, write)
    return _outcome("created", write, 1)


@write_task("post.edit")
def edit_post(session: ClientSession, write: Write) -> Outcome:
    """Change a post's title or content."""
    post = documents.owned(session, "posts", write, "post")
    return _outcome("updated", write, documents.edit(session, "posts", post, write))


@write_task("post.delete")
def delete_post(session: ClientSession, write: Write) -> Outcome:
    """Delete a post; its comments go out of sight with it."""
    post = documents.owned(session, "posts", write, "post")
    documents.soft_delete(session, "posts", post, write)
    return _outcome("deleted", write, post["rev"])
