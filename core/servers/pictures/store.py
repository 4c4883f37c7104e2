"""The picture store that the settings name. A file has a name of a few parts, `made/a1/…`, and never changes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from core.platform.settings import settings


class PicturesUnavailableError(Exception):
    """Pictures cannot be kept, read or made now: it may be tried again for as long as it takes."""


@dataclass(frozen=True)
class Kept:
    """A file of the store, and for how many seconds it has been there since it was last put."""

    name: str
    age_s: float


class PictureStore(Protocol):
    """What a store can do. Each call may raise PicturesUnavailableError."""

    def put(self, name: str, content: bytes) -> None:
        """Keep this under this name, durably before it returns; what was there is replaced, and young again."""

    def get(self, name: str) -> bytes | None:
        """What is kept under this name; None without."""

    def age_s(self, name: str) -> float | None:
        """For how many seconds this has been there since it was last put; None if it is not there."""

    def listed(self, after: str) -> Iterator[Kept]:
        """All that is kept, in the order of the names, from the first one after this."""

    def remove(self, name: str) -> None:
        """Keep this no longer, if it is there."""


def store() -> PictureStore:
    """The store of PICTURES_URL."""
    return _opened(settings().pictures_url.get_secret_value(), os.getpid())


@lru_cache(maxsize=4)
def _opened(url: str, _process_id: int) -> PictureStore:
    # The library of S3 is large: who keeps pictures in a folder does not load it.
    if urlsplit(url).scheme == "file":
        from core.servers.pictures.folder import Folder

        return Folder(urlsplit(url).path)
    from core.servers.pictures.s3 import Bucket

    return Bucket(url)
