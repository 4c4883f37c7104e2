"""The key by which the members of MongoDB's replica set know each other."""

import base64
import secrets
from pathlib import Path


def ensure_key_file(path: Path) -> None:
    """Make the file of the key, which its owner alone may read, when there is none."""
    if path.exists():
        return
    unfinished = path.with_suffix(".new")
    # One of a start that was killed may not be written to.
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(base64.b64encode(secrets.token_bytes(96)))
    unfinished.chmod(0o400)
    unfinished.replace(path)
