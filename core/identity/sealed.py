"""Texts encrypted and signed with FACTOR_KEY: stored, so that the database alone gives them to nobody; or given to a
browser, which brings them back as they were, within a time."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings


@lru_cache(maxsize=2)
def _box(keys: str) -> MultiFernet:
    return MultiFernet([Fernet(f"{each}=") for each in keys.split(",")])


def is_on() -> bool:
    """Whether there is a key, so that second factors and passkeys can be offered."""
    return bool(settings().factor_key.get_secret_value())


def require_key() -> None:
    """Raises Problem 409 when there is no key."""
    if not is_on():
        raise Problem(ProblemKind.NO_FACTORS, "This site offers neither. Its operator can set FACTOR_KEY.")


def seal(text: str) -> str:
    """The text, encrypted and signed with the first key. Raises Problem 409 without a key."""
    require_key()
    return _box(settings().factor_key.get_secret_value()).encrypt(text.encode()).decode()


def opened(sealed: str, ttl_s: int | None = None) -> str | None:
    """The text; None when none of the keys has sealed it, or it is older than `ttl_s`."""
    if not is_on():
        return None
    try:
        return _box(settings().factor_key.get_secret_value()).decrypt(sealed, ttl_s).decode()
    except (InvalidToken, ValueError):
        return None
