"""The collections of MongoDB: by which key each is sharded, and its indexes, in one table.

Every document has a field `p`, the partition that its id names (core/platform/ids.py), so the key of a document follows
from its id alone, and what belongs to one root lies on one shard.
"""

from typing import Any

from pymongo import TEXT, IndexModel
from pymongo.collation import Collation

from core.servers.sharding.keys_and_indexes import BY_AUTHOR, BY_HASH, BY_PARTITION, DELETED, Layout
from core.servers.sharding.moderation_layout import MODERATION

LEDGER_TTL_S = 30 * 86_400
# A notice is gone so long after the last time that something was added to it.
NOTICE_TTL_S = 90 * 86_400
THREAD = [("post_id", 1), ("parent_id", 1)]
# Few items are liked: an index of those alone costs nothing when one is made.
LIKED: dict[str, Any] = {"partialFilterExpression": {"like_count": {"$gt": 0}}}
# The same of notices that wait for a mail or a push.
CHANNELS = ("mail", "push")
# Accounts to be deleted.
LEAVING = IndexModel([("leaving.due_ms", 1)], partialFilterExpression={"leaving.due_ms": {"$exists": True}})

# The texts that are searched for words, and how much a word in each weighs. A collection has one text index: another
# field is a migration that drops `words` before it makes it anew.
SEARCHED = {"posts": {"title": 5, "content": 1}, "comments": {"content": 1}, "users": {"name": 1, "handle": 1}}
# What people are found by the beginning of, in this order: each field gets an index of its own.
NAMES = ("handle", "name")
# Compares without case and accents.
FOLDED = Collation("en", strength=1)


def _waiting() -> list[IndexModel]:
    """Of each channel, the notices that wait for it: all in their order, and those to one person."""
    return [
        IndexModel([*by, (f"{each}_ms", 1)], partialFilterExpression={f"{each}_ms": {"$exists": True}})
        for each in CHANNELS
        for by in ([], [("user_id", 1)])
    ]


def _words(name: str, **only: bool) -> IndexModel:
    # Texts come in any language: no stemming, and no words that are left out.
    fields = [(field_name, TEXT) for field_name in SEARCHED[name]]
    about = {"name": "words", "weights": SEARCHED[name], "default_language": "none"}
    return IndexModel(fields, **about, **({"partialFilterExpression": only} if only else {}))


def _names() -> list[IndexModel]:
    return [IndexModel([(each, 1), ("_id", 1)], name=f"{each}_begins", collation=FOLDED) for each in NAMES]


