"""Drift: counters and cached things that differ from the truth in MongoDB are found, counted and repaired.

A difference may be a write that is on its way from MongoDB to the cache, so each one is looked at again before it
counts as drift.
"""

from functools import partial
from itertools import chain
from time import sleep

from pymongo.client_session import ClientSession

from core.maintenance import cleanup_log
from core.platform.settings import settings
from core.reads import cache, home_indexes, indexes
from core.reads.indexes import PREFIXES, Index
from core.reads.leases import begin_generation, random_token
from core.reads.nouns import NOUNS, PURGED, Counter
from core.reads.serializers import Entry, FirstReplies
from core.servers.cache_partitions import are_together, key
from core.servers.mongo import Document, collection, transact
from core.servers.partitions import of_cache
from core.servers.redis import Store, ask_servers, cache_store
from core.servers.scan import Batches, scan
from core.servers.scripts import script
from core.servers.sharding.filters import by_id, by_ids, of_roots

KINDS = (*(counter.field for noun in NOUNS.values() for counter in noun.counters), "cached_item", "cached_index")
# Longer than a worker needs from its commit to the cache.
SETTLE_S = 1.0


def _counted(counter: Counter, ids: list[str], session: ClientSession | None = None) -> dict[str, int]:
    wanted = of_roots(counter.of, counter.by, ids) | ({"deleted": False} if counter.of in PURGED else {})
    match = {"$match": wanted | ({counter.but_not: {"$ne": True}} if counter.but_not else {})}
    group = {"$group": {"_id": f"${counter.by}", "count": {"$sum": 1}}}
    found = collection(counter.of).aggregate([match, group], session)
    return dict.fromkeys(ids, 0) | {doc["_id"]: doc["count"] for doc in found}


def _miscounted(noun: str, docs: list[Document]) -> list[str]:
    wrong: set[str] = set()
    for counter in NOUNS[noun].counters:
        counts = _counted(counter, [doc["_id"] for doc in docs])
        wrong |= {doc["_id"] for doc in docs if doc.get(counter.field, 0) != counts[doc["_id"]]}
    return [f"{noun}:{each}" for each in sorted(wrong)]


def wrong_counters(cursor: str) -> Batches:
    """Names (`post:<id>`) of items of which a counter differs from a recount."""
    first_noun, _, first_id = cursor.partition(":")
    for noun in sorted(name for name in NOUNS if NOUNS[name].counters and name >= first_noun):
        after_id = first_id if noun == first_noun else ""
        while docs := _next_counted(noun, after_id):
            after_id = docs[-1]["_id"]
            yield f"{noun}:{after_id}", _miscounted(noun, docs)


def _next_counted(noun: str, after_id: str) -> list[Document]:
    fields = [counter.field for counter in NOUNS[noun].counters]
    found = collection(NOUNS[noun].collection).find({"_id": {"$gt": after_id}}, fields)
    return list(found.sort("_id", 1).limit(settings().purge_batch))


def wrong_counters_sample(_: str) -> Batches:
    """The same for `check_sample` items of each noun that are drawn by chance."""
    for noun in (name for name in NOUNS if NOUNS[name].counters):
        drawn = collection(NOUNS[noun].collection).aggregate([{"$sample": {"size": settings().check_sample}}])
        yield "", _miscounted(noun, list(drawn))


def recount(names: list[str]) -> int:
    """Set the counters of these items to a recount, each in a transaction of its own; return how many were wrong."""
    wrong = []
    for name in names:
        noun, _, item_id = name.partition(":")
        fields = [each.field for each in NOUNS[noun].counters if transact(partial(_recount, noun, each, item_id))]
        for field in fields:
            cleanup_log.note_drift(field)
        if fields:
            wrong.append(name)
    if wrong:
        cache.read_through(wrong)
    return len(wrong)


def _recount(noun: str, counter: Counter, item_id: str, session: ClientSession) -> bool:
    count = _counted(counter, [item_id], session)[item_id]
    change = {"$set": {counter.field: count}, "$inc": {"version": 1}}
    wrong = {**by_id(item_id), counter.field: {"$ne": count}}
    return collection(NOUNS[noun].collection).update_one(wrong, change, session=session).modified_count > 0


