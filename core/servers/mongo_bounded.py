"""MongoDB for questions that may take long: few connections, and a limit that the server keeps.

The client of everything else tells the server a limit that ends with its own (pymongo's `timeoutMS`), so a question
that takes too long looks as a server that hangs, and opens the breaker for all. Here the server gives up before.
"""

import os
from functools import lru_cache
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import AutoReconnect

from core.platform import traces
from core.platform.settings import settings
from core.servers.mongo import Document, client_and_breaker
from core.servers.mongo_listeners import Commands

# Of a process: this many of its threads may be waiting for such questions, and the others go on.
CONNECTIONS = 4
# How long after its limit the server may take to say so.
GRACE_S = 0.3


@lru_cache(maxsize=4)
def _client(url: str, time_s: float, process_id: int) -> MongoClient[Document]:
    # Made after the fork, as the other one.
    return MongoClient[Document](
        url,
        serverSelectionTimeoutMS=int(time_s * 1000),
        connectTimeoutMS=1000,
        socketTimeoutMS=int((time_s + GRACE_S) * 1000),
        maxPoolSize=CONNECTIONS,
        waitQueueTimeoutMS=int(GRACE_S * 1000),
        retryReads=False,
        readConcernLevel="majority",
        event_listeners=[Commands()] if traces.is_on() else [],
    )


def bounded(name: str) -> Collection[Any]:
    """A collection, for reads that each name a limit of at most SEARCH_TIME_S. Raises AutoReconnect at once while
    MongoDB does not answer."""
    if client_and_breaker()[1].is_open:
        raise AutoReconnect("MongoDB did not answer a moment ago.")
    return _client(settings().mongo_url, settings().search_time_s, os.getpid())[settings().mongo_db][name]
