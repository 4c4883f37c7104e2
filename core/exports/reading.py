"""An export as a file, piece by piece, so that no process holds all of it."""

import zlib
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from core.exports import html, requests
from core.exports.sections import SECTIONS
from core.platform.clock import rfc3339
from core.schemas.stored_exports import StoredExport, StoredExportPart
from core.servers.mongo import collection
from core.servers.sharding.filters import of_root


def _parts(export: StoredExport, form: str) -> Iterator[tuple[str, Iterator[str]]]:
    """Each section that has parts, with these in one of both forms, in order."""
    wanted = {**of_root("export_parts", "user_id", export["_id"]), "_id": {"$lt": f"{export['parts']:06}"}}
    found = collection("export_parts").find(wanted, {"section": 1, form: 1}).sort("_id", 1).batch_size(1)
    text: Callable[[Any], str] = lambda part: zlib.decompress(part[form]).decode()  # noqa: E731
    section: Callable[[StoredExportPart], str] = lambda part: part["section"]  # noqa: E731
    for name, parts in groupby(found, section):
        yield name, (text(part) for part in parts)


def as_json(user_id: str) -> Iterator[str]:
    """The export of this person as one JSON object: `exported_at`, `account`, and a list for each section.

    Raises Problem 404 when there is none that is ready.
    """
    return _json(requests.ready(user_id))


def _json(export: StoredExport) -> Iterator[str]:
    yield f'{{"exported_at": "{rfc3339(export["ready_ms"])}"'
    found = set()
    for name, parts in _parts(export, "json"):
        found.add(name)
        brackets = ("", "") if name == "account" else ("[\n", "\n]")
        yield f',\n"{name}": {brackets[0]}'
        for n, part in enumerate(parts):
            yield (",\n" if n else "") + part
        yield brackets[1]
    for section in SECTIONS:
        if section.name not in found:
            yield f',\n"{section.name}": []'
    yield "}\n"


def as_page(user_id: str) -> Iterator[str]:
    """The same as a page for people to read. Raises the same."""
    return _page(requests.ready(user_id))


def _page(export: StoredExport) -> Iterator[str]:
    yield html.head(f"What you have here, as of {rfc3339(export['ready_ms'])}")
    for name, parts in _parts(export, "html"):
        yield html.heading(name, export["counts"].get(name, 1))
        yield from parts
    yield html.FOOT
