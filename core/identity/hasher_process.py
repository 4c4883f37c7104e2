"""The process that hashes passwords for this one (core/identity/hasher.py), as who asks it sees it."""

import json
import select
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

from core.platform.problems import unavailable

# A hash takes 0.02 s, and less than a second where all others go first. One that hangs is replaced.
ANSWER_S = 10.0
ROOT = Path(__file__).parents[2]


class HasherProcess:
    """Started with the first question, and anew when it has ended. One thread at a time may ask."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, password: str, stored: str | None) -> str:
        """The hash of this password; or, compared with a stored one, what `hasher.compared` says. Raises Problem 503
        when there was no answer twice."""
        line = json.dumps([password, stored]).encode() + b"\n"
        for _ in range(2):
            if answer := self._answer(line):
                return answer.decode().rstrip("\n")
            self.end()
        raise unavailable("What hashes passwords")

    def _answer(self, line: bytes) -> bytes:
        process = self._process = self._process or self._started()
        questions, answers = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        try:
            questions.write(line)
            questions.flush()
        except BrokenPipeError:
            return b""
        is_answered, _, _ = select.select([answers], [], [], ANSWER_S)
        answer = answers.readline() if is_answered else b""
        return answer if answer.endswith(b"\n") else b""

    def _started(self) -> "subprocess.Popen[bytes]":
        # A session of its own: see `hasher.give_way`. What it needs of the environment is nothing.
        return subprocess.Popen(
            [sys.executable, "-m", "core.identity.hasher"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={},
            start_new_session=True,
        )

    def end(self) -> None:
        """End it, if it runs."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()
