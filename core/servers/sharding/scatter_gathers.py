"""Which queries ask all shards, each with its bound and its reason.

docs/scaling.md shows this table, and tests/support/sharding fails any test in which the application asks for more.
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


ITEMS = ("posts", "comments", "messages")
COUNTED = ("posts", "comments", "users")
BESIDE = (
    "likes",
    "follows",
    "revisions",
    "held",
    "notices",
    "inboxes",
    "push_subscriptions",
    "reports",
    "cases",
    "removals",
    "lessons",
)
WALKED = ("users", *ITEMS, "conversations", "memberships", "invitations", "blocks", *BESIDE)
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
        "the invitations of a person",
        ("invitations",),
        ("user_id", "inviter_id", "is_open", "at_ms", "_id>"),
        "of each shard one page, or INVITATIONS_SENT_MAX and INVITATIONS_RECEIVED_MAX that are open",
        "Invitations lie with the room, whose transaction changes them; listed when the chat is opened, and counted "
        "when somebody is invited or blocked.",
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
        "what is held for moderators",
        ("held",),
        ("deleted", "author_id", "held_ms", "_id>"),
        "of each shard one page",
        "What waits lies with its root, whose transaction shows it; the list is read by moderators, and by authors.",
    ),
    ScatterGather(
        "whether anything of a person is shown",
        ("comments",),
        ("author_id", "deleted"),
        "of each shard one comment, or TRUSTED_FROM",
        "Comments lie with their posts. Only with HOLD=first or TRUSTED_FROM; a worker remembers of whom enough is.",
        only_in=("core/content/gate/",),
    ),
    ScatterGather(
        "whom a person follows",
        ("follows",),
        ("follower_id", "deleted", "at_ms", "_id>"),
        "of each shard one page; for a fill of their home feed, or a page of it from MongoDB, FOLLOWING_MAX",
        "Follows lie with the followed, whose followers are counted there; Redis answers for the home feed.",
    ),
    ScatterGather(
        "what a person takes along",
        (*ITEMS, "likes", "follows", "blocks", "notices", "reports", "held", "removals"),
        ("author_id", "user_id", "follower_id", "blocker_id", "deleted", "_id>"),
        "of each shard 200 documents at a time",
        "What somebody has written lies with its roots. When they ask for it, at most RATE_EXPORTS times.",
        only_in=("core/exports/",),
    ),
    ScatterGather(
        "accounts that are deleted",
        (
            "users",
            *ITEMS,
            *("likes", "follows", "blocks", "notices", "invitations", "reports", "held", "removals", "lessons"),
        ),
        ("is_open", "leaving.due_ms", "author_id", "user_id", "follower_id", "blocker_id", "deleted", "removed", "_id"),
        "of each shard 20 accounts, 200 documents of one of them, or what is left of them",
        "What somebody has written lies with its roots; a run every ERASE_EVERY_S.",
        only_in=("core/erasure/",),
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
        only_in=("core/content/moderation/open_cases.py",),
    ),
    ScatterGather(
        "the appeals",
        ("removals",),
        ("appeal.is_open", "appeal.at_ms", "_id>"),
        "of each shard one page, or 100 that are counted",
        "They lie with what was removed; few are open, and only moderators ask.",
        only_in=("core/content/moderation/appeals.py",),
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
        (*ITEMS, "held", "likes", "follows", "reports", "removals"),
        ("deleted", "deleted_ms", "_id>"),
        "PURGE_BATCH items of each shard; the report counts all that are overdue",
        "The nightly purge, and the report on it.",
    ),
    ScatterGather(
        "a walk through a collection",
        (*WALKED, "ledger", "audit", "export_parts", "canary"),
        ("_id>",),
        "PURGE_BATCH documents of each shard at a time",
        "The nightly recount, the search for orphans, and migrations.",
    ),
    ScatterGather(
        "a batch of a migration",
        (*WALKED, "ledger", "audit", "export_parts", "canary"),
        ("_id", "banned", "content", "mentions", "writers", "$expr"),
        "PURGE_BATCH documents",
        "What a migration changes may have no partition yet. By hand, at an upgrade.",
        only_in=("core/maintenance/migrations.py", "core/maintenance/shards.py"),
    ),
    ScatterGather(
        "what the gate learns from",
        ("lessons",),
        ("*",),
        "of each shard the latest 20,000",
        "Lessons lie with what was decided about. Once an hour, and only with GATE_LEARN.",
        only_in=("core/content/gate/learning.py",),
    ),
    ScatterGather(
        "a sample",
        COUNTED,
        ("$sample",),
        "CHECK_SAMPLE items of each shard",
        "The hourly recount of some counters.",
    ),
)
