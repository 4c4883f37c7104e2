"""Lines that are written together: in their order, none twice, and none left behind by a process that ends."""

import os
import subprocess
import sys
import threading

import pytest

from core.platform import log_lines
from core.platform.log_lines import Lines
from tests.support.waiting import eventually


def pipe() -> tuple[int, Lines]:
    """Where to read, and a logger that writes there."""
    out, into = os.pipe()
    os.set_blocking(out, False)
    return out, Lines(os.fdopen(into, "wb", buffering=0))


def read(out: int) -> bytes:
    try:
        return os.read(out, 1_000_000)
    except BlockingIOError:
        return b""


def test_a_routine_line_comes_without_another_one() -> None:
    out, lines = pipe()
    for number in range(3):
        lines.info(b"line %d" % number)
        assert eventually(lambda number=number: read(out) == b"line %d\n" % number)  # type: ignore[misc]


def test_a_warning_comes_at_once_after_the_lines_before_it() -> None:
    out, lines = pipe()
    lines.info(b"first")
    lines.warning(b"second")
    assert read(out) == b"first\nsecond\n"


def test_much_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_lines, "WAIT_S", 3600.0)
    monkeypatch.setattr(log_lines, "BYTES_MAX", 100)
    out, lines = pipe()
    lines.info(b"x" * 60)
    assert read(out) == b""
    lines.info(b"y" * 60)
    assert read(out) == b"x" * 60 + b"\n" + b"y" * 60 + b"\n"


def test_threads_lose_and_double_nothing() -> None:
    out, lines = pipe()
    seen: list[bytes] = []

    def log(name: int) -> None:
        for number in range(200):
            lines.info(b"%d %d" % (name, number))

    threads = [threading.Thread(target=log, args=(name,)) for name in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    lines.flush()
    assert eventually(lambda: seen.append(read(out)) or b"".join(seen).count(b"\n") >= 1600)
    found = b"".join(seen).splitlines()
    for name in range(8):
        own = [line for line in found if line.startswith(b"%d " % name)]
        assert own == [b"%d %d" % (name, number) for number in range(200)]


ENDS = """
import os, sys
from core.platform.log_lines import Lines
lines = Lines(sys.stdout.buffer)
lines.info(b"before the fork")
lines.flush()
if os.fork() == 0:
    lines.info(b"child")
    sys.exit()
os.wait()
lines.info(b"parent")
"""


def test_a_process_that_ends_leaves_no_line_behind_and_a_child_writes_its_own() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, check=True, timeout=30)
    assert ended.stdout == b"before the fork\nchild\nparent\n", ended
