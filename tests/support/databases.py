"""The databases of tests. Indexes take longer to make than most tests: one that a test leaves empty is used again."""

import uuid
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from core.servers.sharding import filters
from core.servers.sharding.layout import COLLECTIONS


class Databases:
    """The names of databases with all indexes and nothing else."""

    def __init__(self) -> None:
        self._empty: list[str] = []

    def take(self) -> str:
        """The name of an empty database, which has its indexes already, or of a new one."""
        return self._empty.pop() if self._empty else f"t{uuid.uuid4().hex[:12]}"

    def give_back(self, url: str, name: str) -> None:
        """Empty this database, or drop it if it has anything that is not of the application."""
        # A client of its own, as patient as a busy machine needs.
        with MongoClient[dict[str, Any]](url) as client:
            if _is_emptied(client[name]):
                self._empty.append(name)
            else:
                client.drop_database(name)
        # What is remembered of a database by its name.
        filters._scattered.cache_clear()


def _is_emptied(database: Database[dict[str, Any]]) -> bool:
    names = database.list_collection_names()
    if not names or any(_has_others(database, name) for name in names):
        return False
    for name in names:
        if database[name].find_one({}, {"_id": 1}):
            database[name].delete_many({})
    return True


def _has_others(database: Database[dict[str, Any]], name: str) -> bool:
    if name not in COLLECTIONS:
        return True
    wanted = {index.document["name"] for index in COLLECTIONS[name].wanted()}
    return bool(set(database[name].index_information()) - wanted - {"_id_"})
