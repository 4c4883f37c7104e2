"""The keeper of a process, the runner of all keepers, the log and the ports: real processes, in a folder."""

import contextlib
import itertools
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local import ports
from deploy.local.deaths import PAUSE_MAX_S, WELL_S, Deaths, hint
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.log_file import LogFile
from deploy.local.ports import free_port
from deploy.local.servers import Server, command, prepare
from tests.support.processes import ROOT
from tests.support.waiting import eventually

# Prints, writes its process id into the file that it is given, and stays; on SIGTERM it says so in `ended`.
STAYS = """
import os, signal, sys, time
def end(*_):
    time.sleep(float(sys.argv[2]))
    with open("ended", "a") as file: file.write(sys.argv[1] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
with open(sys.argv[1] + ".new", "w") as file: file.write(str(os.getpid()))
os.rename(sys.argv[1] + ".new", sys.argv[1])
print("here", flush=True)
while True: signal.pause()
"""
RUNNER = """
import json, sys
from deploy.local import run
{before}
runner = run.Runner({beside})
for name, command in json.loads(sys.argv[1]).items():
    runner.add_kept(name, command, None)
runner.loop()
sys.exit(1 if runner.failed else 0)
"""


class Sandbox:
    """A folder with what keepers want, and the processes that were started in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.started = folder, []  # type: ignore[var-annotated]
        (folder / ".local/logs").mkdir(parents=True)
        (folder / ".local/ready").touch()
        (folder / "stays.py").write_text(STAYS)

    def stays(self, name: str, ends_after_s: float = 0) -> str:
        return f"{shlex.quote(sys.executable)} stays.py {name} {ends_after_s}"

    def start(self, *words: str, **env: str) -> "subprocess.Popen[bytes]":
        with (self.folder / "output").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_at_once_with_parent,
            )
        self.started.append(process)
        return process

    def keep(self, name: str, command: str, before: str = "", **env: str) -> "subprocess.Popen[bytes]":
        """A keeper; `before` is Python that changes its constants."""
        script = f"import sys\nfrom deploy.local import deaths, keep, log_file\n{before}\nkeep.main(*sys.argv[1:])"
        return self.start("-c", script, name, command, **env)

    def run(self, commands: dict[str, str], beside: str = "lambda runner: None", before: str = "") -> Any:
        import json

        return self.start("-c", RUNNER.format(beside=beside, before=before), json.dumps(commands))

    def printed(self) -> str:
        return (self.folder / "output").read_text()

    def pid(self, name: str) -> int:
        """The process that `stays` as this name, once it is there."""
        file = self.folder / name
        eventually(file.exists)
        return int(file.read_text())


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path)
    yield made
    for process in made.started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(*pids: int) -> Callable[[], bool]:
    return lambda: not any(is_alive(pid) for pid in pids)


def test_d5_a_process_that_keeps_dying_is_tried_ever_less_often_while_another_runs_on(sandbox: Sandbox) -> None:
    dies = f"""{shlex.quote(sys.executable)} -c 'import time; print(time.time(), file=open("starts", "a")); exit(3)'"""
    runner = sandbox.run({"api": dies, "cache": sandbox.stays("cache")})
    living = sandbox.pid("cache")
    starts = sandbox.folder / "starts"
    eventually(lambda: starts.exists() and len(starts.read_text().split()) >= 7)
    times = [float(line) for line in starts.read_text().split()]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert all(gap >= 0.1 * 2**number for number, gap in enumerate(gaps)), gaps
    assert runner.poll() is None and is_alive(living) and sandbox.pid("cache") == living
    assert sandbox.printed().count("keeps dying") == 1
    runner.terminate()
    assert runner.wait(30) == 0
    eventually(gone(living))


def test_d5_the_pauses_end_growing_and_begin_anew_after_a_while_that_went_well() -> None:
    deaths = Deaths("api", "api.log")
    pauses = []
    for _ in range(40):
        deaths.note("ended with status 1", ["x"], ran_s=1)
        pauses.append(deaths.pause_s())
    assert pauses[:3] == [0.1, 0.2, 0.4] and pauses == sorted(pauses) and pauses[-1] == PAUSE_MAX_S
    assert "runs again" in deaths.recovered() and deaths.recovered() == ""
    deaths.note("ended with status 1", ["x"], ran_s=WELL_S)
    assert deaths.pause_s() == 0.1


def test_d5_what_was_complained_of_is_said_to_be_well_again(sandbox: Sandbox) -> None:
    (sandbox.folder / "broken").touch()
    dies = f"if [ -e broken ]; then echo broken; exit 1; fi; exec {sandbox.stays('api')}"
    sandbox.keep("api", f"sh -c {shlex.quote(dies)}", before="keep.WELL_S = deaths.WELL_S = 0.5")
    eventually(lambda: "keeps dying" in sandbox.printed())
    (sandbox.folder / "broken").unlink()
    eventually(lambda: "api runs again." in sandbox.printed())


def test_a_killed_process_is_started_again(sandbox: Sandbox) -> None:
    sandbox.keep("api", sandbox.stays("api"))
    first = sandbox.pid("api")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: sandbox.pid("api") != first)
    assert "api was killed by SIGKILL; restarting it. Log: .local/logs/api.log" in sandbox.printed()


def test_a_killed_keeper_takes_its_process_along_and_comes_back_without_ending_the_others(sandbox: Sandbox) -> None:
    runner = sandbox.run({"api": sandbox.stays("api"), "realtime": sandbox.stays("realtime")})
    first, other = sandbox.pid("api"), sandbox.pid("realtime")
    keeper = int(Path(f"/proc/{first}/stat").read_text().rsplit(")", 1)[1].split()[1])
    (sandbox.folder / "api").unlink()
    os.kill(keeper, signal.SIGKILL)
    eventually(gone(first))
    assert sandbox.pid("api") != first and is_alive(other) and runner.poll() is None
    runner.terminate()
    assert runner.wait(30) == 0
    eventually(gone(sandbox.pid("api"), other))


def test_servers_are_stopped_after_the_applications(sandbox: Sandbox) -> None:
    runner = sandbox.run(
        {"cache": sandbox.stays("cache"), "api": sandbox.stays("api", 1), "journal": sandbox.stays("journal")}
    )
    pids = [sandbox.pid(name) for name in ("cache", "api", "journal")]
    runner.terminate()
    assert runner.wait(40) == 0
    ended = (sandbox.folder / "ended").read_text().split()
    assert ended[0] == "api" and sorted(ended[1:]) == ["cache", "journal"]
    assert gone(*pids)()


def test_what_does_not_stop_is_killed_with_its_children(sandbox: Sandbox) -> None:
    ignores = f"trap '' TERM; {sandbox.stays('child')} & echo $$ > api; while true; do sleep 0.1; done"
    keeper = sandbox.keep("api", f"sh -c {shlex.quote(ignores)}", before="keep.STOP_S = 0.5")
    pids = sandbox.pid("child"), sandbox.pid("api")
    keeper.terminate()
    keeper.wait(20)
    assert "did not stop within" in sandbox.printed()
    eventually(gone(*pids))


def test_nothing_is_left_when_the_runner_is_killed(sandbox: Sandbox) -> None:
    runner = sandbox.run({"api": sandbox.stays("api"), "cache": sandbox.stays("cache")})
    pids = sandbox.pid("api"), sandbox.pid("cache")
    os.kill(runner.pid, signal.SIGKILL)
    eventually(gone(*pids))


def test_a_start_that_cannot_heal_ends_everything_and_the_status_says_so(sandbox: Sandbox) -> None:
    fails = "beside"
    before = "def beside(runner):\n    raise SystemExit('the data is newer than this code')"
    runner = sandbox.run({"cache": sandbox.stays("cache")}, beside=fails, before=before)
    assert runner.wait(30) == 1
    assert "The start failed: the data is newer than this code" in sandbox.printed()


def test_an_application_waits_until_the_servers_are_ready(sandbox: Sandbox) -> None:
    (sandbox.folder / ".local/ready").unlink()
    sandbox.run({"api": sandbox.stays("api"), "cache": sandbox.stays("cache")})
    sandbox.pid("cache")
    assert not (sandbox.folder / "api").exists()
    (sandbox.folder / ".local/ready").touch()
    assert sandbox.pid("api")


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


# What to do.


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
        own = {"JOURNAL_PORT": str(port), "MQTT_PASSWORD": "secret"}
        sandbox.keep("journal", f"{shlex.quote(sys.executable)} -m deploy.local.servers journal", **own)
        eventually(lambda: "keeps dying" in sandbox.printed())
        eventually(lambda: f"(pid {os.getpid()})" in sandbox.printed())
    assert f"make run JOURNAL_PORT={port + 80}" in sandbox.printed()


def test_o6_a_damaged_journal_says_how_to_mend_it_and_that_mends_it(sandbox: Sandbox) -> None:
    port = free_port()
    server = Server("journal", port, sandbox.folder / ".local/data/journal")
    prepare(server, "")
    log = server.data / "appendonlydir"
    own = {"JOURNAL_PORT": str(port), "MQTT_PASSWORD": "secret"}
    from redis import Redis

    from deploy.local.waiting import redis_answers

    redis = subprocess.Popen(command(server), cwd=server.data, stdout=subprocess.DEVNULL)
    eventually(lambda: redis_answers(port))
    with Redis(port=port) as client:
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
    eventually(lambda: redis_answers(port))
    with Redis(port=port) as client:
        assert client.get("accepted") == b"yes"


# Ports, and the one instance.


def test_a_second_instance_is_refused_with_the_pid_of_the_first(sandbox: Sandbox) -> None:
    holds = "lock = run.take_lock()\nprint('has it', flush=True)\nsignal.pause()"
    script = f"import signal\nfrom deploy.local import run\n{holds}"
    first = sandbox.start("-c", script)
    eventually(lambda: "has it" in sandbox.printed())
    second = sandbox.start("-c", script)
    assert second.wait(20) == 1
    assert f"Already running in this folder (pid {first.pid})." in sandbox.printed()
    first.kill()
    first.wait()
    third = sandbox.start("-c", script)
    eventually(lambda: sandbox.printed().count("has it") == 2)
    assert third.poll() is None


def test_each_taken_port_is_named_with_its_holder_and_its_variable() -> None:
    with socket.socket() as one, socket.socket() as two:
        for taken in (one, two):
            taken.bind(("127.0.0.1", 0))
            taken.listen()
        wanted = {"API_PORT": one.getsockname()[1], "CACHE_PORT": two.getsockname()[1], "MQTT_PORT": free_port()}
        with pytest.raises(ports.PortTakenError) as refused:
            ports.check_free(wanted)
        text = str(refused.value)
        assert all(f"Port {wanted[name]} is taken by" in text for name in ("API_PORT", "CACHE_PORT"))
        assert text.count(f"(pid {os.getpid()})") == 2
        assert f"make run API_PORT={wanted['API_PORT'] + 80}" in text and "MQTT_PORT" not in text
    ports.check_free(wanted)


def test_a_free_port_is_given_to_one_process_only() -> None:
    port = free_port()
    asks = f"from deploy.local import ports\nprint(ports._is_free({port}), ports._reserve({port}))"
    answer = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True)
    assert answer.stdout == "True False\n"


def test_two_equal_ports_are_refused() -> None:
    with pytest.raises(ports.PortTakenError, match="the same"):
        ports.check_free({"API_PORT": 9, "CACHE_PORT": 9})
