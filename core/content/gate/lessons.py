"""Lessons: what moderators decide about texts is remembered as the words of these, so that the gate can learn from it
(GATE_LEARN, docs/decisions/0059).

A later decision about the same item takes the place of the earlier one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pymongo.client_session import ClientSession

from core.content.gate.texts import said
from core.content.gate.word_list import folded
from core.platform.settings import settings
from core.schemas.lessons import StoredLesson
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, partition

WORDS_MAX, LENGTHS = 300, range(2, 31)


def words_of(text: str) -> list[str]:
    """The different words of a text, by which it is compared; of a long text the first WORDS_MAX."""
    each_once = dict.fromkeys(word for word in folded(text).split() if len(word) in LENGTHS)
    return sorted(list(each_once)[:WORDS_MAX])


def note(
    session: ClientSession, item_id: str, author_id: str, fields: Mapping[str, Any], *, is_spam: bool, at_ms: int
) -> None:
    """Remember that a moderator has found what is said in these fields of an item of this author to be spam, or not;
    nothing while the gate does not learn, or when there are no words in it."""
    words = words_of(" ".join(said(fields).values())) if settings().gate_learn else []
    if not words:
        return
    lesson: StoredLesson = {
        "_id": item_id,
        "p": partition(item_id),
        "author_id": author_id,
        "words": words,
        "is_spam": is_spam,
        "at": datetime.fromtimestamp(at_ms / 1000, UTC),
    }
    collection("lessons").replace_one(by_id(item_id), lesson, upsert=True, session=session)
