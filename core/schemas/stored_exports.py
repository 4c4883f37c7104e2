"""What is stored of the exports that people ask for (core/exports)."""

from datetime import datetime
from typing import Literal, NotRequired

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict


class StoredExport(TypedDict):
    """The export of one person, in `exports`; `_id` is the person's."""

    _id: str
    p: int
    state: Literal["asked", "ready"]
    asked_ms: int
    # When the next run may go on with it; missing once it is ready.
    due_ms: NotRequired[int]
    # Where that goes on: which section, after which document, with which part.
    section: int
    after: str
    parts: int
    # How much there is of each section.
    counts: dict[str, int]
    ready_ms: NotRequired[int]
    # For MongoDB, which removes it then.
    until: datetime


class StoredExportPart(TypedDict):
    """A page of one section, in `export_parts`; `_id` is `<number>:<person>`."""

    _id: str
    p: int
    user_id: str
    section: str
    # Compressed with zlib: JSON values with commas between, and the same for people to read.
    json: bytes
    html: bytes
    until: datetime
