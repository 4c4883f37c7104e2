"""Which transactions go beyond one shard, each with its bound and its reason.

docs/scaling.md shows this table, and tests/support/sharding fails any test in which the application goes further.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class CrossShard:
    """A transaction that may change documents of these collections on other shards than that of its root; it is known
    by the first of them, or by two ids that name two partitions where one is meant."""

    name: str
    collections: tuple[str, ...]
    bound: str
    reason: str


CROSS_SHARD = (
    CrossShard(
        "registration",
        ("addresses", "users", "handles", "handle_looks", "account_mails"),
        "one address, one handle and its look, one user, one mail",
        "Address and handle lie where their hashes say, the user where the id says; all are stored, or none.",
    ),
    CrossShard(
        "a change of a password or an address",
        ("mail_links", "account_mails", "users", "addresses", "handles", "handle_looks"),
        "one user, two addresses, the links that were sent to one of them, one mail",
        "A link is used up in the transaction of what it is for, so that it takes effect once. It is rare.",
    ),
    CrossShard(
        "a change of a second factor or a passkey",
        ("account_mails",),
        "one user, one mail",
        "Nobody changes it without a mail to its owner. It is rare.",
    ),
    CrossShard(
        "the end of an account",
        ("addresses", "users", "handles", "handle_looks"),
        "one user, their handles and the looks of these, one address",
        "Nobody else may take them while the user still has them. It is rare.",
    ),
    CrossShard(
        "a page of an export",
        ("exports", "export_parts", "account_mails"),
        "one export, one part, at the end all its parts and one mail",
        "How far it is must say the same as what is there. It is rare.",
    ),
    CrossShard(
        "a change of a handle",
        ("handles", "handle_looks"),
        "the new handle and the one before, their looks, one user",
        "Handles lie where their hashes say, so that each is unique, and must say the same as the user. It is rare.",
    ),
    CrossShard(
        "a change of members",
        ("memberships",),
        "one membership for each who comes or goes, at most MEMBERS_MAX",
        "Memberships lie with the person, and must say the same as the conversation. Messages do not change them.",
    ),
    CrossShard(
        "an item from before partitions",
        (),
        "one comment and its post, one message and its conversation",
        "Such an item lies where its own id says. Its edits and its deletion alone; new ones lie with their root.",
    ),
)
