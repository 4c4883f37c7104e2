"""Migrations: numbered steps from one shape of the stored data to the next, one at a time, resumable, under a lock."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import structlog
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from core.identity import handles
from core.maintenance import shards, writers
from core.platform import markdown, markdown_mentions
from core.platform.settings import settings
from core.reads import cache
from core.schemas.pictures import HASH
from core.servers.mongo import collection, ensure_indexes, without_deadline
from core.servers.sharding.filters import by_ids

LOCK = timedelta(seconds=60)
_log = structlog.get_logger()


class SchemaError(SystemExit):
    """The stored data and this code do not fit together; the message says what to do."""


@dataclass(frozen=True)
class Migration:
    """`step(cursor)` does one batch from there on and returns the next cursor, or None when all is done.

    A step may run twice, and readers and writers of the shape before it may be at work meanwhile.
    """

    number: int
    name: str
    step: Callable[[str], str | None]


def _indexes(_: str) -> None:
    ensure_indexes()


def _banned(cursor: str) -> str | None:
    found = collection("users").find({"_id": {"$gt": cursor}}, {"_id": 1}).sort("_id", 1).limit(settings().purge_batch)
    ids = [user["_id"] for user in found]
    collection("users").update_many({"_id": {"$in": ids}, "banned": {"$exists": False}}, {"$set": {"banned": False}})
    return ids[-1] if ids else None


def _html(name: str, cursor: str) -> str | None:
    """Render what has another HTML than its content gives now; the version tells the cache which one is newer."""
    batch = list(collection(name).find({"_id": {"$gt": cursor}}).sort("_id", 1).limit(settings().purge_batch))
    stale = [(doc, html) for doc in batch if (html := _html_now(doc)) != doc.get("content_html")]
    for doc, html in stale:
        same = {"_id": doc["_id"], "content": doc["content"]}
        counted = {"$inc": {"version": 1}} if "version" in doc else {}
        collection(name).update_one(same, {"$set": {"content_html": html}, **counted})
    # Earlier versions of a text are not cached.
    cache.read_through([f"{name.removesuffix('s')}:{doc['_id']}" for doc, _ in stale if "version" in doc])
    return batch[-1]["_id"] if batch else None


def _html_now(doc: dict[str, Any]) -> str | None:
    """The HTML that this document has now; its mentions lead to whom they have led to, whoever has the handle today."""
    html: str | None = doc.get("content_html")
    people = markdown_mentions.people_of(html or "")
    return html if people is None else markdown.render(doc["content"], people)


def _give_handles(cursor: str) -> str | None:
    """Give the users of one batch a handle who have none."""
    found = collection("users").find({"_id": {"$gt": cursor}}, {"handle": 1}).sort("_id", 1)
    batch = list(found.limit(settings().purge_batch))
    given = [user["_id"] for user in batch if not user.get("handle") and handles.give(user["_id"])]
    cache.read_through([f"user:{each}" for each in given])
    return batch[-1]["_id"] if batch else None


def _note_looks(cursor: str) -> str | None:
    """Note what the handles of the users of one batch look like."""
    found = collection("users").find({"_id": {"$gt": cursor}}, {"handle": 1, "kept_handles": 1}).sort("_id", 1)
    batch = list(found.limit(settings().purge_batch))
    for user in batch:
        handles.note_looks(user)
    return batch[-1]["_id"] if batch else None


def _with_indexes(step: Callable[[str], str | None], cursor: str) -> str | None:
    """One step over documents of a collection that is new."""
    if not cursor:
        ensure_indexes()
    return step(cursor)


def _drop_addresses(cursor: str) -> str | None:
    """Leave the users of one batch without a picture whose picture is an address elsewhere."""
    found = collection("users").find({"_id": {"$gt": cursor}}, {"profile_img": 1}).sort("_id", 1)
    batch = list(found.limit(settings().purge_batch))
    old = [user["_id"] for user in batch if user["profile_img"] and not HASH.fullmatch(user["profile_img"])]
    # Of a user who sends a picture meanwhile, this leaves that.
    elsewhere = {**by_ids(old), "profile_img": {"$regex": "^https?:"}}
    collection("users").update_many(elsewhere, {"$set": {"profile_img": None}, "$inc": {"version": 1}})
    cache.read_through([f"user:{each}" for each in old])
    return batch[-1]["_id"] if batch else None


MIGRATIONS = (
    Migration(1, "indexes of posts, comments, users and the ledger", _indexes),
    Migration(2, "every user says whether they are banned", _banned),
    Migration(3, "posts have their HTML beside their Markdown", partial(_html, "posts")),
    Migration(4, "comments have their HTML beside their Markdown", partial(_html, "comments")),
    Migration(5, "posts have HTML that is bounded and lacks nothing", partial(_html, "posts")),
    Migration(6, "comments have HTML that is bounded and lacks nothing", partial(_html, "comments")),
    Migration(7, "every document has the partition that its id names", shards.name_partitions),
    Migration(8, "every address has a document of its own", shards.note_addresses),
    Migration(9, "every membership has a document of its own", shards.note_memberships),
    Migration(10, "indexes of likes and replies", _indexes),
    Migration(11, "indexes of what is liked", _indexes),
    Migration(12, "indexes of earlier versions", _indexes),
    Migration(13, "indexes of handles, and every user has one", _give_handles),
    Migration(14, "indexes of search", _indexes),
    Migration(15, "indexes of notices", _indexes),
    Migration(16, "indexes of follows", _indexes),
    Migration(17, "indexes of mails that wait", _indexes),
    Migration(18, "indexes of push subscriptions, and of pushes that wait", _indexes),
    Migration(19, "posts have boxes for tasks, and pictures are links", partial(_html, "posts")),
    Migration(20, "comments have the same", partial(_html, "comments")),
    Migration(21, "earlier versions have the same", partial(_html, "revisions")),
    Migration(22, "no picture is an address elsewhere", _drop_addresses),
    Migration(23, "indexes of mails about accounts, and of the audit log", _indexes),
    Migration(24, "indexes of invitations", _indexes),
    Migration(25, "direct conversations say who has written in them", writers.note),
    Migration(26, "indexes of reports and cases", _indexes),
    Migration(27, "every handle is noted by what it looks like", partial(_with_indexes, _note_looks)),
)
CURRENT = MIGRATIONS[-1].number


def stored_version() -> int:
    """The number of the last migration that the stored data has seen; 0 for an empty database."""
    state = collection("meta").find_one({"_id": "schema"})
    return int(state["version"]) if state else 0


def check() -> int:
    """How many migrations the stored data lacks. Raises SchemaError when it is newer than this code."""
    version = stored_version()
    if version > CURRENT:
        raise SchemaError(
            f"Cannot start: the stored data has schema {version}, and this version of the code knows {CURRENT}. "
            "Start the newer version, or restore the backup that was made before the upgrade."
        )
    return CURRENT - version


def check_at_start() -> None:
    """Stop a process whose code is older than the stored data. Raises SchemaError.

    A start without MongoDB goes on: writes are accepted without it. So does one on older data, with a warning, but
    for one with several shards: its queries would not find what is not prepared for them.
    """
    try:
        behind = check()
        is_ready = settings().mongo_shards == 1 or shards.is_prepared()
    except PyMongoError as error:
        _log.warning("schema_unknown", error=type(error).__name__)
        return
    if not is_ready:
        raise SchemaError(
            f"Cannot start: MONGO_SHARDS is {settings().mongo_shards}, and the stored data is not prepared for that. "
            "When no process of an older version runs any more: flask admin db migrate"
        )
    if behind:
        _log.warning("schema_behind", migrations=behind, do="flask admin db migrate")


def migrate(progress: Callable[[Migration, str], object] = lambda *_: None) -> int:
    """Carry out the migrations that the stored data lacks; return how many. `progress` is told after each batch.

    With several shards, the data is prepared for them as well, once (core/maintenance/shards.py). Raises SchemaError
    when another process is migrating, the stored data is newer than this code, or older and not prepared for shards.
    """
    if 0 < check() < CURRENT and settings().mongo_shards > 1 and not shards.is_prepared():
        raise SchemaError("Migrate with MONGO_SHARDS=1 first: queries on several shards do not find what is older.")
    owner = uuid.uuid4().hex
    state = _lock(owner)
    done = 0
    try:
        for migration in MIGRATIONS:
            if migration.number > state["version"]:
                _carry_out(migration, owner, state, progress)
                done += 1
        if settings().mongo_shards > 1 and not shards.is_prepared():
            with without_deadline():
                shards.prepare(partial(_keep_lock, owner))
    finally:
        collection("meta").update_one({"_id": "schema", "owner": owner}, {"$set": {"owner": None}})
    # Not a migration: an index that was added or lost is made with every run.
    ensure_indexes()
    return done


def _lock(owner: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    free = {"_id": "schema", "$or": [{"owner": None}, {"until": {"$lt": now}}]}
    change = {"$set": {"owner": owner, "until": now + LOCK}, "$setOnInsert": {"version": 0, "place": ""}}
    try:
        state = collection("meta").find_one_and_update(free, change, upsert=True, return_document=ReturnDocument.AFTER)
    except DuplicateKeyError:
        raise SchemaError("Another process is migrating; wait until it has finished.") from None
    return cast(dict[str, Any], state)


def _carry_out(
    migration: Migration, owner: str, state: dict[str, Any], progress: Callable[[Migration, str], object]
) -> None:
    cursor: str | None = state["place"]
    while cursor is not None:
        with without_deadline():
            cursor = migration.step(cursor)
        progress(migration, cursor or "")
        _note(owner, {"place": cursor or "", "until": datetime.now(UTC) + LOCK})
    state |= {"version": migration.number, "place": ""}
    _note(owner, {"version": migration.number, "place": ""})


def _keep_lock(owner: str) -> None:
    _note(owner, {"until": datetime.now(UTC) + LOCK})


def _note(owner: str, change: dict[str, Any]) -> None:
    if not collection("meta").update_one({"_id": "schema", "owner": owner}, {"$set": change}).matched_count:
        raise SchemaError("Another process took the lock; start again.")
