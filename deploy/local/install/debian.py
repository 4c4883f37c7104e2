"""Programs out of Debian's packages, unpacked and not installed: that needs no root, and no service is started."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


def unpack(package: str, folder: Path, *more: str) -> bool:
    """Unpack a package, and more that it needs, into this folder, whole or not at all; False if one cannot be had."""
    packages = (package, *more)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        own = Path(name)
        if not _download(packages, own) and os.geteuid() == 0:
            # The package lists of a fresh machine are empty or old.
            _run(own, "apt-get", "update", "-qq")
            _download(packages, own)
        files = list(own.glob("*.deb"))
        if len(files) == len(packages) and all(_run(own, "dpkg", "-x", file.name, "unpacked") for file in files):
            # Another process may have been faster.
            with contextlib.suppress(OSError):
                (own / "unpacked").replace(folder)
    return folder.exists()


def _download(packages: tuple[str, ...], folder: Path) -> bool:
    return _run(folder, "apt-get", "download", "-qq", *packages)


def _run(folder: Path, *command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
