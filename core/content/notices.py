"""Notices: what people are told of in their inboxes: answers, mentions, likes, followers, invitations, and what
moderators removed (docs/decisions/0036).

A notice lies with what it is about, so it is stored in the transaction of its cause, once however often that is carried
out. All likes of one item are one notice, and so are all who follow somebody; it keeps the latest of those who did it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pymongo import DeleteOne, UpdateOne
from pymongo.client_session import ClientSession

from core.content import blocks, documents
from core.content.inbox_choices import Choices
from core.identity import audit
from core.identity.audit import Act, By
from core.platform import push_settings
from core.platform.ids import NOBODY
from core.platform.settings import settings
from core.schemas.inbox import MAILED, Kind, StoredNotice
from core.schemas.stored import StoredComment, StoredPost
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, by_ids, partition
from core.writes.journal import Write

Event = dict[str, str | int]
# So many are named; the others are counted.
ACTORS_MAX = 3
# So many characters are shown of what a notice is about.
EXCERPT_MAX = 200
UNREAD_MAX = 100


@dataclass(frozen=True)
class Notice:
    """Somebody did something that this user is told of: `item_id` is what was liked, written or followed; a comment is
    in the thread of `post_id`. `left` says that it is so no longer, and how many others have still done it. `excerpt`
    is how something began that is gone; NOBODY has removed it, for this `reason`."""

    user_id: str
    kind: Kind
    item_id: str
    post_id: str
    actor_id: str
    at_ms: int
    left: int | None = None
    excerpt: str | None = None
    # What makes it another notice than one of the same kind about the same item.
    mark: str = ""
    # What else it says: `reason` of a removal, `until_ms` of a suspension.
    details: Mapping[str, str | int | None] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for all likes of one item."""
        kind = f"{self.kind}.{self.mark}" if self.mark else self.kind
        return f"{self.user_id}:{kind}:{self.item_id}"


def tell(session: ClientSession, notices: Iterable[Notice]) -> list[Notice]:
    """Store these, in their order; those of which somebody is told.

    Nobody is told of what they did themselves, nor of what somebody did whom they have blocked; and of what one person
    did to one item once, of which kind the last of them is.
    """
    wanted = {
        (each.user_id, each.item_id, each.actor_id, each.left): each
        for each in notices
        if each.user_id != each.actor_id
    }
    blocked = blocks.blockers_of({(each.user_id, each.actor_id) for each in wanted.values()})
    # What they had been told of before the block, and is so no longer, is taken back all the same.
    told = [each for each in wanted.values() if each.left is not None or (each.user_id, each.actor_id) not in blocked]
    if told:
        collection("notices").bulk_write([_change(each) for each in told], session=session)
    return [each for each in told if each.left is None]


def _change(notice: Notice) -> UpdateOne | DeleteOne:
    own = by_id(notice.id)
    if notice.left is None:
        return UpdateOne(own, _upsert(notice), upsert=True)
    return UpdateOne(own, {"$pull": {"actor_ids": notice.actor_id}}) if notice.left else DeleteOne(own)


def _upsert(notice: Notice) -> list[dict[str, Any]]:
    others = {"$filter": {"input": {"$ifNull": ["$actor_ids", []]}, "cond": {"$ne": ["$$this", notice.actor_id]}}}
    about: dict[str, Any] = {name: getattr(notice, name) for name in ("user_id", "kind", "item_id", "post_id")}
    latest = {"at_ms": {"$max": ["$at_ms", notice.at_ms]}, "p": partition(notice.id), "at": datetime.now(UTC)}
    named = [] if notice.actor_id == NOBODY else [notice.actor_id]
    actors = {"actor_ids": {"$slice": [{"$concatArrays": [others, named]}, -ACTORS_MAX]}}
    # As it was written: it may look like one of the expressions that an update has here.
    told = {**notice.details, "excerpt": notice.excerpt}
    kept = {name: {"$literal": each} for name, each in told.items() if each is not None}
    return [{"$set": about | latest | actors | kept | _due(notice)}]


def _due(notice: Notice) -> dict[str, int]:
    """When there is to be a mail about it, and when a push, before anybody has looked whether its reader wants one."""
    if notice.kind not in MAILED:
        return {}
    mail = {"mail_ms": notice.at_ms + settings().mail_delay_s * 1000} if settings().is_mail_on else {}
    return mail | ({"push_ms": notice.at_ms} if push_settings.is_on() else {})


