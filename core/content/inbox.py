"""The inbox as its owner sees it: notices with what they are about, which comes from the cache as everywhere."""

from itertools import chain
from typing import Any

import orjson

from core.content import inbox_choices, notices
from core.content.moderation import removals
from core.platform.clock import rfc3339
from core.reads import cache
from core.reads.items import Item
from core.schemas.inbox import StoredNotice

Shown = dict[str, Any]


def page(user_id: str, limit: int, before: tuple[int, str] | None) -> tuple[list[Shown], tuple[int, str] | None]:
    """The latest notices of this user that are about something that is still there, or that a moderator has removed,
    and where the next page begins if there is one."""
    choices = inbox_choices.choices_of(user_id)
    found = notices.told(choices, limit + 1, before)
    last = found[limit - 1] if len(found) > limit else None
    return shown(found[:limit], choices.read_ms), (last["at_ms"], last["item_id"]) if last else None


def shown(told: list[StoredNotice], read_ms: int) -> list[Shown]:
    """These notices as their reader sees them, who has read until then; without those about what is gone, but
    for what a moderator has removed."""
    items = cache.get(list(dict.fromkeys(chain.from_iterable(map(_names_of, told)))))
    people = cache.author_summaries_of({actor_id for each in told for actor_id in each["actor_ids"]})
    about = [(each, _about(each, items)) for each in told]
    there = {name.partition(":")[2] for name in items}
    removed = removals.among([each["item_id"] for each in told if _is_removal(each)])
    return [
        _serialized(each, item, people, there, read_ms)
        | {"removal": removed.get(each["item_id"]) if _is_removal(each) else None}
        for each, item in about
        if item
    ]


def _is_removal(notice: StoredNotice) -> bool:
    """Whether it tells of something that was removed, and not of what came of an appeal."""
    return notice["kind"] == "moderation" and "outcome" not in notice


def _names_of(notice: StoredNotice) -> list[str]:
    """What it is about: a user, a post, or a comment, which is not there without its post."""
    item_id, post_id = notice["item_id"], notice["post_id"]
    if notice["kind"] == "invitation":
        return [f"conversation:{item_id}"]
    if not post_id:
        return [f"user:{item_id}"]
    return [f"post:{post_id}"] if item_id == post_id else [f"comment:{item_id}", f"post:{post_id}"]


def _about(notice: StoredNotice, items: dict[str, Item]) -> Shown | None:
    """What it is about, if that is still there, or what the notice keeps of it. A placeholder, which has no author, is
    nothing to be told of."""
    if "excerpt" in notice:
        return {"content": notice["excerpt"]}
    names = _names_of(notice)
    is_there = all(name in items for name in names) and (items[names[0]].author_id or not notice["post_id"])
    return dict(orjson.loads(items[names[0]].body)) if is_there else None


def _serialized(notice: StoredNotice, about: Shown, people: dict[str, bytes], there: set[str], read_ms: int) -> Shown:
    actors = [orjson.loads(people[each]) for each in reversed(notice["actor_ids"]) if each in people]
    of_comment = notice["post_id"] and notice["item_id"] != notice["post_id"]
    return {
        "id": notice["_id"].partition(":")[2],
        "kind": notice["kind"],
        "at": rfc3339(notice["at_ms"]),
        "is_unread": notice["at_ms"] > read_ms,
        "actors": actors,
        "other_count": max(0, _count_of(notice["kind"], about) - len(actors)),
        "post_id": notice["post_id"] if notice["post_id"] in there else None,
        "comment_id": notice["item_id"] if of_comment else None,
        # What moderators say is shown in full.
        "excerpt": notice.get("excerpt") or _beginning_of(notice["kind"], about)[: notices.EXCERPT_MAX],
        "reason": notice.get("reason"),
        "outcome": notice.get("outcome"),
        "until": rfc3339(notice["until_ms"]) if "until_ms" in notice else None,
    }


def _beginning_of(kind: str, about: Shown) -> str:
    # The names of people stand beside what they did.
    name = about["name"] if kind == "invitation" else ""
    return str(about.get("title") or about.get("content") or name)


def _count_of(kind: str, about: Shown) -> int:
    """How many have done it: all likes are one notice, and so are all followers."""
    return int(about.get({"like": "like_count", "follow": "follower_count"}.get(kind, ""), 0))
