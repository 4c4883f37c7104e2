"""Handles: what a person may be called in `@ada`, and what a handle is made of when none was chosen.

A handle is ASCII: other scripts have letters that look like an `a` and are none, so a reader could not tell who is
meant. It is kept in lower case, so that nobody is `Ada` beside `ada`; and nobody is `paypa1` beside `paypal`.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

LENGTH_MAX = 30
ALLOWED = "A handle has 3 to 30 characters: the letters a to z, digits and _."
RULE = re.compile(r"[A-Za-z0-9_]{3,30}", re.ASCII)
# Who has one of these would be taken for the site itself, its operators or its mail (RFC 2142); for a part of its
# addresses, should a client have people at `/<handle>`; or is meant by sentences that have no person in mind.
RESERVED = frozenset(
    (
        "admin", "administrator", "admins", "mod", "mods", "moderator", "moderators", "operator", "owner", "root",
        "staff", "sysadmin", "system", "team", "abuse", "billing", "contact", "help", "helpdesk", "hostmaster",
        "info", "legal", "mail", "mailer_daemon", "news", "no_reply", "noreply", "notifications", "official",
        "postmaster", "press", "privacy", "sales", "security", "social", "support", "usenet", "verified", "webmaster",
        "www", "about", "account", "accounts", "api", "app", "assets", "auth", "blog", "chat", "comment", "comments",
        "components", "conversations", "css", "docs", "explore", "favicon", "feed", "graphql", "home", "images",
        "inbox", "index", "js", "likes", "live", "login", "logout", "me", "media", "messages", "metrics", "mqtt",
        "new", "oauth", "post", "posts", "public", "register", "robots", "rss", "search", "session", "sessions",
        "settings", "sign_in", "sign_out", "sign_up", "signin", "signout", "signup", "sitemap", "socket", "static",
        "status", "tags", "terms", "tos", "trending", "user", "users", "well_known", "writes", "all", "anonymous",
        "anybody", "anyone", "channel", "deleted", "everybody", "everyone", "guest", "here", "nobody", "none", "null",
        "self", "somebody", "someone", "undefined", "unknown", "you",
    )
)  # fmt: skip

# What UTS 39 (4, `confusables.txt`) says of the characters that a handle may have. Only a large `i` looks like an `l`,
# and handles are shown in lower case.
LOOKS = str.maketrans({"0": "o", "1": "l", "m": "rn"})


def skeleton(handle: str) -> str:
    """What a handle looks like: those with the same skeleton are taken for each other."""
    return handle.translate(LOOKS)


LOOK_RESERVED = frozenset(map(skeleton, RESERVED))
# The last one of `derived`, as it looks: were it free to be chosen, somebody could keep a person from having any.
OF_AN_ID = re.compile("user_[2-9a-flo]{24}")


def is_reserved(handle: str) -> bool:
    """Whether this handle is a reserved word, or would be taken for one."""
    return skeleton(handle) in LOOK_RESERVED


def fold(text: str) -> str | None:
    """The handle that is written so, in lower case; None when no handle can be."""
    return text.lower() if RULE.fullmatch(text) else None


def _chosen(text: str) -> str:
    if (handle := fold(text)) is None:
        raise ValueError(ALLOWED)
    if is_reserved(handle) or OF_AN_ID.fullmatch(skeleton(handle)):
        raise ValueError("This handle is reserved; choose another one.")
    return handle


Handle = Annotated[
    str,
    AfterValidator(_chosen),
    Field(
        description=f"{ALLOWED} Upper case is taken as lower case. Some words, and what looks like them, are reserved.",
        json_schema_extra={"pattern": f"^{RULE.pattern}$"},
        examples=["ada"],
    ),
]


def derived(name: str, user_id: str) -> list[str]:
    """Handles for a person of this name, the best first; nobody else can have the last one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[: LENGTH_MAX - 9].strip("_")
    found = [stem, f"{stem}_{user_id[-4:]}", f"{stem}_{user_id[-8:]}"] if len(stem) > 1 else []
    return [each for each in [*found, f"user_{user_id}"] if fold(each) and not is_reserved(each)]
