"""Files of RSA keys that sign tokens: one for each, named after its key id, which begins with the time it was made."""

import os
import secrets
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

BITS = 3072


def ensure_key(folder: Path) -> Path:
    """The newest private key in this folder; makes the folder and a first key when there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = key_files(folder)
    return keys[-1] if keys else make_key(folder)


def key_files(folder: Path) -> list[Path]:
    """The private keys of this folder, the one that signs last."""
    return sorted(folder.glob("*.pem"))


def make_key(folder: Path) -> Path:
    """Add a private key that only its owner may read; it signs from now on."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    path = folder / f"{_new_kid(folder)}.pem"
    # Whole or not at all: the API reads the folder as soon as it changes.
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    unfinished.chmod(0o400)
    owner = folder.stat()
    if os.geteuid() == 0:
        os.chown(unfinished, owner.st_uid, owner.st_gid)
    return unfinished.rename(path)


def _new_kid(folder: Path) -> str:
    """An id that sorts after all others, also when two keys are made within a second."""
    newest = max((path.stem for path in key_files(folder)), default="")
    while (kid := f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(3)}") <= newest:
        time.sleep(0.05)
    return kid


def superseded(folder: Path, for_s: float) -> list[Path]:
    """Keys that have not signed for `for_s` seconds, so no token of theirs is alive."""
    keys = key_files(folder)
    cutoff = time.time() - for_s
    return [key for key, successor in pairwise(keys) if successor.stat().st_mtime < cutoff]
