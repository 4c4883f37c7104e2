"""What a keeper writes: a log that stays small, and a complaint that says what to do."""

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.deaths import hint
from deploy.local.log_file import LogFile
from deploy.local.ports import free_port
from deploy.local.servers import Server, command, prepare
from tests.support.deploy.keepers import Sandbox
from tests.support.waiting import eventually


def test_d12_a_log_is_cut_while_it_is_written(sandbox: Sandbox) -> None:
    prints = 'import signal\nfor n in range(50_000): print(f"line {n:05}")\nsignal.pause()'
    sandbox.keep("api", shlex.join([sys.executable, "-u", "-c", prints]), before="log_file.LOG_MAX = 100_000")
    logs = sandbox.folder / ".local/logs"
    eventually(lambda: (logs / "api.log").exists() and "line 49999" in (logs / "api.log").read_text())
    found = {file.name: file.stat().st_size for file in logs.iterdir()}
    assert set(found) == {"api.log", "api.log.1", "api.log.2"} and max(found.values()) <= 100_000
    kept = "".join((logs / name).read_text() for name in ("api.log.2", "api.log.1", "api.log"))
    assert re.findall("line ([0-9]+)", kept) == [f"{n:05}" for n in range(50_000)][-kept.count("line") :]


def test_d12_a_log_that_was_too_large_is_cut_and_a_line_without_end_is_parted(tmp_path: Path) -> None:
    from deploy.local import log_file

    path = tmp_path / "api.log"
    path.write_bytes(b"x" * (log_file.LOG_MAX + 1))
    log = LogFile(path)
    log.write(b"a line\n")
    assert path.read_bytes() == b"a line\n" and path.with_name("api.log.1").stat().st_size > log_file.LOG_MAX


def test_d12_a_full_disk_under_the_log_stops_nobody(sandbox: Sandbox) -> None:
    (sandbox.folder / ".local/logs/api.log").symlink_to("/dev/full")
    many = """'for n in range(100_000): print("a line that goes nowhere")\nopen("done", "w")'"""
    sandbox.keep("api", f"{shlex.quote(sys.executable)} -c {many}")
    eventually((sandbox.folder / "done").exists)


def test_o6_a_complaint_is_said_once_and_again_when_it_changes(sandbox: Sandbox) -> None:
    why = sandbox.folder / "why"
    why.write_text("at 12:00:01 pid 17: No space left on device")
    sandbox.keep("worker-writes", "sh -c 'cat why; date; exit 1'")
    eventually(lambda: "The disk is full" in sandbox.printed())
    log = sandbox.folder / ".local/logs/worker-writes.log"
    eventually(lambda: log.read_text().count("No space") >= 5)
    assert sandbox.printed().count("keeps dying") == 1
    why.write_text("cannot open it: Permission denied")
    eventually(lambda: sandbox.printed().count("keeps dying") == 2)
    assert "may not read or write its files" in sandbox.printed()
    assert "worker-writes" in sandbox.printed() and ".local/logs/worker-writes.log" in sandbox.printed()


@pytest.mark.parametrize(
    ("name", "words", "advice"),
    [
        ("journal", "Error writing to the AOF file: No space left on device", "df -h"),
        ("mongod", '{"s":"F","msg":"WiredTiger error","attr":{"message":"No space left on device"}}', "df -h"),
        ("mongod", "DBPathInUse: Unable to lock the lock file: mongod.lock", "pgrep"),
        ("frontend", "Error: EACCES: permission denied, open 'x'", "ls -lR"),
        ("api", "ModuleNotFoundError: No module named 'flask'", "make clean"),
        ("api", "core.platform.settings.SettingsError: Cannot start, these settings are wrong", ".local/env"),
        ("cache", "was killed by SIGKILL", "dmesg"),
        ("api", "Traceback (most recent call last)", ""),
    ],
)
def test_o6_each_usual_cause_has_its_advice(name: str, words: str, advice: str) -> None:
    found = hint(name, words)
    assert advice in found if advice else found == ""


def test_o6_a_taken_port_is_named_with_who_has_it_and_what_changes_it(sandbox: Sandbox) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        own = {"JOURNAL_PORT": str(port), "DATA_PASSWORD": "secret"}
        sandbox.keep("journal", f"{shlex.quote(sys.executable)} -m deploy.local.servers journal", **own)
        eventually(lambda: "keeps dying" in sandbox.printed())
        eventually(lambda: f"(pid {os.getpid()})" in sandbox.printed())
    assert f"make run JOURNAL_PORT={port + 80}" in sandbox.printed()


def test_o6_a_damaged_journal_says_how_to_mend_it_and_that_mends_it(sandbox: Sandbox) -> None:
    port = free_port()
    server = Server("journal", port, sandbox.folder / ".local/data/journal", password="secret")
    prepare(server)
    log = server.data / "appendonlydir"
    own = {"JOURNAL_PORT": str(port), "DATA_PASSWORD": "secret"}
    from redis import Redis

    from deploy.local.waiting import redis_answers

    redis = subprocess.Popen(command(server), cwd=server.data, stdout=subprocess.DEVNULL)
    eventually(lambda: redis_answers(port, "secret"))
    with Redis(port=port, password="secret") as client:
        client.set("accepted", "yes")
        client.set("last", "no")
    redis.kill()
    redis.wait()
    [last] = log.glob("*.incr.aof")
    damaged = last.read_bytes()
    last.write_bytes(damaged.replace(b"*3\r\n$3\r\nSET\r\n$4\r\nlast", b"*3\r\n$x\r\nSET\r\n$4\r\nlast"))
    assert last.read_bytes() != damaged
    sandbox.keep("journal", f"{shlex.quote(sys.executable)} -m deploy.local.servers journal", **own)
    eventually(lambda: "redis-check-aof --fix .local" in sandbox.printed())
    advised = next(line.strip() for line in sandbox.printed().splitlines() if "--fix .local" in line)
    mended = subprocess.run(shlex.split(advised), cwd=sandbox.folder, input=b"y\n", capture_output=True, check=False)
    assert mended.returncode == 0, mended
    eventually(lambda: redis_answers(port, "secret"))
    with Redis(port=port, password="secret") as client:
        assert client.get("accepted") == b"yes"
