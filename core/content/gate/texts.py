"""What a new post or comment, or an edit of one, says."""

from collections.abc import Mapping
from typing import Any

from core.writes.journal import Write

FIELDS = ("title", "content")


def said(fields: Mapping[str, Any]) -> dict[str, str]:
    """The title and the content among these fields of a post or comment, as far as they are there."""
    return {name: fields[name] for name in FIELDS if name in fields}


def texts_of(write: Write) -> dict[str, str]:
    """The title and the content of this write, without what an edit leaves as it is."""
    return said(write.body.get("changes", write.body))
