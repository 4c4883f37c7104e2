"""Passwords: Argon2id, in hash slots, so that a flood of sign-ins cannot starve the API."""

import os
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.identity import hash_slots

# OWASP Password Storage Cheat Sheet: m=19 MiB, t=2, p=1.
MEMORY_KIB, ITERATIONS, LANES = 19 * 1024, 2, 1
PARAMETERS = f"m={MEMORY_KIB},t={ITERATIONS},p={LANES}"


def _derive(password: str) -> str:
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    return kdf.derive_phc_encoded(password.encode())


def hash_password(password: str) -> str:
    """The password as a PHC string. Raises Problem 429 when too many are hashed at the same time."""
    return hash_slots.run(lambda: _derive(password))


@cache
def _of_nobody() -> str:
    return _derive("nobody has this password")


def verify(password: str, stored: str | None) -> bool:
    """Whether this is the password. It takes as long for a user who does not exist (`stored` is None)."""
    return hash_slots.run(lambda: _is_right(password, stored or _of_nobody())) and stored is not None


def _is_right(password: str, stored: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode(), stored)
    except InvalidKey:
        return False
    return True


def is_outdated(stored: str) -> bool:
    """Whether the password should be hashed anew, because the parameters are others now."""
    return PARAMETERS not in stored
