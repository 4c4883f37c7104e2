"""Hashes passwords with Argon2id, one after the other: a process of its own, that gives way to all others.

core/identity/hash_slots.py starts it. Each line of its standard input is a question, as JSON: a password, and the hash
that it is compared with, or null for a new one. Each is answered with a line. It ends with its input, so it does not
outlive who asks.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# OWASP Password Storage Cheat Sheet: m=19 MiB, t=2, p=1.
MEMORY_KIB, ITERATIONS, LANES = 19 * 1024, 2, 1
PARAMETERS = f"m={MEMORY_KIB},t={ITERATIONS},p={LANES}"
# Where nothing else leaves a processor idle, a hash takes about 0.6 s with it; with 19 it would take 4 s, and 20 s with
# SCHED_IDLE, so that readers could keep people from signing in.
LOW_PRIORITY = 10
RIGHT, WRONG = "right", "wrong"


def derive(password: str) -> str:
    """The password as a PHC string."""
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    return kdf.derive_phc_encoded(password.encode())


def compared(password: str, stored: str) -> str:
    """RIGHT or WRONG: whether this PHC string is of this password."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), stored)
    except InvalidKey:
        return WRONG
    return RIGHT


def give_way() -> None:
    """Let every other process go first, for good."""
    os.setpriority(os.PRIO_PROCESS, 0, LOW_PRIORITY)
    # Where Linux divides the time between sessions first, the priority of the session counts (sched(7), "The autogroup
    # feature").
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(LOW_PRIORITY))


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there is nothing more to answer."""
    give_way()
    for line in questions:
        password, stored = json.loads(line)
        answer = derive(password) if stored is None else compared(password, stored)
        answers.write(answer.encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
