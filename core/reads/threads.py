"""Threads: a page of comments as JSON, each with its first replies, where Redis has not made it."""

from collections.abc import Iterable, Mapping

import orjson

from core.reads import cache
from core.reads.items import Item

NOTHING: Mapping[str, Item] = {}


def get(names: list[str]) -> tuple[list[Item], dict[str, Item]]:
    """These items in their order, and by name the first replies to those that are comments; without what is deleted."""
    found = cache.get(names, and_replies=True)
    shown = [found[name] for name in names if name in found]
    return shown, first_replies_of(shown, found)


def first_replies_of(items: Iterable[Item], known: Mapping[str, Item] = NOTHING) -> dict[str, Item]:
    """The first replies of these items by name (`comment:<id>`), without those that are deleted; `known` are asked for
    no more."""
    wanted = [name for item in items for name in names_of(item)]
    found = cache.get([name for name in wanted if name not in known])
    return found | {name: known[name] for name in wanted if name in known}


def names_of(item: Item) -> list[str]:
    """The names of the first replies of this item."""
    return [f"comment:{each}" for each in item.first_replies.ids] if item.first_replies else []


def page_json(items: Iterable[Item], replies: Mapping[str, Item]) -> bytes:
    """These items as a JSON array; comments with those of their first replies that are among `replies`."""
    return b"[" + b",".join(_json(item, replies) for item in items) + b"]"


def _json(item: Item, replies: Mapping[str, Item]) -> bytes:
    if item.first_replies is None:
        return item.json()
    shown = b",".join(replies[name].json() for name in names_of(item) if name in replies)
    cursor = orjson.dumps(item.first_replies.cursor)
    return item.json()[:-1] + b',"first_replies":[' + shown + b'],"replies_cursor":' + cursor + b"}"
