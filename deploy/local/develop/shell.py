"""A Python prompt with the settings and the stores loaded, inside the API's application context."""

import code
import contextlib
from typing import Any

from core.content import comments, posts, users
from core.content.chat import conversations, messages
from core.platform.settings import settings
from core.reads import cache, feeds
from core.servers import redis
from core.servers.mongo import collection
from core.writes import backlog, journal
from tasks.app import app as celery
from web.app import create_admin

NAMES: dict[str, Any] = {
    "settings": settings,
    "collection": collection,
    "redis": redis,
    "cache": cache,
    "feeds": feeds,
    "journal": journal,
    "backlog": backlog,
    "posts": posts,
    "comments": comments,
    "users": users,
    "conversations": conversations,
    "messages": messages,
    "celery": celery,
}
BANNER = f"""\
At hand: app, {", ".join(NAMES)}
For example: collection("posts").find_one(), backlog.totals(). Ctrl-D ends it."""


def main() -> None:
    """Read, evaluate, print, until the end of the input."""
    names = {"app": create_admin(), **NAMES}
    with contextlib.suppress(ImportError):
        import readline
        import rlcompleter

        readline.set_completer(rlcompleter.Completer(names).complete)
        readline.parse_and_bind("tab: complete")
    with names["app"].app_context():
        code.interact(BANNER, local=names, exitmsg="")


if __name__ == "__main__":
    main()
