"""Ports, and the one instance that has them: whoever comes second is refused and told by whom."""

import os
import socket
import subprocess
import sys

import pytest

from deploy.local import ports
from deploy.local.ports import free_port
from tests.support.deploy.keepers import Sandbox
from tests.support.processes import ROOT
from tests.support.waiting import eventually


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
