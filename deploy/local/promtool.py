"""Prometheus' promtool: checks and tests the alert rules, `python -m deploy.local.promtool`.

One on the PATH wins; else Debian's package is unpacked under .local/, which needs no root and starts nothing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(".local/promtool")
PACKAGE = "prometheus"
RULES = "deploy/prometheus"
CHECKS = (
    ("check", "config", f"{RULES}/prometheus.yml"),
    ("check", "rules", f"{RULES}/alerts.yml"),
    ("test", "rules", f"{RULES}/alerts_test.yml"),
)


def find() -> Path:
    """The program; SystemExit with advice when it can be had nowhere."""
    if found := shutil.which("promtool"):
        return Path(found)
    unpacked = FOLDER / "usr/bin/promtool"
    if not unpacked.exists():
        _unpack()
    if not unpacked.exists():
        raise SystemExit(f"promtool is missing. Install with:  sudo apt-get install {PACKAGE}")
    return unpacked


def _unpack() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not _download() and os.geteuid() == 0:
        # The package lists of a fresh machine are empty or old.
        _run("apt-get", "update", "-qq")
        _download()
    for package in FOLDER.glob("*.deb"):
        _run("dpkg", "-x", package.name, ".")
        package.unlink()


def _download() -> bool:
    return _run("apt-get", "download", "-qq", PACKAGE)


def _run(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, cwd=FOLDER, capture_output=True, check=False).returncode == 0


def main() -> int:
    """Run all checks; 1 when one of them fails."""
    program = find().resolve()
    failed = [check for check in CHECKS if subprocess.run([program, *check], check=False).returncode]
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
