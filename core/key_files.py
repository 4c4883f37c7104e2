"""RSA keys that sign tokens: one file for each, named after its key id."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

BITS = 3072


def ensure_key(folder: Path) -> Path:
    """The newest private key in this folder; makes the folder and a first key when there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = sorted(folder.glob("*.pem"))
    return keys[-1] if keys else make_key(folder)


def make_key(folder: Path) -> Path:
    """Add a private key that only its owner may read. Its id begins with the date, so the newest sorts last."""
    path = folder / f"{datetime.now(UTC):%Y-%m-%d}-{secrets.token_hex(3)}.pem"
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o400)
    return path
