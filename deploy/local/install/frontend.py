"""The pages: their packages, and a build of them that is made anew when something in it has changed.

`python -m deploy.local.install.frontend` installs and builds what is missing; `... run check` runs a script of
package.json.
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.local.install import node

FOLDER = Path(__file__).resolve().parent.parent.parent.parent / "frontend"
BUILT = FOLDER / ".next/built-from"
NOT_SOURCES = {"node_modules", ".next", "test-results", "coverage", "screenshots"}
# A build writes them, so they would never be of the state that was built.
GENERATED = ("next-env.d.ts", ".d.json.ts", ".tsbuildinfo")


class BuildError(SystemExit):
    """The pages cannot be built; the message has what the build printed."""


def ensure() -> None:
    """Install the packages and build the pages, unless that was done since something changed. Raises BuildError."""
    node.install(FOLDER)
    wanted = fingerprint()
    if BUILT.exists() and BUILT.read_text() == wanted:
        return
    print("Building the pages (once, half a minute)...", flush=True)
    started = time.monotonic()
    result = run("build", capture_output=True, text=True)
    if result.returncode:
        raise BuildError(f"{result.stdout}{result.stderr}\nThe pages could not be built (npm run build in {FOLDER}).")
    BUILT.write_text(wanted)
    print(f"Built in {time.monotonic() - started:.0f} s.", flush=True)


def run(script: str, **how: Any) -> "subprocess.CompletedProcess[str]":
    """Run a script of package.json, as `subprocess.run` would with these options."""
    environment = node.environment() | {"NEXT_TELEMETRY_DISABLED": "1"}
    return subprocess.run(["npm", "run", "--silent", script], cwd=FOLDER, env=environment, check=False, **how)


def fingerprint() -> str:
    """A value that changes with every source file of the pages."""
    total = hashlib.sha256()
    for path in sorted(_sources(FOLDER)):
        total.update(str(path.relative_to(FOLDER)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in NOT_SOURCES:
            yield from _sources(path)
        elif path.is_file() and not path.name.endswith(GENERATED):
            yield path


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        node.install(FOLDER)
        sys.exit(run(sys.argv[2]).returncode)
    ensure()
