"""The files of pictures: as they were sent, until nothing needs them, and as they are shown."""

import hashlib
import secrets

from core.schemas.pictures import HASH
from core.servers.pictures.store import store

# What was sent is never served: it says where and when it was taken, and no worker has looked at it.
UPLOADS, MADE = "uploads/", "made/"
# Files of so many last digits of ids share a folder.
FOLDER_DIGITS = 2


def sha256(content: bytes) -> str:
    """In hex digits."""
    return hashlib.sha256(content).hexdigest()


def keep_upload(content: bytes) -> str:
    """Keep this file as it was sent, durably; its name. Each has its own, so none is removed under another write.

    Raises PicturesUnavailableError.
    """
    name = UPLOADS + secrets.token_hex(16)
    store().put(name, content)
    return name


def upload(name: str) -> bytes | None:
    """The file that was kept under this name; None when it is gone. Raises PicturesUnavailableError."""
    return store().get(name)


def keep_made(user_id: str, picture: bytes) -> str:
    """Keep this picture of a user; its hash, under which it is found. Raises PicturesUnavailableError."""
    digest = sha256(picture)
    store().put(_name(user_id, digest), picture)
    return digest


def made(user_id: str, digest: str) -> bytes | None:
    """The picture of a user with this hash; None without. Raises PicturesUnavailableError."""
    return store().get(_name(user_id, digest))


def owner_and_hash(name: str) -> tuple[str, str] | None:
    """Whose picture a file is, and its hash; None for any other file."""
    if not name.startswith(MADE):
        return None
    user_id, _, digest = name.rpartition("/")[2].partition("-")
    return (user_id, digest) if HASH.fullmatch(digest) else None


def remove_made(user_id: str, digest: str) -> None:
    """Remove this picture of a user. Raises PicturesUnavailableError."""
    store().remove(_name(user_id, digest))


def _name(user_id: str, digest: str) -> str:
    return f"{MADE}{user_id[-FOLDER_DIGITS:]}/{user_id}-{digest}"
