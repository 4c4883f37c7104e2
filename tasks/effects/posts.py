"""Writes about posts."""

from collections.abc import Iterable
from dataclasses import replace

from pymongo.client_session import ClientSession

from core.content import documents, mentions, notices, posts
from core.content.gate import judging
from core.content.moderation import cases, held, removals
from core.content.notices import Event
from core.schemas.stored import StoredPost
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result, with_events
from tasks.effects.kinds import effect_of, effect_of_many


def _outcome(what: str, write: Write, rev: int, told: Iterable[str] = ()) -> Outcome:
    event: dict[str, str | int] = {"type": f"post.{what}", "post_id": write.resource_id, "actor_id": write.actor_id}
    return with_events(Outcome(event | {"rev": rev}, [f"post:{write.resource_id}"]), mentions.events(event, told))


@effect_of_many("post.create")
def create_posts(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Store posts, and tell whom they mention; or keep them for a moderator."""
    rules = judging.held_among(writes)
    results: dict[str, Result] = {**held.keep(session, [write for write in writes if write.id in rules], rules)}
    shown = [write for write in writes if write.id not in rules]
    results |= zip((write.id for write in shown), show_posts(session, shown), strict=True)
    return [results[write.id] for write in writes]


def show_posts(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Store posts that everybody sees from now on, and tell whom they mention."""
    new = posts.insert(session, writes)
    notices.tell(
        session, [each for post in new for each in notices.of_mentions(post, post["told"], post["created_ms"])]
    )
    return [_outcome("created", write, 1, post["told"]) for write, post in zip(writes, new, strict=True)]


@effect_of("post.edit")
def edit_post(session: ClientSession, write: Write) -> Outcome:
    """Change a post's title or content; or keep the change for a moderator."""
    kept = held.edit(session, "post", write)
    return kept or change_post(session, documents.owned(session, "post", write), write)


def change_post(session: ClientSession, post: StoredPost, write: Write) -> Outcome:
    """Change what everybody reads of this post, and tell whom it mentions now."""
    rev, told = mentions.edit(session, "post", post, write)
    notices.tell(session, notices.of_mentions(post, told, write.at_ms))
    return _outcome("updated", write, rev, told)


@effect_of("post.delete")
def delete_post(session: ClientSession, write: Write) -> Outcome:
    """Delete a post; its comments go out of sight with it. Whose post a moderator removes is told."""
    if kept := held.delete(session, write):
        return kept
    post = documents.owned(session, "post", write)
    held.drop(session, write.resource_id)
    told = list[Event]()
    if documents.soft_delete(session, "post", post, write):
        removals.note(session, "post", post, write)
        told = notices.tell_of_removal(session, post, write)
    cases.close_of_deleted(session, "post", post, write)
    shown = replace(write, actor_id=documents.shown_deleter(post, write))
    return with_events(_outcome("deleted", shown, post["rev"]), told)
