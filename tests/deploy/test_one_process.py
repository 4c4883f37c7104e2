"""`make servers`, and one process beside them: the real commands, in a copy of the repository, on free ports."""

import fcntl
import os
import signal
import socket
from collections.abc import Iterator

import pytest

from deploy.local.ports import free_ports
from tests.support.clients.live import Person
from tests.support.deploy.copies import ENDED_BY_CTRL_C, Copy, is_running, press_ctrl_c
from tests.support.processes import answers, kill
from tests.support.users import BASE
from tests.support.waiting import eventually


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """The copy, in which nothing runs."""
    made = Copy(tmp_path_factory.mktemp("copy"))
    yield made
    for process in made.started:
        kill(process)


@pytest.fixture(scope="module")
def with_servers(copy: Copy) -> Iterator[Copy]:
    """The copy, in which `make servers` runs."""
    with copy.servers():
        yield copy


@pytest.fixture(scope="module")
def with_processes(with_servers: Copy) -> Iterator[Copy]:
    """The copy, in which three processes run beside the servers, one started after the other."""
    words = {"api": (), "worker": ("QUEUE=posts,events",), "realtime": ()}
    started = {name: with_servers.make(name, *more) for name, more in words.items()}
    eventually(lambda: answers(with_servers.api))
    eventually(lambda: answers(f"http://127.0.0.1:{with_servers.ports['REALTIME_PORT']}"))
    yield with_servers
    for name, process in started.items():
        assert press_ctrl_c(process) in ENDED_BY_CTRL_C
        assert not [word for word in ("Traceback", "Error", "ERROR") if word in with_servers.printed(name)]


# In this order: servers and processes are started once, for the tests at the end.


@pytest.mark.parametrize("name", ["api", "worker", "realtime", "shell"])
def test_without_servers_each_says_what_to_start_first(copy: Copy, name: str) -> None:
    assert copy.refusal(name).endswith("Start them first, in another terminal:  make servers")


def test_beside_make_run_one_process_says_who_has_all_of_them(copy: Copy) -> None:
    lock = copy.folder / ".local/run.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        held.write("4711 make run\n")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        assert copy.refusal("api").startswith("`make run` has all processes running in this folder (pid 4711).")
        assert "It is `make run`: stop that first." in copy.refusal("servers")


def test_an_unknown_queue_is_refused_with_those_that_there_are(copy: Copy) -> None:
    assert copy.refusal("worker", "QUEUE=wrong").endswith(
        "The queues: posts, comments, people, conversations, pictures, cache, events, maintenance, mail."
    )


def test_a_write_goes_through_processes_that_were_started_one_by_one(with_processes: Copy) -> None:
    ada = Person(with_processes.api)
    headers = {"X-CSRF-TOKEN": ada.csrf, "Prefer": "wait=60"}
    body = {"title": "One by one", "content": "c"}
    assert ada.http.post(f"{with_processes.api}{BASE}/posts", json=body, headers=headers).status_code == 201


def test_a_shell_has_the_settings_and_the_stores(with_processes: Copy) -> None:
    typed = b"settings().mongo_url\ncollection('posts').find_one()['title']\nbacklog.totals()['pending']\n"
    assert with_processes.make("shell", text=typed).wait(60) == 0
    printed = with_processes.printed("shell")
    assert f":{with_processes.ports['MONGO_PORT']}/" in printed and "'One by one'" in printed and ">>> 0" in printed


def test_a_taken_port_is_named_with_the_command_that_changes_it(with_processes: Copy) -> None:
    port = int(with_processes.ports["REALTIME_PORT"])
    with_processes.make("realtime", log="second").wait(60)
    assert f"make realtime REALTIME_PORT={port + 80}" in with_processes.printed("second")


def test_a_second_api_has_another_port_and_lets_a_debugger_attach(with_processes: Copy) -> None:
    port, debug = free_ports(2)
    second = with_processes.make("api", f"API_PORT={port}", "DEBUG=1", f"DEBUG_PORT={debug}", log="second")
    eventually(lambda: answers(f"http://127.0.0.1:{port}"))
    with socket.create_connection(("127.0.0.1", debug), 10) as debugger:
        assert debugger.recv(15) == b"Content-Length:"
    assert press_ctrl_c(second) in ENDED_BY_CTRL_C and answers(with_processes.api)


def test_one_process_ends_with_its_terminal(with_processes: Copy) -> None:
    worker = with_processes.make("worker", "QUEUE=cache", log="second")
    eventually(lambda: "cache@" in with_processes.printed("second"))
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    eventually(lambda: not is_running(worker.pid))


def test_the_api_starts_anew_when_a_source_file_changes(with_processes: Copy) -> None:
    health = with_processes.folder / "web/routes/health.py"
    health.write_text(health.read_text().replace('"/healthz"', '"/healthy"'))
    eventually(lambda: answers(with_processes.api, "/healthy"))
