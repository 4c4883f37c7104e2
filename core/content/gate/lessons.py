"""Lessons: what moderators decide about texts is remembered as the words of these, so that the gate can learn from it
(GATE_LEARN, docs/decisions/0059).

A later decision about the same item takes the place of the earlier one.
"""

from datetime import UTC, datetime

from pymongo.client_session import ClientSession

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


def note(session: ClientSession, item_id: str, author_id: str, text: str, *, is_spam: bool, at_ms: int) -> None:
    """Remember that a moderator has found this text of this author to be spam, or not; nothing while the gate does not
    learn, or when the text has no words."""
    words = words_of(text) if settings().gate_learn else []
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
