"""How the collections of moderation lie: what is held, reports and cases, removals, lessons of the gate, and the audit
log."""

from pymongo import IndexModel

from core.servers.sharding.keys_and_indexes import BY_AUTHOR, BY_PARTITION, DELETED, Layout

# A decision is forgotten after half a year: what is spam changes.
LESSON_TTL_S = 180 * 86_400

MODERATION = {
    # `_id` is that of the post or comment which waits, or of which an edit does.
    "held": Layout(
        BY_PARTITION,
        [
            IndexModel([("deleted", 1), ("held_ms", 1), ("_id", 1)]),
            IndexModel([("author_id", 1), ("deleted", 1), ("held_ms", 1), ("_id", 1)]),
            IndexModel([("post_id", 1)]),
            DELETED,
        ],
    ),
    # `_id` is `<user>:<item>`, so they lie with the item, as its case does, whose `_id` is the item's.
    "reports": Layout(
        BY_PARTITION,
        [
            IndexModel([("item_id", 1), ("round", 1), ("deleted", 1), ("at_ms", -1)]),
            IndexModel([("user_id", 1), ("_id", 1)]),
            DELETED,
        ],
    ),
    "cases": Layout(
        BY_PARTITION,
        [
            # The queue: few are open.
            IndexModel([("is_open", 1), ("opened_ms", 1), ("_id", 1)], partialFilterExpression={"is_open": True}),
            IndexModel([("post_id", 1), ("is_open", 1)]),
            IndexModel([("item_id", 1)]),
        ],
    ),
    "removals": Layout(
        BY_PARTITION,
        [
            IndexModel(
                [("appeal.is_open", 1), ("appeal.at_ms", 1), ("_id", 1)],
                partialFilterExpression={"appeal.is_open": True},
            ),
            BY_AUTHOR,
            IndexModel([("item_id", 1)]),
            DELETED,
        ],
    ),
    # `_id` is that of the post or comment that was decided about, in whose transaction they are stored.
    "lessons": Layout(BY_PARTITION, [IndexModel([("at", 1)], expireAfterSeconds=LESSON_TTL_S), BY_AUTHOR]),
    # `_id` is `<entry>:<subject>`, so they lie with whom or what they are about.
    "audit": Layout(
        BY_PARTITION,
        [
            IndexModel([("at_ms", -1), ("_id", -1)]),
            IndexModel([("subject", 1), ("at_ms", -1)]),
            IndexModel([("who", 1), ("at_ms", -1)]),
        ],
    ),
}
