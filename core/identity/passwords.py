"""Passwords: Argon2id with bounded concurrency, so that a flood of sign-ins cannot starve the API."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.platform.problems import Problem, ProblemKind

# OWASP Password Storage Cheat Sheet: m=19 MiB, t=2, p=1.
MEMORY_KIB, ITERATIONS, LANES = 19 * 1024, 2, 1
PARAMETERS = f"m={MEMORY_KIB},t={ITERATIONS},p={LANES}"
WAIT_S = 1.0
_slots = BoundedSemaphore(2)


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=WAIT_S):
        raise Problem(ProblemKind.TOO_MANY_REQUESTS, "Too many people sign in at this moment.", retry_after_s=2)
    try:
        yield
    finally:
        _slots.release()


def _derive(password: str) -> str:
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    return kdf.derive_phc_encoded(password.encode())


def hash_password(password: str) -> str:
    """The password as a PHC string. Raises Problem 429 when too many are hashed at the same time."""
    with _slot():
        return _derive(password)


@cache
def _of_nobody() -> str:
    return _derive("nobody has this password")


def verify(password: str, stored: str | None) -> bool:
    """Whether this is the password. It takes as long for a user who does not exist (`stored` is None)."""
    with _slot():
        try:
            Argon2id.verify_phc_encoded(password.encode(), stored or _of_nobody())
        except InvalidKey:
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the password should be hashed anew, because the parameters are others now."""
    return PARAMETERS not in stored
