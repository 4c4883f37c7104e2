"""People: first those whose name begins with what is looked for, in the order of names, then those whose name has its
words somewhere."""

import re
from dataclasses import replace

from core.reads.cursors import bad_cursor
from core.reads.search.engine import Found, Page
from core.reads.search.mongo import ranked
from core.reads.search.words import Query
from core.servers.mongo import Document
from core.servers.mongo_bounded import bounded
from core.servers.sharding.layout import FOLDED, NAMES

# Which of NAMES, and behind whom in its order: the id, and the name as it was.
PLACE = re.compile(r"b(\d)(?:-([0-9a-f]{24})-(.*))?", re.DOTALL)
# Where those with the words begin.
WORDS = "w"
# Behind every letter, in the order of the Unicode Collation Algorithm as CLDR has it.
LAST = "\uffff"


def find(query: Query, page: Page) -> Found:
    """A page of them. Raises Problem 400."""
    if page.after == WORDS or page.after.startswith("r"):
        return _with_words(query, replace(page, after=page.after.removeprefix(WORDS)))
    match = PLACE.fullmatch(page.after or "b0")
    if not match or int(match[1]) >= len(NAMES):
        raise bad_cursor()
    ids: list[str] = []
    for n in range(int(match[1]), len(NAMES)):
        behind = match if n == int(match[1]) else None
        docs = _beginning(n, query, page, page.limit + 1 - len(ids), behind)
        ids += [doc["_id"] for doc in docs]
        if len(ids) > page.limit:
            last = docs[-2] if len(docs) > 1 else None
            return Found(ids[: page.limit], f"b{n}-{last['_id']}-{last[NAMES[n]]}" if last else f"b{n}")
    if len(ids) == page.limit:
        return Found(ids, WORDS if _with_words(query, replace(page, after="", limit=1)).ids else "")
    rest = _with_words(query, replace(page, after="", limit=page.limit - len(ids)))
    return Found(ids + rest.ids, rest.after)


def _begins(query: Query, fields: tuple[str, ...]) -> list[Document]:
    text = query.text.removeprefix("@")
    return [{each: {"$gte": text, "$lt": text + LAST}} for each in fields]


def _beginning(n: int, query: Query, page: Page, limit: int, behind: re.Match[str] | None) -> list[Document]:
    """Those of whom this field begins so, and none of those before it."""
    field = NAMES[n]
    parts = _begins(query, (field,))
    if n:
        parts.append({"$nor": _begins(query, NAMES[:n])})
    if behind and behind[2]:
        tie = {field: behind[3], "_id": {"$gt": behind[2]}}
        parts.append({"$or": [{field: {"$gt": behind[3]}}, tie]})
    found = bounded("users").find({"$and": parts}, {field: 1}).collation(FOLDED)
    return list(found.sort([(field, 1), ("_id", 1)]).limit(limit).max_time_ms(page.left_ms()))


def _with_words(query: Query, page: Page) -> Found:
    """Those who are not found by the beginning. A name that so many have is looked for there alone."""
    chosen = 0 if page.after else ranked.choose("users", query, page)
    if chosen is None:
        return Found([], "")
    return ranked.find("users", query, page, chosen, {"$nor": _begins(query, NAMES)})
