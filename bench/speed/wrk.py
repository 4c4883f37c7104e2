"""Load by wrk (https://github.com/wg/wrk): it uses a tenth of the processor time that a client in Python would."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.install.debian import unpack

FOLDER = Path(__file__).resolve().parent.parent.parent / ".local/wrk"
LIBRARIES = ("libluajit2-5.1-2", "libluajit-5.1-2")
UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
FIGURE = r"([\d.]+)(us|ms|s|m)"


class NoWrkError(SystemExit):
    """wrk cannot be had on this machine."""


@dataclass(frozen=True)
class Rate:
    """What wrk saw: answers per second, their latencies, how many failed, how many there were, and in what time."""

    per_s: float
    p50_ms: float
    p99_ms: float
    failed: int
    requests: int
    seconds: float


def measure(
    url: str, seconds: float, *, connections: int = 16, headers: dict[str, str] | None = None, script: str = ""
) -> Rate:
    """Load this address from so many keep-alive connections. `script` is Lua, as in wrk's SCRIPTING.md."""
    command, env = _wrk()
    options = [f"-H{name}: {value}" for name, value in (headers or {}).items()]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        scripted = ["-s", file.name] if script else []
        asked = [command, "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", *options, *scripted, url]
        done = subprocess.run(asked, env=env, capture_output=True, text=True, check=True)
    return parse(done.stdout)


def parse(text: str) -> Rate:
    """What wrk printed."""
    total = re.search(r"(\d+) requests in " + FIGURE, text)
    if not total or "50%" not in text:
        raise SystemExit(f"wrk printed no result:\n{text}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    failed = int(refused[1]) if refused else 0
    failed += sum(map(int, broken.groups())) if broken else 0
    seconds = _ms(*total.groups()[1:]) / 1000
    latencies = {share: _ms(*found) for share, *found in re.findall(r"(\d+)%\s+" + FIGURE, text)}
    return Rate(int(total[1]) / seconds, latencies["50"], latencies["99"], failed, int(total[1]), seconds)


def _ms(figure: str, unit: str) -> float:
    return float(figure) * UNITS_MS[unit]


def _wrk() -> tuple[str, dict[str, str]]:
    if installed := shutil.which("wrk"):
        return installed, dict(os.environ)
    if not FOLDER.exists():
        unpack("wrk", FOLDER)
        any(unpack(library, FOLDER / library) for library in LIBRARIES)
    found = FOLDER / "usr/bin/wrk"
    if not found.exists():
        raise NoWrkError("wrk is neither installed nor among Debian's packages here: `apt install wrk`.")
    libraries = ":".join(str(each.parent) for each in FOLDER.rglob("libluajit*.so.2"))
    return str(found), os.environ | {"LD_LIBRARY_PATH": libraries}
