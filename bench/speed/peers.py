"""A comment server to compare with: Isso from PyPI, under gunicorn with two workers, in an environment of its own."""

import subprocess
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.speed import wrk
from deploy.local.lifetimes import die_with_parent
from deploy.local.ports import free_port
from deploy.local.waiting import until

VERSION = "isso==0.14.0"
FOLDER = Path(__file__).resolve().parent.parent.parent / ".local/isso"
PAGE = 20
CONFIG = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1/
[guard]
enabled = false
[rss]
base =
"""
SCRIPT = """
local count = 0
request = function()
  count = count + 1
  local text = 'Comment ' .. count .. ' of this run, with some **words** in it.'
  local body = '{"author":"Ada","title":"A page","text":"' .. text .. '"}'
  return wrk.format('POST', '/new?uri=%2Fpost-' .. math.random(100), {['Content-Type'] = 'application/json'}, body)
end
"""


@dataclass(frozen=True)
class Peer:
    """Requests per second of Isso: a page of PAGE comments, and new comments, which are stored when it answers."""

    page_per_s: float
    create_per_s: float


def isso(seconds: float) -> Peer:
    """Start Isso, give it a page of comments, and load it."""
    _install()
    with tempfile.TemporaryDirectory() as folder:
        port, config = free_port(), Path(folder) / "isso.cfg"
        config.write_text(CONFIG.format(folder=folder))
        url = f"http://127.0.0.1:{port}"
        server = [str(FOLDER / "bin/gunicorn"), "-w", "2", "-b", f"127.0.0.1:{port}", "isso.run"]
        process = subprocess.Popen(
            server,
            env={"ISSO_SETTINGS": str(config), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        try:
            until(lambda: _answers(url), "Isso", 30)
            for n in range(PAGE):
                text = f"Comment {n}, with some **words** in it."
                requests.post(
                    f"{url}/new?uri=%2Fpage", json={"author": "Ada", "title": "A page", "text": text}, timeout=5
                ).raise_for_status()
            page = wrk.measure(f"{url}/?uri=%2Fpage&limit={PAGE}", seconds)
            created = wrk.measure(url, seconds, script=SCRIPT)
        finally:
            process.terminate()
            process.wait(30)
    if page.failed or created.failed:
        raise SystemExit(f"Isso refused {page.failed} reads and {created.failed} comments.")
    return Peer(page.per_s, created.per_s)


def _install() -> None:
    if (FOLDER / "bin/isso").exists():
        return
    venv.create(FOLDER, with_pip=True)
    subprocess.run(
        [str(FOLDER / "bin/pip"), "install", "-q", VERSION, "gunicorn", "setuptools<81"],
        check=True,
        stderr=subprocess.DEVNULL,
    )


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/?uri=%2Fpage", timeout=2).status_code in (200, 404)
    except requests.RequestException:
        return False
