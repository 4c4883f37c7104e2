"""Programs out of Debian's packages, unpacked and not installed: that needs no root, and no service is started."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


def unpack(package: str, folder: Path) -> bool:
    """Unpack a package into this folder, whole or not at all; False when it can be had nowhere."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        own = Path(name)
        if not _download(package, own) and os.geteuid() == 0:
            # The package lists of a fresh machine are empty or old.
            _run(own, "apt-get", "update", "-qq")
            _download(package, own)
        for file in own.glob("*.deb"):
            # Another process may have been faster.
            with contextlib.suppress(OSError):
                if _run(own, "dpkg", "-x", file.name, "unpacked"):
                    (own / "unpacked").replace(folder)
    return folder.exists()


def _download(package: str, folder: Path) -> bool:
    return _run(folder, "apt-get", "download", "-qq", package)


def _run(folder: Path, *command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
