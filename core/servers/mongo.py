"""MongoDB: the client, and the transaction that makes a write take effect once."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Literal, TypeVar, overload

import pymongo
from bson.errors import BSONError
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    DocumentTooLarge,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WaitQueueTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from core.platform import traces
from core.platform.settings import settings
from core.schemas.held import StoredHeld
from core.schemas.inbox import StoredInbox, StoredNotice
from core.schemas.lessons import StoredLesson
from core.schemas.moderation import StoredCase, StoredReport
from core.schemas.push import StoredPushSubscription
from core.schemas.removals import StoredRemoval
from core.schemas.stored import (
    LedgerNote,
    StoredBlock,
    StoredComment,
    StoredFollow,
    StoredHandle,
    StoredLike,
    StoredLook,
    StoredMessage,
    StoredPost,
    StoredRevision,
    StoredUser,
)
from core.schemas.stored_accounts import StoredAddress
from core.schemas.stored_conversations import StoredConversation, StoredInvitation, StoredMembership
from core.schemas.stored_exports import StoredExport
from core.servers.breaker import Breaker
from core.servers.mongo_listeners import Answers, Commands, Primary
from core.servers.sharding.layout import COLLECTIONS
from core.servers.timeouts import timeouts

Document = dict[str, Any]
T = TypeVar("T")
UNAVAILABLE = (ConnectionFailure, ExecutionTimeout, WaitQueueTimeoutError)
# BadValue ("object to insert too large"), BSONObjectTooLarge and TransactionTooLarge, of MongoDB's error codes.
UNSTORABLE = frozenset({2, 10334, 257})


@lru_cache(maxsize=4)
def _client(url: str, timeout_s: float, process_id: int) -> tuple[MongoClient[Document], Breaker]:
    # One client per process, made after the fork: pymongo's is not fork-safe.
    breaker = Breaker("mongo")
    client = MongoClient[Document](
        url,
        serverSelectionTimeoutMS=int(timeout_s * 900),
        connectTimeoutMS=1000,
        timeoutMS=int(timeout_s * 1000),
        maxPoolSize=32,
        waitQueueTimeoutMS=500,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        event_listeners=[Answers(breaker), Primary(breaker), *([Commands()] if traces.is_on() else [])],
    )
    return client, breaker


def client_and_breaker() -> tuple[MongoClient[Document], Breaker]:
    """The client of this process, and whether MongoDB answers, as this process knows it."""
    return _client(settings().mongo_url, timeouts().mongo_s, os.getpid())


def db() -> Database[Document]:
    """The database of this process. Reads and writes are majority, journaled."""
    return client_and_breaker()[0][settings().mongo_db]


@overload
def collection(name: Literal["users"]) -> Collection[StoredUser]: ...
@overload
def collection(name: Literal["posts"]) -> Collection[StoredPost]: ...
@overload
def collection(name: Literal["comments"]) -> Collection[StoredComment]: ...
@overload
def collection(name: Literal["messages"]) -> Collection[StoredMessage]: ...
@overload
def collection(name: Literal["conversations"]) -> Collection[StoredConversation]: ...
@overload
def collection(name: Literal["addresses"]) -> Collection[StoredAddress]: ...
@overload
def collection(name: Literal["handles"]) -> Collection[StoredHandle]: ...
@overload
def collection(name: Literal["handle_looks"]) -> Collection[StoredLook]: ...
@overload
def collection(name: Literal["memberships"]) -> Collection[StoredMembership]: ...
@overload
def collection(name: Literal["invitations"]) -> Collection[StoredInvitation]: ...
@overload
def collection(name: Literal["blocks"]) -> Collection[StoredBlock]: ...
@overload
def collection(name: Literal["likes"]) -> Collection[StoredLike]: ...
@overload
def collection(name: Literal["revisions"]) -> Collection[StoredRevision]: ...
@overload
def collection(name: Literal["notices"]) -> Collection[StoredNotice]: ...
@overload
def collection(name: Literal["inboxes"]) -> Collection[StoredInbox]: ...
@overload
def collection(name: Literal["push_subscriptions"]) -> Collection[StoredPushSubscription]: ...
@overload
def collection(name: Literal["exports"]) -> Collection[StoredExport]: ...
@overload
def collection(name: Literal["follows"]) -> Collection[StoredFollow]: ...
@overload
def collection(name: Literal["reports"]) -> Collection[StoredReport]: ...
@overload
def collection(name: Literal["cases"]) -> Collection[StoredCase]: ...
@overload
def collection(name: Literal["removals"]) -> Collection[StoredRemoval]: ...
@overload
def collection(name: Literal["ledger"]) -> Collection[LedgerNote]: ...
@overload
def collection(name: Literal["held"]) -> Collection[StoredHeld]: ...
@overload
def collection(name: Literal["lessons"]) -> Collection[StoredLesson]: ...
@overload
def collection(name: str) -> Collection[Any]: ...
def collection(name: str) -> Collection[Any]:
    """One collection of the database, for one call. Raises AutoReconnect at once while MongoDB does not answer."""
    if not client_and_breaker()[1].allows():
        raise AutoReconnect("MongoDB did not answer a moment ago.")
    return db()[name]


def transact(effect: Callable[[ClientSession], T]) -> T:
    """Run `effect(session)` in one transaction, again on a conflict; what it returns or raises comes through."""
    with db().client.start_session() as session:
        return session.with_transaction(
            effect, read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority", j=True)
        )


def without_deadline() -> AbstractContextManager[None]:
    """Let the calls inside take as long as they need."""
    # With None, the client's own timeoutMS would hold (pymongo._csot.apply).
    return pymongo.timeout(0)


def ensure_indexes() -> list[str]:
    """Create each index that is missing, however long that takes; return the names of all, as `collection.index`."""
    names = []
    with without_deadline():
        for name, layout in COLLECTIONS.items():
            if models := layout.wanted():
                names += [f"{name}.{index}" for index in collection(name).create_indexes(models)]
    return names


def is_unavailable(error: BaseException) -> bool:
    """Whether this failure says that MongoDB could not be reached or had no primary, not that the call was wrong."""
    return isinstance(error, UNAVAILABLE) or (
        isinstance(error, PyMongoError) and (error.timeout or _is_transient(error))
    )


def is_unstorable(error: BaseException) -> bool:
    """Whether this failure says that what was to be stored never can be: too large, or nothing that BSON knows."""
    codes = {error.code} if isinstance(error, OperationFailure) else set()
    if isinstance(error, BulkWriteError):
        codes |= {each["code"] for each in error.details["writeErrors"]}
    return isinstance(error, DocumentTooLarge | BSONError | OverflowError | UnicodeError) or bool(codes & UNSTORABLE)


def _is_transient(error: PyMongoError) -> bool:
    labels = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")
    return any(error.has_error_label(label) for label in labels)