COLLECTIONS = {
    "users": Layout(
        BY_PARTITION,
        [_words("users"), *_names(), LEAVING],
        unsharded=[IndexModel([("email", 1)], unique=True)],
    ),
    # `_id` is the e-mail address in lower case, which is unique in it on however many shards.
    "addresses": Layout(BY_HASH),
    # `_id` is the handle in lower case. Completion asks for those that are present and begin so.
    "handles": Layout(
        BY_HASH, [IndexModel([("until", 1)], expireAfterSeconds=0), IndexModel([("until", 1), ("_id", 1)])]
    ),
    # `_id` is what handles look like.
    "handle_looks": Layout(BY_HASH, [IndexModel([("until", 1)], expireAfterSeconds=0)]),
    "posts": Layout(
        BY_PARTITION,
        [
            IndexModel([("deleted", 1), ("created_ms", 1), ("_id", 1)]),
            IndexModel([("author_id", 1), ("deleted", 1), ("created_ms", 1), ("_id", 1)]),
            # For rankings: by likes, and of those that are not older than a day or so.
            IndexModel([("deleted", 1), ("like_count", 1), ("created_ms", 1), ("_id", 1)], **LIKED),
            IndexModel([("deleted", 1), ("created_ms", 1), ("like_count", 1)], **LIKED),
            DELETED,
            _words("posts", deleted=False),
        ],
    ),
    "comments": Layout(
        BY_PARTITION,
        [
            # All comments of a post, as they are counted; those on its own level; the replies to one.
            IndexModel([("post_id", 1), ("deleted", 1), ("created_ms", 1), ("_id", 1)]),
            IndexModel([("post_id", 1), ("parent_id", 1), ("deleted", 1), ("created_ms", 1), ("_id", 1)]),
            IndexModel([("parent_id", 1), ("deleted", 1), ("created_ms", 1), ("_id", 1)]),
            BY_AUTHOR,
            # For rankings of threads and of replies.
            IndexModel([*THREAD, ("deleted", 1), ("like_count", 1), ("created_ms", 1), ("_id", 1)], **LIKED),
            IndexModel([("parent_id", 1), ("deleted", 1), ("like_count", 1), ("created_ms", 1), ("_id", 1)], **LIKED),
            DELETED,
            # Whether anything of a person is shown already (core/content/gate/authors.py).
            IndexModel([("author_id", 1), ("deleted", 1)]),
            _words("comments", deleted=False),
        ],
    ),
    "messages": Layout(
        BY_PARTITION,
        [
            IndexModel([("conversation_id", 1), ("deleted", 1), ("created_ms", 1), ("_id", 1)]),
            # What is unread is counted from it alone.
            IndexModel([("conversation_id", 1), ("deleted", 1), ("seq", 1), ("author_id", 1)]),
            BY_AUTHOR,
            DELETED,
        ],
    ),
    "conversations": Layout(BY_PARTITION, [IndexModel([("members", 1), ("active_ms", -1), ("_id", -1)])]),
    # `_id` is `<conversation>:<user>`, so they lie with the person.
    "memberships": Layout(BY_PARTITION, [IndexModel([("user_id", 1), ("conversation_id", 1)])]),
    # `_id` is `<user>:<conversation>`, so they lie with the room, whose transaction changes them.
    "invitations": Layout(
        BY_PARTITION,
        [
            IndexModel([("user_id", 1), ("is_open", 1), ("at_ms", 1), ("_id", 1)]),
            IndexModel([("inviter_id", 1), ("is_open", 1)]),
        ],
    ),
    # `_id` is `<blocker>:<blocked>`, so they lie with the blocked, about whom each new message asks.
    "blocks": Layout(BY_PARTITION, [IndexModel([("blocker_id", 1), ("at_ms", -1)]), IndexModel([("blocked_id", 1)])]),
    # `_id` is `<user>:<item>`, so they lie with the item, whose transaction counts them.
    "likes": Layout(
        BY_PARTITION,
        [
            IndexModel([("item_id", 1), ("deleted", 1), ("at_ms", 1), ("_id", 1)]),
            IndexModel([("user_id", 1), ("_id", 1)]),
            DELETED,
        ],
    ),
    # `_id` is `<rev>:<item>`, so they lie with the item, whose edit keeps them.
    "revisions": Layout(BY_PARTITION, [IndexModel([("item_id", 1), ("rev", 1)])]),
    # `_id` is `<user>:<kind>:<item>`, so they lie with the item, in whose transaction they are stored.
    "notices": Layout(
        BY_PARTITION,
        [
            IndexModel([("user_id", 1), ("at_ms", 1), ("item_id", 1)]),
            IndexModel([("item_id", 1)]),
            IndexModel([("at", 1)], expireAfterSeconds=NOTICE_TTL_S),
            *_waiting(),
        ],
    ),
    # `_id` is the user's.
    "inboxes": Layout(BY_PARTITION),
    # `_id` is `<session>:<user>`, so they lie with the user.
    "push_subscriptions": Layout(BY_PARTITION, [IndexModel([("user_id", 1), ("at_ms", 1)])]),
    # `_id` is `<follower>:<followed>`, so they lie with the followed, whose transaction counts them.
    "follows": Layout(
        BY_PARTITION,
        [
            IndexModel([("followed_id", 1), ("deleted", 1), ("at_ms", 1), ("_id", 1)]),
            IndexModel([("follower_id", 1), ("deleted", 1), ("at_ms", 1), ("_id", 1)]),
            DELETED,
        ],
    ),
    # With the root of what the write is about, since that has its partition.
    "ledger": Layout(
        BY_PARTITION,
        [
            IndexModel([("at", 1)], expireAfterSeconds=LEDGER_TTL_S),
            IndexModel([("key", 1)], partialFilterExpression={"key": {"$exists": True}}),
        ],
    ),
    # What waits for minutes; each is found by its own key.
    "account_mails": Layout({}, [IndexModel([("due_ms", 1)])]),
    "mail_links": Layout({}, [IndexModel([("until", 1)], expireAfterSeconds=0), IndexModel([("address", 1)])]),
    # What people take along; a handful at a time. `_id` is the person's.
    "exports": Layout({}, [IndexModel([("due_ms", 1)]), IndexModel([("until", 1)], expireAfterSeconds=0)]),
    # `_id` is `<number>:<person>`, so they lie with the person.
    "export_parts": Layout(
        BY_PARTITION, [IndexModel([("user_id", 1), ("_id", 1)]), IndexModel([("until", 1)], expireAfterSeconds=0)]
    ),
    "canary": Layout(BY_PARTITION),
    # A handful of documents, each asked for once a minute.
    "meta": Layout({}),
} | MODERATION
BY_ID = [name for name, layout in COLLECTIONS.items() if layout.shard_key == BY_PARTITION]
