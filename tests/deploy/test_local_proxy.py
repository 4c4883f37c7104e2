"""nginx as `make run` has it: kept like every process, and gone with its keeper, whoever of them is killed."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from deploy.local.install.binaries import ensure_nginx
from deploy.local.ports import free_ports, holder
from tests.support.deploy.keepers import Sandbox, gone
from tests.support.processes import PROCFILE
from tests.support.waiting import eventually

NAMES = ("FRONTEND_PORT", "API_PORT", "REALTIME_PORT", "PAGES_PORT")


class KeptProxy:
    """The command of the Procfile under a keeper, with nobody behind it."""

    def __init__(self, sandbox: Sandbox) -> None:
        ensure_nginx()
        self.sandbox = sandbox
        self.ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
        env = {name: str(port) for name, port in self.ports.items()}
        command = PROCFILE["proxy"].replace("python", shlex.quote(sys.executable), 1)
        self.keeper: subprocess.Popen[bytes] = sandbox.keep("proxy", command, **env)
        eventually(self.answers)

    def answers(self) -> bool:
        """Whether it is there: it says itself that nobody is behind it."""
        try:
            answer = requests.get(f"http://127.0.0.1:{self.ports['FRONTEND_PORT']}/", timeout=2)
        except requests.RequestException:
            return False
        return answer.status_code == 503 and "Strict-Transport-Security" not in answer.headers

    def pids(self) -> list[int]:
        """Its first process, and the workers."""
        first = int((self.sandbox.folder / ".local/proxy/nginx.pid").read_text())
        return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]


@pytest.fixture
def proxy(sandbox: Sandbox) -> KeptProxy:
    return KeptProxy(sandbox)


def test_a_killed_proxy_comes_back_and_leaves_no_worker(proxy: KeptProxy) -> None:
    before = proxy.pids()
    assert len(before) == 3
    os.kill(before[0], signal.SIGKILL)
    eventually(gone(*before))
    eventually(lambda: proxy.answers() and not set(before) & set(proxy.pids()))
    assert "proxy was killed by SIGKILL; restarting it. Log: .local/logs/proxy.log" in proxy.sandbox.printed()


def test_a_killed_worker_of_the_proxy_comes_back(proxy: KeptProxy) -> None:
    first, *workers = proxy.pids()
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    eventually(gone(*workers))
    eventually(lambda: proxy.answers() and proxy.pids()[0] == first)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_proxy_ends_with_its_keeper(proxy: KeptProxy, how: signal.Signals) -> None:
    pids = proxy.pids()
    proxy.keeper.send_signal(how)
    eventually(gone(*pids))
    assert holder(proxy.ports["FRONTEND_PORT"]) is None


def test_what_the_proxy_writes_is_in_its_folder_and_its_words_in_the_log(proxy: KeptProxy) -> None:
    folder = proxy.sandbox.folder / ".local"
    assert {"conf.d", "social.conf", "nginx.pid"} <= {path.name for path in (folder / "proxy").iterdir()}
    log = folder / "logs/proxy.log"
    eventually(lambda: log.exists() and "Connection refused" in log.read_text())
    assert not list(folder.rglob("error.log")) and not list(folder.rglob("access.log"))
