"""Pictures as files of a folder, which all processes have: on one machine, or on a file system that several share."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

from core.servers.pictures.store import Kept, PicturesUnavailableError


class Folder:
    """A store (core/servers/pictures/store.py)."""

    def __init__(self, path: str) -> None:
        self._root = Path(unquote(path))

    def put(self, name: str, content: bytes) -> None:
        """Written whole under another name first: nobody reads half a file, and who dies leaves one to be swept."""
        target = self._root / name
        with _failures():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = target.with_name(f"{target.name}.{secrets.token_hex(8)}.new")
            with unfinished.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
            _sync(target.parent)

    def get(self, name: str) -> bytes | None:
        """As the store says."""
        with _failures(), suppress(FileNotFoundError):
            return (self._root / name).read_bytes()
        return None

    def age_s(self, name: str) -> float | None:
        """As the store says."""
        with _failures(), suppress(FileNotFoundError):
            return time.time() - (self._root / name).stat().st_mtime
        return None

    def listed(self, after: str) -> Iterator[Kept]:
        """As the store says; with files that were never finished."""
        with _failures():
            for folder, folders, files in os.walk(self._root):
                folders.sort()
                names = sorted(Path(folder, each).relative_to(self._root).as_posix() for each in files)
                for name in (each for each in names if each > after):
                    # None: removed meanwhile.
                    if (age_s := self.age_s(name)) is not None:
                        yield Kept(name, age_s)

    def remove(self, name: str) -> None:
        """As the store says."""
        with _failures():
            (self._root / name).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    # Without it, a name could be gone after a power failure although its file is not.
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PicturesUnavailableError(f"the folder of pictures: {error.strerror or type(error).__name__}") from error
