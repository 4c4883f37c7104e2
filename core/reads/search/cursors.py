"""Cursors of a search: the engine's place, and which search it belongs to."""

import base64
import hashlib

from core.reads.cursors import bad_cursor, packed
from core.reads.search.engine import Kind
from core.reads.search.words import Query

CURSOR_MAX = 600


def _name(kind: Kind, query: Query) -> bytes:
    # The text as well: people are found by how it begins.
    asked = "\0".join((kind, query.text, *query.words)).encode()
    return hashlib.blake2b(asked, digest_size=6).hexdigest().encode()


def write_cursor(kind: Kind, query: Query, after: str) -> str:
    """The opaque cursor of this place in this search."""
    return packed(_name(kind, query) + after.encode())


def read_cursor(kind: Kind, query: Query, cursor: str) -> str:
    """The engine's place in this search. Raises Problem 400 for a cursor of another one."""
    try:
        plain = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        after = plain.removeprefix(_name(kind, query)).decode()
    except ValueError:
        raise bad_cursor() from None
    if not after or len(after.encode()) == len(plain):
        raise bad_cursor()
    return after
