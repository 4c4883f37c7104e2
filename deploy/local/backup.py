"""Backup and restore of `make run`: the journal first, MongoDB after it, then keys and pictures (docs/operations.md).

`python -m deploy.local.backup make FOLDER`, also while everything runs; `... restore FOLDER`, while nothing does.
"""

import argparse
import contextlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dotenv import dotenv_values
from pymongo.errors import ServerSelectionTimeoutError
from redis import Redis
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as AwayError
from tqdm import tqdm

from deploy.local.administrator import administrator
from deploy.local.environment import FILE, LOCAL
from deploy.local.run import take_lock
from deploy.local.servers import HOST, Server, of_installation
from deploy.local.waiting import until

STORES = ("journal", "mongod")
OF_THE_INSTALLATION = ("keys", "env", "pictures")
# Written last: a folder without it is not a whole backup.
DONE = "complete"
REWRITE_S = 120.0


class BackupError(SystemExit):
    """The backup cannot be made or put back; the message says why."""


def make(local: Path, folder: Path, journal: Server, mongod: Server) -> None:
    """Copy both stores, and keys, settings and pictures from `local`, into a new folder. Writes are accepted meanwhile,
    and wait for MongoDB to be unlocked. Raises BackupError when the folder is there already."""
    if folder.exists():
        raise BackupError(f"{folder} is there already; name a new folder.")
    folder.mkdir(mode=0o700, parents=True)
    with _without_rewrite(journal):
        _copy(journal.data, folder / "journal")
    with _locked(mongod):
        _copy(mongod.data, folder / "mongod")
    for name in OF_THE_INSTALLATION:
        if (local / name).exists():
            _copy(local / name, folder / name)
    (folder / DONE).write_text(datetime.now(UTC).isoformat())


def restore(local: Path, folder: Path) -> Path:
    """Put a backup into `local`, while nothing runs; return where that which was there before is kept.

    Raises BackupError when the backup is not whole.
    """
    if not (folder / DONE).exists() or not all((folder / name).is_dir() for name in STORES):
        raise BackupError(f"{folder} is not a whole backup: it lacks {', '.join((*STORES, DONE))} or one of them.")
    before = local / f"data.before-{time.strftime('%Y%m%d-%H%M%S')}"
    before.mkdir(mode=0o700)
    for name in STORES:
        # Moved, not removed: a backup that turns out to be the wrong one costs nothing.
        with contextlib.suppress(FileNotFoundError):
            (local / "data" / name).rename(before / name)
        _copy(folder / name, local / "data" / name)
    for name in OF_THE_INSTALLATION:
        if (folder / name).exists():
            with contextlib.suppress(FileNotFoundError):
                (local / name).rename(before / name)
            _copy(folder / name, local / name)
    return before


@contextmanager
def _without_rewrite(journal: Server) -> Iterator[None]:
    """Let the journal begin no rewrite of its log, and wait for one that is under way, if it runs at all."""
    with Redis(host=HOST, port=journal.port, password=journal.password or None, decode_responses=True) as redis:
        try:
            before = redis.config_get("auto-aof-rewrite-percentage")["auto-aof-rewrite-percentage"]
        except AuthenticationError:  # one that runs all the same
            raise BackupError(f"The journal has another password than {FILE}. Start it anew.") from None
        except AwayError:
            yield
            return
        redis.config_set("auto-aof-rewrite-percentage", "0")
        try:
            until(lambda: not redis.info("persistence")["aof_rewrite_in_progress"], "the journal's rewrite", REWRITE_S)
            yield
        finally:
            redis.config_set("auto-aof-rewrite-percentage", before)


@contextmanager
def _locked(mongod: Server) -> Iterator[None]:
    """Let MongoDB write nothing to its files. One that does not run writes nothing."""
    with administrator(mongod, serverSelectionTimeoutMS=1000) as client:
        try:
            client.admin.command("fsync", lock=True)
        except ServerSelectionTimeoutError:
            yield
            return
        try:
            yield
        finally:
            client.admin.command("fsyncUnlock")


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copy2(source, target)
        return
    files = [path for path in source.rglob("*") if path.is_file()]
    total = sum(path.stat().st_size for path in files)
    with tqdm(desc=source.name, total=total, unit="B", unit_scale=True, disable=None) as bar:

        def copy(one: str, other: str) -> None:
            shutil.copy2(one, other)
            bar.update(Path(other).stat().st_size)

        shutil.copytree(source, target, copy_function=copy, ignore=shutil.ignore_patterns("mongod.lock"))


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.backup", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=("make", "restore"))
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    values = dotenv_values(FILE)
    if not values.get("JOURNAL_PORT") and asked.what == "make":
        raise BackupError(f"There is no {FILE}: nothing was ever started here.")
    if asked.what == "make":
        make(LOCAL, asked.folder, of_installation("journal", values), of_installation("mongod", values))
        print(f"Backed up to {asked.folder}. Put it back with: make restore FROM={asked.folder}")
        return
    with take_lock():
        before = restore(LOCAL, asked.folder)
    print(f"Restored from {asked.folder}; what was here before is in {before}. Start it: make run")


if __name__ == "__main__":
    main()
