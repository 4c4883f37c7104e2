"""Drift: counters and cached things that differ from the truth in MongoDB are found, counted and repaired.

A difference may be a write that is on its way from MongoDB to the cache, so each one is looked at again before it
counts as drift.
"""

import time
from functools import partial

from pymongo.client_session import ClientSession

from core.maintenance import cleanup_log
from core.platform.settings import settings
from core.reads import cache, indexes
from core.reads.indexes import PREFIXES, Index
from core.reads.serializers import NOUNS, Entry
from core.schemas.stored import StoredPost
from core.servers.mongo import collection, db, transact
from core.servers.redis import cache_store, key
from core.servers.scan import Batches, scan
from core.servers.scripts import script

KINDS = ("comment_count", "cached_item", "cached_index")
# Longer than a worker needs from its commit to the cache.
SETTLE_S = 1.0


def _counted(post_ids: list[str], session: ClientSession | None = None) -> dict[str, int]:
    match = {"$match": {"post_id": {"$in": post_ids}, "deleted": False}}
    group = {"$group": {"_id": "$post_id", "count": {"$sum": 1}}}
    counts = dict.fromkeys(post_ids, 0)
    return counts | {doc["_id"]: doc["count"] for doc in db()["comments"].aggregate([match, group], session)}


def _miscounted(posts: list[StoredPost]) -> list[str]:
    counts = _counted([post["_id"] for post in posts])
    return [post["_id"] for post in posts if post["comment_count"] != counts[post["_id"]]]


def wrong_counters(cursor: str) -> Batches:
    """Ids of posts whose comment counter differs from a recount."""
    while True:
        found = collection("posts").find({"_id": {"$gt": cursor}}, {"comment_count": 1})
        posts = list(found.sort("_id", 1).limit(settings().purge_batch))
        if not posts:
            return
        cursor = posts[-1]["_id"]
        yield cursor, _miscounted(posts)


def wrong_counters_sample(_: str) -> Batches:
    """The same for `check_sample` posts that are drawn by chance."""
    drawn = collection("posts").aggregate([{"$sample": {"size": settings().check_sample}}])
    yield "", _miscounted(list(drawn))


def recount(post_ids: list[str]) -> int:
    """Set the counters of these posts to a recount, each in a transaction of its own; return how many were wrong."""
    wrong = [post_id for post_id in post_ids if transact(partial(_recount, post_id))]
    if wrong:
        cleanup_log.note_drift(KINDS[0], len(wrong))
        cache.read_through([f"post:{post_id}" for post_id in wrong])
    return len(wrong)


def _recount(post_id: str, session: ClientSession) -> bool:
    count = _counted([post_id], session)[post_id]
    change = {"$set": {"comment_count": count}, "$inc": {"version": 1}}
    wrong = {"_id": post_id, "comment_count": {"$ne": count}}
    return collection("posts").update_one(wrong, change, session=session).modified_count > 0


def wrong_cache(cursor: str) -> Batches:
    """Names of cached items and indexes that differ from MongoDB, `post:<id>` or `feed:all`."""
    for next_cursor, names in scan(cache_store(), "*:*", cursor):
        yield next_cursor, _differing(names)


def wrong_cache_sample(_place: str) -> Batches:
    """The same for the feed's index and `check_sample` keys that are drawn by chance."""
    with cache_store().pipeline(transaction=False) as pipe:
        for _ in range(settings().check_sample):
            pipe.randomkey()
        drawn = {name.decode() for name in pipe.execute() if name}
    names = [name.removeprefix(key("")) for name in drawn if name.startswith(key(""))]
    yield "", _differing(sorted({*names, Index.feed().name}))


def mend_cache(names: list[str]) -> int:
    """Make these cached items and indexes what MongoDB says; return how many were wrong for long enough."""
    wrong = still_wrong(names)
    for name in wrong:
        _mend_item(name) if _is_item(name) else indexes.forget(name)
        cleanup_log.note_drift(KINDS[1] if _is_item(name) else KINDS[2])
    return len(wrong)


def still_wrong(names: list[str]) -> list[str]:
    """Those of these items and indexes that differ after a moment, too: no write is on its way to them."""
    if names:
        time.sleep(SETTLE_S)
    return _differing(names)


def _is_item(name: str) -> bool:
    return name.partition(":")[0] in NOUNS


def _differing(names: list[str]) -> list[str]:
    items = [name for name in names if _is_item(name)]
    indexes = [name for name in names if name.startswith(PREFIXES)]
    return [*_differing_items(items), *filter(_index_differs, indexes)]


def _differing_items(names: list[str]) -> list[str]:
    if not names:
        return []
    with cache_store().pipeline(transaction=False) as pipe:
        for name in names:
            pipe.hmget(key(name), "version", "body", "author", "card")
        cached = dict(zip(names, pipe.execute(), strict=True))
    true = {entry.name: entry for entry in cache.read_documents(names)}
    return [name for name in names if cached[name][0] and not _equals(cached[name], true.get(name))]


def _equals(cached: list[bytes], entry: Entry | None) -> bool:
    if entry is None or entry.deleted:
        return False
    return cached == [str(entry.version).encode(), entry.body, entry.author_id.encode(), entry.summary]


def _index_differs(name: str) -> bool:
    rows = cache_store().zrange(key(name), 0, -1, withscores=True)
    if not rows or rows[0][0].startswith(b"!building:") or not rows[0][0].startswith(b"!"):
        return bool(rows) and not rows[0][0].startswith(b"!")
    try:
        wanted = indexes.named(name)
    except LookupError:
        return True
    held = [wanted.as_stored(row[0].decode(), int(row[1])) for row in rows[1:]]
    low_watermark = rows[0][0].decode()[1:]
    docs = collection(NOUNS[wanted.noun][0]).find(wanted.match | {"deleted": False}, {"created_ms": 1})
    direction = -1 if wanted.keeps == "newest" else 1
    kept = list(docs.sort([("created_ms", direction), ("_id", direction)]).limit(len(held) + 1))
    true = [(doc["_id"], int(doc["created_ms"])) for doc in kept]
    # An index that ends before the last item says nothing about what lies beyond its low watermark.
    return sorted(true[: len(held)]) != sorted(held) or (not low_watermark and len(true) > len(held))


def _mend_item(name: str) -> None:
    # Its watermark may be as wrong as the item, so both go, and with them every kept page, and every read lease
    # that was taken before.
    script(cache_store(), "forget_item")(name, cache.random_token())
    cache.read_through([name])
