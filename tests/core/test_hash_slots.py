"""Passwords are hashed in slots that all processes share, by threads of low priority (security F10)."""

import fcntl
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from core.identity import hash_slots
from core.identity.passwords import hash_password, verify
from core.platform.problems import Problem
from core.platform.settings import Settings, settings
from tests.support.processes import environment
from tests.support.waiting import eventually

HASHES = """
from core.identity import hash_slots, passwords
hash_slots.WAIT_S = 60
print(passwords.hash_password("correct horse"))
"""
pytestmark = pytest.mark.usefixtures("system")


@contextmanager
def all_slots_taken() -> Iterator[None]:
    """Another process holds every slot."""
    hash_slots.run(lambda: None)
    folder = hash_slots._folder(settings().key_prefix)
    files = [os.open(Path(folder, str(n)), os.O_CREAT | os.O_RDWR, 0o600) for n in range(hash_slots.slots())]
    for file in files:
        fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        for file in files:
            os.close(file)


def test_security_f10_there_are_fewer_slots_than_processors_and_their_threads_give_way() -> None:
    assert 1 <= hash_slots.slots() <= max(1, (os.cpu_count() or 1) - 1)
    niceness = hash_slots.run(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    assert niceness >= hash_slots.LOW_PRIORITY
    # That of whoever asks stays.
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < niceness


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
        waiting = [own.submit(hash_slots.run, go.wait) for _ in range(hash_slots.WAITING_MAX)]
        eventually(lambda: not hash_slots._waiting._value)
        with pytest.raises(Problem, match="429"):
            hash_password("correct horse")
        go.set()
        assert all(each.result(timeout=60) for each in waiting)
    assert verify("correct horse", hash_password("correct horse"))
