"""Kinds of writes, `<noun>.<verb>`, and what follows from a kind for every write of it."""

from collections.abc import Mapping
from typing import Any

# What a new item belongs to: the field of its write's body with the id of that. Others are roots themselves.
ROOTS = {"comment": "post_id", "message": "conversation_id"}
# What everybody reads.
PUBLIC_NOUNS = ("post", "comment")
# The queue of each noun's writes: they are carried out beside those of the other queues, and wait for none of them.
QUEUE_OF = {
    "post": "posts",
    "comment": "comments",
    "user": "people",
    "message": "conversations",
    "conversation": "conversations",
}
# What takes a worker long, and may take it down: nothing else waits for it.
QUEUE_OF_KIND = {"user.set_picture": "pictures"}
# One worker may have these together.
NOUN_QUEUES = tuple(dict.fromkeys(QUEUE_OF.values()))
WRITE_QUEUES = (*NOUN_QUEUES, *QUEUE_OF_KIND.values())
# Of what was accepted before there were queues, and has no noun.
OTHER_QUEUE = WRITE_QUEUES[0]
# And four more reasons to wait: disposable; soon stale; whenever; for a mail server or a push service.
QUEUES = (*WRITE_QUEUES, "cache", "events", "maintenance", "mail")
QUIET_VERBS = (
    *("delete", "unlike", "unfollow", "block", "unblock", "withdraw_report", "appeal"),
    *("read", "read_inbox", "set_inbox", "add_push", "remove_push"),
)
# Writes that show that a queue is carried out; the first was accepted before there were queues.
CANARIES = ("canary", *(f"canary.{queue}" for queue in WRITE_QUEUES))


class WriteKind(str):
    """The kind of a write, such as `post.create`. That of a canary names its queue: `canary.posts`.

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
    def queue(self) -> str:
        """The queue that it is carried out in."""
        if self.noun == "canary" and self.verb:
            return self.verb
        return QUEUE_OF_KIND.get(self) or QUEUE_OF.get(self.noun, OTHER_QUEUE)

    def facts(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What accept.lua has to know of a write of this kind with this body."""
        known = {"creates": self.creates, "changes_members": self.changes_members}
        return known | {"queue": self.queue, "needs": self.needed_in(body)}

    def needed_in(self, body: Mapping[str, Any]) -> str:
        """The id of what has to be there before a write with this body can be carried out, when another queue may be
        about to create it; empty without."""
        root = ROOTS.get(self.noun, "").removesuffix("_id")
        return self.root_in(body) if self.creates and QUEUE_OF.get(root, self.queue) != self.queue else ""

    @property
    def creates(self) -> bool:
        """Whether the write creates an item, so that others may wait for it."""
        return self.verb == "create"

    @property
    def edits(self) -> bool:
        """Whether the write changes what its item says."""
        return self.verb == "edit"

    @property
    def deletes(self) -> bool:
        """Whether the write deletes its item: its author's way, or a moderator's."""
        return self.verb == "delete" or (self.verb == "remove" and self.noun in PUBLIC_NOUNS)

    @property
    def leaves_nothing(self) -> bool:
        """Whether its actor has nothing to read of what it was about: it is deleted, or a room that they declined, or
        what they rejected, or what was removed and stays so."""
        return self.deletes or self.verb in ("decline", "reject", "appeal", "uphold")

    @property
    def is_moderated(self) -> bool:
        """Whether moderators may do it to what others wrote: not to what people say to one another in private."""
        return self.deletes and self.noun in PUBLIC_NOUNS

    @property
    def changes_standing(self) -> bool:
        """Whether the write decides whether somebody may sign in, or write."""
        return self.noun == "user" and self.verb in ("suspend", "unsuspend", "ban", "unban")

    @property
    def changes_blocks(self) -> bool:
        """Whether the write decides what others may do whose writes lie elsewhere."""
        return self.verb in ("block", "unblock")

    @property
    def changes_feeds(self) -> bool:
        """Whether the write decides which posts there are, for all who follow their authors."""
        return self.noun == "post" and (self.creates or self.deletes or self.verb in ("approve", "restore"))

    @property
    def changes_follows(self) -> bool:
        """Whether the write decides who follows whom."""
        return self.verb in ("follow", "unfollow", "end_follow", "block")

    @property
    def is_quiet(self) -> bool:
        """Whether somebody who is suspended may do it: it is about themselves alone, or undoes what they did."""
        return self.verb in QUIET_VERBS

    @property
    def is_consequence(self) -> bool:
        """Whether the write follows from another one, and its actor has not asked for it."""
        return self.verb in ("end_follow", "part", "erase")

    @property
    def changes_members(self) -> bool:
        """Whether the write decides who receives the later messages of its conversation (docs/decisions/0009)."""
        # `add` invites; a worker of the version before, which may run beside this one, makes a member of them.
        return self.noun == "conversation" and self.verb not in ("read", "rename", "decline", "withdraw")
