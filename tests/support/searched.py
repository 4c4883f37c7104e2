"""Everything that the stores hold, as text in which a test looks for what should not be there."""

from collections.abc import Iterator
from typing import Any

from core.servers.mongo import db
from core.servers.redis import cache_store, journal, key


def documents() -> Iterator[tuple[str, str]]:
    """Each document of MongoDB: its collection, and what it says."""
    for name in db().list_collection_names():
        for document in db()[name].find():
            yield name, str(document)


def keys_of(store: Any) -> Iterator[tuple[str, str]]:
    """Each key of this Redis: its name, and both that and what it holds."""
    for name in store.scan_iter(match="*"):
        yield name.decode(), f"{name!r} {_held(store, name)}"


def _held(store: Any, name: bytes) -> str:
    kinds = {b"string": "get", b"hash": "hgetall", b"set": "smembers", b"list": "lrange", b"zset": "zrange"}
    kind = store.type(name)
    if kind == b"stream":
        return str(store.xrange(name))
    more = (0, -1) if kind in (b"list", b"zset") else ()
    return str(getattr(store, kinds[kind])(name, *more)) if kind in kinds else ""


def traces(*words: str) -> list[str]:
    """Where in MongoDB, the journal and the cache any of these is."""
    found = [name for name, text in documents() if _has(text, words)]
    for label, store in (("journal", journal()), ("cache", cache_store())):
        found += [
            f"{label} {name}"
            for name, text in keys_of(store)
            if (key("") in name or label == "cache") and _has(text, words)
        ]
    return found


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(each in text for each in words)
