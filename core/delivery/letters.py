"""The mails: what one about some notices says, as text and as HTML."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from typing import Any

from core.delivery import unsubscribing
from core.delivery.notice_texts import NoticeText, one_line, text_of
from core.platform.settings import settings

LISTED_MAX = 50
# As long as a line may be (RFC 5322, 2.1.1): a long address in a header would be folded as encoded words, which no mail
# program takes for an address.
WIRE = SMTP.clone(max_line_length=998)
STYLE = "font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:auto;padding:1em"


def letter(to: str, name: str, shown: list[dict[str, Any]], token: str, now_ms: int) -> EmailMessage:
    """The mail to this address about these notices, as `core.content.inbox.shown` gives them; `token` ends all mails.

    The same notices make a mail with the same Message-ID, so a mail program shows one that was sent twice once.
    """
    texts = [text_of(each) for each in shown[:LISTED_MAX]]
    made = addressed(to, name, now_ms)
    made["Subject"] = texts[0].title if len(shown) == 1 else f"{len(shown)} new notices"
    made["Message-ID"] = message_id(str(each["id"]) for each in shown)
    made["List-Unsubscribe"] = f"<{unsubscribing.one_click(token)}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    more = len(shown) - len(texts)
    made.set_content(_text(texts, more, unsubscribing.page(token)))
    made.add_alternative(_html(texts, more, unsubscribing.page(token)), subtype="html")
    return made


def test_letter(to: str, now_ms: int) -> EmailMessage:
    """A mail that shows that mails go out."""
    made = addressed(to, "", now_ms)
    made["Subject"] = "A test"
    made["Message-ID"] = message_id([to, str(now_ms)])
    made.set_content(f"Mails of {settings().site_url} arrive here.\n")
    return made


def addressed(to: str, name: str, now_ms: int) -> EmailMessage:
    """A mail to this address without subject, id and text."""
    sender, address = parseaddr(settings().mail_from)
    made = EmailMessage(WIRE)
    made["From"] = Address(sender, addr_spec=address)
    made["To"] = Address(one_line(name), addr_spec=to)
    made["Date"] = format_datetime(datetime.fromtimestamp(now_ms / 1000, UTC))
    # RFC 3834: nothing answers it by itself.
    made["Auto-Submitted"] = "auto-generated"
    return made


def message_id(parts: Iterable[str]) -> str:
    """The Message-ID of a mail about these: the same for the same."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"<{digest[:40]}@{parseaddr(settings().mail_from)[1].partition('@')[2]}>"


def _text(texts: list[NoticeText], more: int, unsubscribe: str) -> str:
    parts = [f"{each.title}:\n\n{_quoted(each.excerpt)}\n\n{each.url}\n" for each in texts]
    parts += [f"And {more} more: {settings().site_url}/inbox\n"] if more else []
    return "\n".join(
        [*parts, f"-- \nNo more mails: {unsubscribe}\nWhich mails you get: {settings().site_url}/settings\n"]
    )


def _quoted(excerpt: str) -> str:
    return "\n".join(f"> {line}" for line in excerpt.splitlines())


def _html(texts: list[NoticeText], more: int, unsubscribe: str) -> str:
    items = "".join(
        f'<p><a href="{escape(each.url)}"><b>{escape(each.title)}</b></a></p>'
        f'<blockquote style="margin:0 0 1.5em;white-space:pre-line">{escape(each.excerpt)}</blockquote>'
        for each in texts
    )
    rest = f'<p><a href="{escape(settings().site_url)}/inbox">And {more} more</a></p>' if more else ""
    links = (
        f'<a href="{escape(unsubscribe)}">No more mails</a> · '
        f'<a href="{escape(settings().site_url)}/settings">Which mails you get</a>'
    )
    body = f"{items}{rest}<hr><p><small>{links}</small></p>"
    return whole_html(body)


def whole_html(body: str) -> str:
    """A page for a mail with this body."""
    return f'<!doctype html><html lang="en"><body style="{STYLE}">{body}</body></html>'
