"""Which passwords nobody may choose: those that are guessed first (NIST SP 800-63B, 3.1.1.2).

The list is that of the package zxcvbn: 30,000 passwords of leaks, the most frequent first, of which the rule of eight
characters leaves about a third.
"""

from functools import cache

from core.platform.problems import Problem, ProblemKind
from core.schemas.inputs import PASSWORD_LENGTH_MIN

# A name of fewer characters says nothing against a password that has it in it; so many beside one make it another word.
TELLING = 4


@cache
def _common() -> frozenset[str]:
    # Takes a tenth of a second and 10 MB, which a process that registers nobody does without.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(each for each in FREQUENCY_LISTS["passwords"] if len(each) >= PASSWORD_LENGTH_MIN)


def check_password(password: str, *known: str, field: str = "password") -> None:
    """Raises Problem 422 for a password that is guessed first: one that many have, one character again and again, or
    what is `known` of the person, such as name and address, with at most three characters beside it.
    `field` is where it was sent."""
    plain = password.strip().lower()
    if len(set(plain)) < 2 or plain in _common() or any(_is_little_more(plain, word) for word in _words(known)):
        message = "This password is guessed first; choose another one."
        errors = [{"pointer": f"/{field}", "message": message}]
        raise Problem(ProblemKind.COMMON_PASSWORD, message, errors=errors)


def _words(known: tuple[str, ...]) -> list[str]:
    whole = [each.lower() for each in known]
    return [*whole, *(each.partition("@")[0] for each in whole), *(each.replace(" ", "") for each in whole)]


def _is_little_more(plain: str, word: str) -> bool:
    return len(word) >= TELLING and word in plain and len(plain) - len(word) < TELLING
