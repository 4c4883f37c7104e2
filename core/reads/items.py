"""Items: what the cache keeps of a post, comment, message, conversation or user, as readers get it."""

from dataclasses import dataclass

import orjson

from core.platform.clock import epoch_ms
from core.reads.serializers import Entry, FirstReplies


@dataclass(frozen=True)
class Item:
    """A cached item: its public JSON without `author`, and the author's summary."""

    body: bytes
    author_id: str
    summary: bytes | None
    version: int = 0
    # Of a comment.
    first_replies: FirstReplies | None = None

    @classmethod
    def of(cls, entry: Entry) -> "Item":
        """This entry as it is cached, without the summary of its author."""
        return cls(entry.body, entry.author_id, entry.summary or None, entry.version, entry.first_replies)

    def json(self) -> bytes:
        """The whole public JSON object; a user has no author beside it."""
        return b'{"author":' + (self.summary or b"null") + b"," + self.body[1:] if self.author_id else self.body

    def rev(self) -> int:
        """How often its author has edited it, plus one."""
        return int(orjson.loads(self.body)["rev"])

    def created_ms(self) -> int:
        """When it was created."""
        return epoch_ms(orjson.loads(self.body)["created_at"])

    def is_locked(self) -> bool:
        """Whether only moderators add comments to this post."""
        return bool(orjson.loads(self.body)["is_locked"])

    def post_id(self) -> str:
        """The post that a comment belongs to."""
        return str(orjson.loads(self.body)["post_id"])

    def path(self) -> list[str]:
        """The ids of the comments that a comment stands below."""
        return list(orjson.loads(self.body)["path"])
