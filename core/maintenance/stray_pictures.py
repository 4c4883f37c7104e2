"""Files of the picture store that nobody refers to: what was sent, once its write has ended, and pictures that were
replaced or removed. They stay for PICTURES_KEPT_S, so that no file is taken from under a write that is being accepted,
or that is being carried out."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import cast

from core.content.pictures.files import UPLOADS, owner_and_hash
from core.platform.settings import settings
from core.schemas.bodies import PictureBody
from core.servers.mongo import collection
from core.servers.pictures.store import Kept, store
from core.servers.scan import Batches
from core.servers.sharding.filters import by_ids
from core.writes import backlog
from core.writes.kinds import QUEUE_OF_KIND


def find(cursor: str) -> Batches:
    """Names of such files."""
    for batch in _batches(store().listed(cursor)):
        yield batch[-1].name, _stray(each.name for each in batch if _is_old(each.age_s))


def _batches(files: Iterator[Kept]) -> Iterator[list[Kept]]:
    while batch := list(islice(files, settings().purge_batch)):
        yield batch


def _is_old(age_s: float | None) -> bool:
    return age_s is not None and age_s > settings().pictures_kept_s


def _stray(names: Iterable[str]) -> list[str]:
    """Those of these files that nobody refers to now."""
    old = list(names)
    owners = dict(filter(None, map(owner_and_hash, old)))
    users = collection("users").find(by_ids(owners), {"profile_img": 1}) if owners else ()
    shown = {(user["_id"], user["profile_img"]) for user in users}
    awaited = _awaited() if any(name.startswith(UPLOADS) for name in old) else set()
    return [name for name in old if name not in awaited and owner_and_hash(name) not in shown]


def _awaited() -> set[str]:
    """The uploads of which a picture is still to be made; an operator may replay a dead write."""
    writes = [write for queue in set(QUEUE_OF_KIND.values()) for write in backlog.unfinished(queue)]
    bodies = (cast(PictureBody, write.body) for write in writes if write.kind in QUEUE_OF_KIND)
    return {body["upload"] for body in bodies if body}


def remove(names: list[str]) -> int:
    """Remove those of these files that are old and that nobody refers to; return how many went."""
    stray = [name for name in _stray(names) if _is_old(store().age_s(name))]
    for name in stray:
        store().remove(name)
    return len(stray)
