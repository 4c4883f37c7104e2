"""The engine that needs nothing but MongoDB."""

from pymongo.errors import ExecutionTimeout, OperationFailure

from core.platform.problems import unavailable
from core.reads.search.engine import Found, Kind, Page, too_slow
from core.reads.search.mongo import newest, people, ranked
from core.reads.search.words import Query

# IndexNotFound, of MongoDB's error codes.
NO_INDEX = 27


class MongoEngine:
    """Finds by the text index of each collection (core/servers/sharding/layout.py)."""

    def find(self, kind: Kind, query: Query, page: Page) -> Found:
        """As an engine promises. Raises Problem 400 and 503, and pymongo's errors while MongoDB does not answer."""
        try:
            return people.find(query, page) if kind == "people" else _items(kind, query, page)
        except ExecutionTimeout:
            raise too_slow() from None
        except OperationFailure as error:
            if error.code == NO_INDEX:
                # Until the migration has made it.
                raise unavailable("Search") from None
            raise


def _items(name: str, query: Query, page: Page) -> Found:
    if page.after.startswith("n"):
        return newest.find(name, query, page)
    chosen = 0 if page.after else ranked.choose(name, query, page)
    if chosen is None:
        return newest.find(name, query, page)
    return ranked.find(name, query, page, chosen)
