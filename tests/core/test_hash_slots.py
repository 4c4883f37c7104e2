"""Passwords are hashed in slots that all processes share, by processes of low priority (security F10)."""

import fcntl
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from core.identity import hash_slots, hasher_process
from core.identity.hasher import LOW_PRIORITY
from core.identity.passwords import hash_password, verify
from core.platform.problems import Problem
from core.platform.settings import Settings, settings
from tests.support.processes import environment
from tests.support.waiting import eventually

HASHES = """
from core.identity import hash_slots, passwords
hash_slots.WAIT_S = 60
print(passwords.hash_password("correct horse"), flush=True)
"""
pytestmark = pytest.mark.usefixtures("system")


@contextmanager
def all_slots_taken() -> Iterator[None]:
    """Another process holds every slot."""
    hash_slots.run(lambda _: None)
    folder = hash_slots._folder(settings().key_prefix)
    files = [os.open(Path(folder, str(n)), os.O_CREAT | os.O_RDWR, 0o600) for n in range(hash_slots.slots())]
    for file in files:
        fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        for file in files:
            os.close(file)


def hasher_id() -> int:
    """The id of the process that hashes for this one."""
    hash_password("correct horse")
    return hash_slots.run(lambda process: process._process.pid if process._process else 0)


def test_security_f10_there_are_fewer_slots_than_processors_and_who_hashes_gives_way() -> None:
    assert 1 <= hash_slots.slots() <= max(1, (os.cpu_count() or 1) - 1)
    process = hasher_id()
    assert os.getpriority(os.PRIO_PROCESS, process) >= LOW_PRIORITY
    # That of whoever asks stays.
    assert os.getpriority(os.PRIO_PROCESS, 0) < LOW_PRIORITY
    group = Path(f"/proc/{process}/autogroup")
    if group.exists() and group.read_text().strip():
        assert group.read_text().endswith(f" nice {LOW_PRIORITY}\n")
        assert Path("/proc/self/autogroup").read_text() != group.read_text()


def test_a_hasher_that_is_killed_is_replaced() -> None:
    before = hasher_id()
    os.kill(before, signal.SIGKILL)
    assert verify("correct horse", hash_password("correct horse"))
    assert not verify("another", hash_password("correct horse"))
    assert hasher_id() != before


def test_a_hasher_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    before = hasher_id()
    os.kill(before, signal.SIGSTOP)
    # The first wait is over at once.
    over = iter([([], [], [])])  # type: ignore[var-annotated]
    monkeypatch.setattr(hasher_process, "select", SimpleNamespace(select=lambda *asked: next(over, asked[:3])))
    assert verify("correct horse", hash_password("correct horse"))
    assert hasher_id() != before and not Path(f"/proc/{before}").exists()


def test_without_any_hasher_a_sign_in_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_slots.run(lambda process: process.end())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Problem, match="503"):
        hash_password("correct horse")
    monkeypatch.undo()
    assert verify("correct horse", hash_password("correct horse"))


def test_a_hasher_knows_nothing_of_its_parent_and_ends_with_it(system: Settings) -> None:
    command = [sys.executable, "-c", HASHES + "input()"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    parent = subprocess.Popen(command, env=environment(system), **pipes)
    assert parent.stdout and parent.stdout.readline().startswith(b"$argon2id$")
    children = Path(f"/proc/{parent.pid}/task").glob("*/children")
    (child,) = [int(each) for file in children for each in file.read_text().split()]
    assert Path(f"/proc/{child}/environ").read_bytes() == b""
    parent.kill()
    parent.communicate()
    eventually(lambda: not Path(f"/proc/{child}").exists())


def test_security_f10_a_hash_waits_for_a_slot_that_another_process_has(system: Settings) -> None:
    with all_slots_taken():
        other = subprocess.Popen([sys.executable, "-c", HASHES], env=environment(system), stdout=subprocess.PIPE)
        # A process that waits for a lock (proc_locks(5)).
        eventually(lambda: re.search(rf"-> FLOCK .* {other.pid} ", Path("/proc/locks").read_text()))
    assert other.communicate(timeout=60)[0].startswith(b"$argon2id$")


def test_who_waits_for_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_slots, "WAIT_S", 0.0)
    with pytest.raises(Problem, match="429"):
        hash_password("correct horse")


def test_security_f10_so_many_wait_and_the_next_one_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_slots, "WAIT_S", 60.0)
    go = Event()
    with ThreadPoolExecutor(hash_slots.WAITING_MAX) as own:
        waiting = [own.submit(hash_slots.run, lambda _: go.wait()) for _ in range(hash_slots.WAITING_MAX)]
        eventually(lambda: not hash_slots._waiting._value)
        with pytest.raises(Problem, match="429"):
            hash_password("correct horse")
        go.set()
        assert all(each.result(timeout=60) for each in waiting)
    assert verify("correct horse", hash_password("correct horse"))