def take_back(session: ClientSession, kind: Kind, item_id: str, user_ids: Iterable[str]) -> None:
    """Let these users be told of that no longer. Nobody else is told that it is gone."""
    gone = by_ids(f"{each}:{kind}:{item_id}" for each in user_ids)
    collection("notices").delete_many(gone, session=session)


def tell_of_comments(session: ClientSession, new: list[StoredComment]) -> dict[str, list[Event]]:
    """Tell those whom these new comments mention, and those to whom they answer, or whose post they are on; the events
    that say so, by the comment."""
    mentioned = [each for comment in new for each in of_mentions(comment, comment["told"], comment["created_ms"])]
    told = tell(session, [*mentioned, *_answered(session, new)])
    return {comment["_id"]: events(each for each in told if each.item_id == comment["_id"]) for comment in new}


def _answered(session: ClientSession, new: list[StoredComment]) -> Iterator[Notice]:
    replied = {each["_id"]: target_id for each in new if (target_id := each.get("reply_to_id"))}
    on_posts = {each["post_id"] for each in new if each["_id"] not in replied}
    comments = documents.all_stored(session, "comment", replied.values()) if replied else {}
    posts = documents.all_stored(session, "post", on_posts) if on_posts else {}
    for each in new:
        target_id = replied.get(each["_id"])
        told = comments[target_id] if target_id else posts[each["post_id"]]
        yield Notice(told["author_id"], "reply", each["_id"], each["post_id"], each["author_id"], each["created_ms"])


def tell_of_removal(session: ClientSession, item: StoredPost | StoredComment, write: Write) -> list[Event]:
    """Tell the author of this post or comment that a moderator has removed it with this write, and how it began; the
    events that say so. Who deletes what they wrote themselves is told nothing."""
    by = documents.shown_deleter(item, write)
    if by != NOBODY:
        return []
    reason = write.body.get("reason")
    act = Act(f"{write.kind.noun}.remove", item["_id"], after={"reason": reason} if reason else {})
    audit.note(By(write.actor_id, write.body.get("note", "")), act, session)
    excerpt, post_id = str(item.get("title") or item["content"])[:EXCERPT_MAX], str(item.get("post_id", item["_id"]))
    about: tuple[str, Kind, str, str, str, int]
    about = (item["author_id"], "moderation", item["_id"], post_id, by, write.at_ms)
    return events(tell(session, [Notice(*about, excerpt=excerpt, details={"reason": reason})]))


def tell_each(session: ClientSession, notices: Mapping[str, Notice]) -> dict[str, list[Event]]:
    """Store the notice of each of these writes; the events that say so, by the write's id."""
    told = {(each.actor_id, each.item_id): each for each in tell(session, notices.values())}
    begun = {write_id: each for write_id, each in notices.items() if each.left is None}
    found = {write_id: told.get((each.actor_id, each.item_id)) for write_id, each in begun.items()}
    return {write_id: events([each]) for write_id, each in found.items() if each}


def of_mentions(item: StoredPost | StoredComment, told: Iterable[str], at_ms: int) -> list[Notice]:
    """What these people are to be told, whom this post or comment mentions."""
    post_id = str(item.get("post_id", item["_id"]))
    return [Notice(each, "mention", item["_id"], post_id, item["author_id"], at_ms) for each in told]


def events(told: Iterable[Notice]) -> list[Event]:
    """The events that say to each of these people that there is something in their inbox. A mention has one already."""
    return [
        {"type": "inbox.updated", "user_id": each.user_id, "actor_id": each.actor_id}
        for each in told
        if each.kind != "mention"
    ]


def told(choices: Choices, limit: int, before: tuple[int, str] | None = None) -> list[StoredNotice]:
    """The latest notices of this user of the kinds that they want, or those after one with this time (ms) and item."""
    wanted = _of(choices)
    if before:
        at_ms, item_id = before
        wanted["$or"] = [{"at_ms": {"$lt": at_ms}}, {"at_ms": at_ms, "item_id": {"$lt": item_id}}]
    return list(collection("notices").find(wanted).sort([("at_ms", -1), ("item_id", -1)]).limit(limit))


def unread_count(choices: Choices) -> int:
    """How many notices came since the user looked last; 100 says that there are that many or more."""
    wanted = _of(choices) | {"at_ms": {"$gt": choices.read_ms}}
    return collection("notices").count_documents(wanted, limit=UNREAD_MAX)


def _of(choices: Choices) -> dict[str, Any]:
    off = {name for name, is_on in choices.kinds.items() if not is_on}
    return {"user_id": choices.user_id} | ({"kind": {"$nin": sorted(off)}} if off else {})
