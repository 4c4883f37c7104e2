"""What the gate remembers of moderators' decisions, and what it has learned from them."""

from datetime import datetime

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict


class StoredLesson(TypedDict):
    """That a moderator has found a text to be spam, or not, in `lessons`. Its `_id` is the id of the item.

    `words` are the different words of the text, in the order of the alphabet; the text itself is not kept.
    """

    _id: str
    p: int
    author_id: str
    words: list[str]
    is_spam: bool
    at: datetime


class StoredModel(TypedDict):
    """What was learned last, in `meta`: how much each word speaks for spam, as the logarithm (base 2) of how many times
    as likely it is in spam as in other texts."""

    _id: str
    words: list[str]
    weights: list[float]
