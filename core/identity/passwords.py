"""Passwords: Argon2id, in hash slots, so that a flood of sign-ins cannot starve the API."""

from functools import cache

from core.identity import hash_slots, hasher


def hash_password(password: str) -> str:
    """The password as a PHC string. Raises Problem 429 when too many are hashed at the same time."""
    return hash_slots.run(lambda process: process.ask(password, None))


@cache
def _of_nobody() -> str:
    return hasher.derive("nobody has this password")


def verify(password: str, stored: str | None) -> bool:
    """Whether this is the password. It takes as long for a user who does not exist (`stored` is None). Raises as
    `hash_password` does."""
    answer = hash_slots.run(lambda process: process.ask(password, stored or _of_nobody()))
    return answer == hasher.RIGHT and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the password should be hashed anew, because the parameters are others now."""
    return hasher.PARAMETERS not in stored