def wrong_cache(cursor: str) -> Batches:
    """Names of cached items and indexes that differ from MongoDB, `post:<id>` or `feed:all`."""
    for next_cursor, names in scan(cache_store(), "*:*", cursor):
        yield next_cursor, _differing(names)


def wrong_cache_sample(_place: str) -> Batches:
    """The same for the feed's index and `check_sample` keys that are drawn by chance from each server."""
    drawn = chain.from_iterable(ask_servers(cache_store(), _drawn))
    names = [of_cache().without_prefix(name) for name in drawn if name.startswith(settings().key_prefix)]
    yield "", _differing(sorted({*names, Index.feed().name}))


def _drawn(server: Store) -> set[str]:
    with server.pipeline(transaction=False) as pipe:
        for _ in range(settings().check_sample):
            pipe.randomkey()
        return {name.decode() for name in pipe.execute() if name}


def mend_cache(names: list[str]) -> int:
    """Make these cached items and indexes what MongoDB says; return how many were wrong for long enough."""
    wrong = still_wrong(names)
    for name in wrong:
        _mend_item(name) if _is_item(name) else indexes.forget(name)
        cleanup_log.note_drift("cached_item" if _is_item(name) else "cached_index")
    return len(wrong)


def still_wrong(names: list[str]) -> list[str]:
    """Those of these items and indexes that differ after a moment, too: no write is on its way to them."""
    if names:
        sleep(SETTLE_S)
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
            pipe.hmget(key(name), "version", "body", "author", "card", "first_replies", "replies_cursor")
        cached = dict(zip(names, pipe.execute(), strict=True))
    true = {entry.name: entry for entry in cache.read_documents(names)}
    return [name for name in names if cached[name][0] and not _equals(cached[name], true.get(name))]


def _equals(cached: list[bytes | None], entry: Entry | None) -> bool:
    if entry is None or entry.deleted:
        return False
    first = (entry.first_replies or FirstReplies()).as_cached()
    texts = [str(entry.version).encode(), entry.body, entry.author_id.encode(), entry.summary]
    return [each or b"" for each in cached] == [*texts, *(each.encode() for each in first)]


def _index_differs(name: str) -> bool:
    rows = cache_store().zrange(key(name), 0, -1, withscores=True)
    if not rows or rows[0][0].startswith(b"!building:") or not rows[0][0].startswith(b"!"):
        return bool(rows) and not rows[0][0].startswith(b"!")
    try:
        wanted = indexes.named(name)
    except LookupError:
        return True
    held = [wanted.as_stored(row[0].decode(), int(row[1])) for row in rows[1:]]
    if wanted.kind == "home":
        wanted = home_indexes.as_filled(wanted)
        held = _without_merged(wanted, held)
    low_watermark = rows[0][0].decode()[1:]
    docs = collection(NOUNS[wanted.noun].collection).find(wanted.in_mongo(), {"created_ms": 1})
    direction = -1 if wanted.keeps == "newest" else 1
    kept = list(docs.sort([("created_ms", direction), ("_id", direction)]).limit(len(held) + 1))
    true = [(doc["_id"], int(doc["created_ms"])) for doc in kept]
    # An index that ends before the last item says nothing about what lies beyond its low watermark.
    return sorted(true[: len(held)]) != sorted(held) or (not low_watermark and len(true) > len(held))


def _without_merged(home: Index, held: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """What was pushed while the index was filled, and is merged as well, is shown once and does no harm."""
    if not home.merged:
        return held
    wanted = {**by_ids(item_id for item_id, _ in held), "author_id": {"$in": list(home.merged)}}
    merged = {doc["_id"] for doc in collection("posts").find(wanted, {"_id": 1})}
    return [each for each in held if each[0] not in merged]


def _mend_item(name: str) -> None:
    # Its watermark may be as wrong as the item, so both go, and with them every kept page, and every read lease
    # that was taken before.
    script(cache_store(), "forget_item")(name, random_token(), of=name)
    if not are_together():
        begin_generation()
    cache.read_through([name])
