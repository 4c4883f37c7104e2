"""What a notice says in a mail or a push: who did what, how the text begins, and where it is."""

from dataclasses import dataclass
from typing import Any

from core.platform.settings import settings

WHAT = {"reply": "answered you", "mention": "mentioned you"}


@dataclass(frozen=True)
class NoticeText:
    """One notice: who did what, how the text begins, and where it is."""

    title: str
    excerpt: str
    url: str


def text_of(notice: dict[str, Any]) -> NoticeText:
    """What this notice says, as `core.content.inbox.shown` gives it."""
    who = one_line(notice["actors"][0]["name"]) if notice["actors"] else "Somebody"
    where = f"?comment={notice['comment_id']}#comments" if notice["comment_id"] else ""
    url = f"{settings().site_url}/posts/{notice['post_id']}{where}"
    return NoticeText(f"{who} {WHAT[notice['kind']]}", notice["excerpt"], url)


def one_line(text: str) -> str:
    """Of one line, as a header wants it, without what turns or hides what stands beside it."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
