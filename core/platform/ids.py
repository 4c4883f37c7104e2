"""Ids of everything that is stored."""

from bson import ObjectId


def new_id() -> str:
    """A fresh id: 24 hex digits, unique without asking a server."""
    return str(ObjectId())
