"""Kinds of writes, `<noun>.<verb>`, and what follows from a kind for every write of it."""

from collections.abc import Mapping
from typing import Any

# What a new item belongs to: the field of its write's body with the id of that. Others are roots themselves.
ROOTS = {"comment": "post_id", "message": "conversation_id"}


class WriteKind(str):
    """The kind of a write, such as `post.create`. The canary is one without a verb.

    It is a text and no closed enum: while two versions run side by side, one may read kinds that only the other knows.
    """

    __slots__ = ()

    @property
    def noun(self) -> str:
        """What the write is about: `post` of `post.create`."""
        return self.partition(".")[0]

    @property
    def verb(self) -> str:
        """What it does with that: `create` of `post.create`."""
        return self.partition(".")[2]

    def root_in(self, body: Mapping[str, Any]) -> str:
        """The id of what the item of a write with this body belongs to; empty when the item is a root itself."""
        return str(body.get(ROOTS.get(self.noun, ""), ""))

    @property
    def creates(self) -> bool:
        """Whether the write creates an item, so that others may wait for it."""
        return self.verb == "create"

    @property
    def deletes(self) -> bool:
        """Whether the write deletes its item."""
        return self.verb == "delete"

    @property
    def changes_blocks(self) -> bool:
        """Whether the write decides what others may do whose writes lie elsewhere."""
        return self.verb in ("block", "unblock")

    @property
    def changes_members(self) -> bool:
        """Whether the write decides who receives the later messages of its conversation (docs/decisions/0009)."""
        return self.noun == "conversation" and self.verb != "read"
