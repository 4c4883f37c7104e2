"""The keeper of a process and the runner of all keepers: what dies comes back, what is to stop stops."""

import itertools
import os
import shlex
import signal
import sys
from pathlib import Path

from deploy.local.deaths import PAUSE_MAX_S, WELL_S, Deaths
from tests.support.deploy.keepers import Sandbox, gone, is_alive
from tests.support.waiting import eventually


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
