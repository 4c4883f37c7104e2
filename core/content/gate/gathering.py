"""What the gate goes by before a write is accepted: only what a rule that is on asks for is found out."""

from contextlib import suppress

from pymongo.errors import PyMongoError

from core.content import users
from core.content.gate import repeats, word_list
from core.content.gate.rules import Facts
from core.platform.clock import now_ms
from core.platform.problems import Problem
from core.platform.settings import settings


def facts_of(author_id: str, text: str, *, trap: str = "", filled_ms: int | None = None) -> Facts:
    """What is known of this text, that this user sends. `trap` is what was filled into the field that people do not
    see, and `filled_ms` how long the form was open; a request without a form has neither."""
    own, others = repeats.counted(author_id, text)
    return Facts(
        text=text,
        has_listed_word=word_list.has_listed_word(text),
        trap=trap,
        filled_ms=filled_ms,
        account_age_s=_age_s(author_id),
        own_repeats=own,
        other_repeats=others,
    )


def _age_s(user_id: str) -> float | None:
    if not settings().gate_new_account_s:
        return None
    # Without MongoDB nobody counts as new, and the write is accepted all the same.
    with suppress(Problem, PyMongoError):
        return (now_ms() - users.get(user_id).created_ms()) / 1000
    return None
