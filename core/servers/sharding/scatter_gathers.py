"""Which queries ask all shards, and which transactions go beyond one, each with its bound and its reason.

docs/scaling.md shows these tables, and tests/support/sharding fails any test in which the application asks for more.
"""

from dataclasses import dataclass

from core.schemas.reasons import REASONS


@dataclass(frozen=True)
class ScatterGather:
    """A query that every shard is asked. `fields` are those that its filter may name: `_id>` is a range of `_id`, which
    a question for one document is not, and `*` no filter at all. Only files that begin with one of `only_in` may ask.
    """

    name: str
    collections: tuple[str, ...]
    fields: tuple[str, ...]
    bound: str
    reason: str
    only_in: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class CrossShard:
    """A transaction that may change documents of these collections on other shards than that of its root; it is known
    by the first of them, or by two ids that name two partitions where one is meant."""

    name: str
    collections: tuple[str, ...]
    bound: str
    reason: str


ITEMS = ("posts", "comments", "messages")
COUNTED = ("posts", "comments", "users")
BESIDE = ("likes", "follows", "revisions", "notices", "inboxes", "push_subscriptions", "reports", "cases")
WALKED = ("users", *ITEMS, "conversations", "memberships", "blocks", *BESIDE)
SCATTER_GATHERS = (
    ScatterGather(
        "the feed and a person's posts",
        ("posts",),
        ("author_id", "deleted", "created_ms", "_id>"),
        "of each shard one page, or INDEX_MAX posts for a fill",
        "Posts are spread over all partitions, so that no shard has all of what is new; Redis answers before MongoDB.",
    ),
    ScatterGather(
        "a ranking of the feed",
        ("posts",),
        ("deleted", "like_count", "created_ms"),
        "of each shard 1,000 posts; of `hot` and of a day, week or month those that are liked in that time",
        "As the feed. Twice a minute at most, and only while somebody reads the ranking.",
    ),
    ScatterGather(
        "a thread with items from before partitions",
        ("comments", "messages"),
        (
            *("post_id", "parent_id", "conversation_id", "deleted", "created_ms", "like_count", "seq", "author_id"),
            "_id>",
        ),
        "of each shard one page, or INDEX_MAX items for a fill",
        "Such items lie where their own ids say. Only where the preparation found some: `scattered` in `meta`.",
    ),
    ScatterGather(
        "the conversations of a person who has more than 500",
        ("conversations",),
        ("members", "active_ms", "_id>"),
        "of each shard one page",
        "By their ids it would be more than 500 documents for a page of 20.",
    ),
    ScatterGather(
        "whom a person has blocked",
        ("blocks",),
        ("blocker_id", "blocked_id"),
        "the blocks of one person",
        "Blocks lie with the blocked, about whom each message asks; the list is read when a socket connects.",
    ),
    ScatterGather(
        "handles that begin so",
        ("handles",),
        ("until", "_id>"),
        "of each shard two pages of completions, at most 40 handles",
        "A handle lies where its hash says; asked while somebody types a mention.",
    ),
    ScatterGather(
        "search",
        ("posts", "comments", "users"),
        ("$text", "$nor", "handle", "name", "deleted", "_id>"),
        "of each shard SEARCH_MATCHES_MAX matches of each word, or LOOKED_MAX documents; SEARCH_TIME_S in all",
        "A word may be anywhere. Where that takes too long, a search engine takes over (decision 33).",
        only_in=("core/reads/search/",),
    ),
    ScatterGather(
        "the inbox of a person",
        ("notices",),
        ("user_id", "kind", "at_ms", "item_id"),
        "of each shard one page, or 100 that are unread",
        "Notices lie with what they are about, whose transaction stores them; the inbox is read when it is opened.",
    ),
    ScatterGather(
        "mails and pushes that wait",
        ("notices",),
        ("mail_ms", "mail_claim", "push_ms", "push_claim", "user_id"),
        "of each shard 1,000 that are due, every MAIL_EVERY_S or PUSH_EVERY_S, and those of one person for each",
        "Notices lie with what they are about; those that wait for a mail or a push have an index of their own.",
        only_in=("core/delivery/",),
    ),
    ScatterGather(
        "whom a person follows",
        ("follows",),
        ("follower_id", "deleted", "at_ms", "_id>"),
        "of each shard one page; for a fill of their home feed, or a page of it from MongoDB, FOLLOWING_MAX",
        "Follows lie with the followed, whose followers are counted there; Redis answers for the home feed.",
    ),
    ScatterGather(
        "users for an operator",
        ("users",),
        ("*", "roles", "banned"),
        "all users, or those with a role or a ban",
        "`flask admin users list`, by hand.",
    ),
    ScatterGather(
        "the queue of the moderators",
        ("cases",),
        ("is_open", "opened_ms", "_id>", *(f"reasons.{reason}" for reason in REASONS)),
        "of each shard one page, or 100 that are counted",
        "Cases lie with their items, whose transactions count the reports; few are open, and few people ask.",
        only_in=("core/content/open_cases.py",),
    ),
    ScatterGather(
        "the audit log",
        ("audit",),
        ("*", "who", "at_ms", "_id>"),
        "of each shard as many entries as are listed",
        "By hand, or by a moderator. What was done to one person or item lies on one shard.",
    ),
    ScatterGather(
        "the newest notes of the ledger",
        ("ledger",),
        ("*",),
        "1,000 notes of each shard",
        "Journal and MongoDB are held against each other, once a minute and at each start.",
    ),
    ScatterGather(
        "what is deleted for long enough",
        (*ITEMS, "likes", "follows", "reports"),
        ("deleted", "deleted_ms", "_id>"),
        "PURGE_BATCH items of each shard; the report counts all that are overdue",
        "The nightly purge, and the report on it.",
    ),
    ScatterGather(
        "a walk through a collection",
        (*WALKED, "ledger", "audit", "canary"),
        ("_id>",),
        "PURGE_BATCH documents of each shard at a time",
        "The nightly recount, the search for orphans, and migrations.",
    ),
    ScatterGather(
        "a batch of a migration",
        (*WALKED, "ledger", "audit", "canary"),
        ("_id", "banned", "content", "mentions", "$expr"),
        "PURGE_BATCH documents",
        "What a migration changes may have no partition yet. By hand, at an upgrade.",
        only_in=("core/maintenance/migrations.py", "core/maintenance/shards.py"),
    ),
    ScatterGather(
        "a sample",
        COUNTED,
        ("$sample",),
        "CHECK_SAMPLE items of each shard",
        "The hourly recount of some counters.",
    ),
)
CROSS_SHARD = (
    CrossShard(
        "registration",
        ("addresses", "users", "handles", "account_mails"),
        "one address, one handle, one user, one mail",
        "Address and handle lie where their hashes say, the user where the id says; all are stored, or none.",
    ),
    CrossShard(
        "a change of a password or an address",
        ("mail_links", "account_mails", "users", "addresses", "handles"),
        "one user, two addresses, the links that were sent to one of them, one mail",
        "A link is used up in the transaction of what it is for, so that it takes effect once. It is rare.",
    ),
    CrossShard(
        "a change of a handle",
        ("handles",),
        "the new handle and the one before, one user",
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
