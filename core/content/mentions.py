"""Mentions: whom a post or comment means by `@handle`, whom that is told, and how the text is shown.

Handles are resolved when a write is applied. As all that is about persons, that and blocks are asked outside of the
transaction (docs/decisions/0020), once for a whole batch. A person who is told of is in `told` of the item and gets the
event `mention.created`, in the same transaction and never twice: an inbox or a mail begins with either
(docs/decisions/0032).
"""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from pymongo.client_session import ClientSession

from core.content import blocks, documents
from core.content.documents import ItemNoun
from core.identity import handles
from core.platform import markdown
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored import StoredComment, StoredMentions, StoredPost
from core.writes.journal import Write

Event = dict[str, str | int]
# An item that is edited again and again tells no more people than these.
TOLD_MAX = 100


class RichText(TypedDict):
    """A text in Markdown, its HTML, and whom it mentions."""

    content: str
    content_html: str
    mentions: list[str]


def check_count(content: str) -> None:
    """Raises Problem 422 when this text has more than MENTIONS_MAX different handles. Whether they are anybody's is not
    asked: so no server has to answer before it can be accepted."""
    count, most = len(markdown.mentioned(content)), settings().mentions_max
    if count > most:
        detail = f"A text mentions at most {most} different people; this one has {count} different @handles."
        errors = [{"pointer": "/content", "message": detail}]
        raise Problem(ProblemKind.TOO_MANY_MENTIONS, detail, errors=errors)


def rich(writes: Iterable[Write], contents: Mapping[str, str]) -> dict[str, RichText]:
    """The fields of posts or comments with these contents, by the ids of their writes."""
    # What was accepted by a version that knew no limit has none.
    named = {each: markdown.mentioned(text)[: settings().mentions_max] for each, text in contents.items()}
    owners = handles.owners_of({handle for some in named.values() for handle in some})
    people = {each: [owners[handle] for handle in some if handle in owners] for each, some in named.items()}
    authors = {write.id: write.actor_id for write in writes}
    pairs = {(who, authors[each]) for each, some in people.items() for who in some if who != authors[each]}
    blocked = blocks.blockers_of(pairs)
    return {
        each: {
            "content": text,
            "content_html": markdown.render(text, owners),
            "mentions": [who for who in dict.fromkeys(people[each]) if (who, authors[each]) not in blocked],
        }
        for each, text in contents.items()
    }


def preview(content: str) -> str:
    """The HTML that a post or comment of this content would have; it tells nobody."""
    named = markdown.mentioned(content)[: settings().mentions_max]
    return markdown.render(content, handles.owners_of(named))


def edit(
    session: ClientSession, noun: ItemNoun, item: StoredPost | StoredComment, write: Write
) -> tuple[int, list[str]]:
    """Change this post or comment as `documents.edit`; its revision, and the ids of whom that tells of a mention."""
    content = documents.newer_changes(item, write).get("content")
    if content is None:
        return documents.edit(session, noun, item, write), []
    text = rich([write], {write.id: content})[write.id]
    told = newly_told(text["mentions"], write.actor_id, item)
    more = {**text, "told": [*item.get("told", ()), *told]}
    return documents.edit(session, noun, item, write, more), told


def newly_told(mentions: Iterable[str], author_id: str, item: StoredMentions | None = None) -> list[str]:
    """Those of these people whom `item`, as it is stored, has not told yet; its author needs no telling."""
    before = item.get("told", []) if item else []
    return [each for each in mentions if each not in before and each != author_id][: TOLD_MAX - len(before)]


def events(about: Event, told: Iterable[str]) -> list[Event]:
    """The events that tell these people, each alone, that the item of this event mentions them."""
    kept = {name: each for name, each in about.items() if name in ("post_id", "comment_id", "actor_id")}
    return [{"type": "mention.created", **kept, "user_id": each} for each in told]
