"""The server programs: one on the PATH wins, else they are installed once."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from deploy.local.install.debian import unpack

# Debian keeps mosquitto in /usr/sbin, which is not on every user's PATH.
MORE_FOLDERS = ("/usr/sbin", "/usr/local/sbin")
FROM_APT = ("redis-server", "mosquitto")
APT_PACKAGES = ("redis-server", "mosquitto", "mosquitto-clients")
# Only the tests need a browser.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NGINX = Path(__file__).resolve().parent.parent.parent.parent / ".local/nginx"
MONGOD = "--no-deps --require-hashes --requirement deploy/local/install/requirements-mongod.txt"


class BinariesError(SystemExit):
    """A server program is missing and cannot be installed from here; the message says what to do."""


def find(name: str) -> str | None:
    """The path of a server program, or None."""
    folders = os.pathsep.join([os.environ.get("PATH", ""), *MORE_FOLDERS])
    fetched = {
        "mongod": Path(sysconfig.get_path("purelib"), "fiftyone/db/bin/mongod"),
        "nginx": NGINX / "usr/sbin/nginx",
    }
    own = fetched.get(name)
    return shutil.which(name, path=folders) or (str(own) if own and os.access(own, os.X_OK) else None)


def require(name: str) -> str:
    """The path of a server program; BinariesError when it is missing."""
    path = find(name)
    if path is None:
        raise BinariesError(_advice([name]))
    return path


def ensure() -> None:
    """Make sure that all server programs are there; install the missing ones with apt when this is root."""
    missing = [name for name in FROM_APT if find(name) is None]
    if missing and _may_install():
        _apt_install(APT_PACKAGES)
    missing = [name for name in (*FROM_APT, "mongod") if find(name) is None]
    if missing:
        raise BinariesError(_advice(missing))


def ensure_nginx() -> None:
    """Make sure that nginx is there: where the machine has none, unpack Debian's package into .local."""
    if find("nginx") is None:
        print("Fetching nginx with apt (once)...", flush=True)
        if not unpack("nginx", NGINX):
            raise BinariesError(_advice(["nginx"]))


def browser() -> str | None:
    """The path of a browser for the tests, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def ensure_browser() -> None:
    """Make sure that there is a browser; install Debian's Chromium when this is root."""
    if browser() is None and _may_install():
        _apt_install(("chromium",))
    if browser() is None:
        raise BinariesError(_advice(["chromium"]))


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(packages: tuple[str, ...]) -> None:
    print(f"Installing {', '.join(packages)} with apt (once)...", flush=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if _apt(install).returncode == 0:
        return
    # The package lists of a fresh machine are empty or old.
    _apt(["apt-get", "update", "-qq"])
    result = _apt(install)
    if result.returncode != 0:
        raise BinariesError(f"{result.stdout}\napt-get could not install them. {_advice(packages)}")


def _apt(command: list[str]) -> "subprocess.CompletedProcess[str]":
    # Run level 1 keeps the packages from starting servers of their own on the usual ports.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def _advice(missing: "list[str] | tuple[str, ...]") -> str:
    lines = [f"Missing on this machine: {', '.join(missing)}."]
    if any(name in FROM_APT for name in missing):
        lines.append(f"  Install with:  sudo apt-get install {' '.join(APT_PACKAGES)}")
    if "nginx" in missing:
        lines.append("  Install with:  sudo apt-get install nginx")
    if "chromium" in missing:
        lines.append("  Install with:  sudo apt-get install chromium   (the tests of the pages need it)")
    if "mongod" in missing:
        lines.append(f"  Install with:  {sys.executable} -m pip install {MONGOD}")
    return "\n".join([*lines, "  Or run everything in containers:  docker compose up"])


if __name__ == "__main__":
    ensure()
    if sys.argv[1:] != ["servers"]:
        ensure_nginx()
        ensure_browser()
