"""Prometheus' promtool: checks and tests the alert rules, `python -m deploy.local.install.promtool`.

One on the PATH wins; else Debian's package is unpacked under .local/, which needs no root and starts nothing.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local.install.debian import unpack

FOLDER = Path(".local/promtool")
PACKAGE, PROGRAM = "prometheus", "usr/bin/promtool"
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
    if not (FOLDER / PROGRAM).exists() and not unpack(PACKAGE, FOLDER):
        raise SystemExit(f"promtool is missing. Install with:  sudo apt-get install {PACKAGE}")
    return FOLDER / PROGRAM


def main() -> int:
    """Run all checks; 1 when one of them fails."""
    program = find().resolve()
    failed = [check for check in CHECKS if subprocess.run([program, *check], check=False).returncode]
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
