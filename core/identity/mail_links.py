"""Links in mails: who opens one reads that address. Each works once, for MAIL_LINK_TTL_S, and is stored as a hash."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.client_session import ClientSession

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored_accounts import MailLinkKind, StoredMailLink
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, partition

# 256 bits: nothing to be guessed, so a fast hash will do (OWASP, Forgot Password Cheat Sheet).
TOKEN_BYTES = 32


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(kind: MailLinkKind, address: str, about: dict[str, Any]) -> str:
    """The token of a new link to this address; `about` is what its use needs to know."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link: StoredMailLink = {
        "_id": _hash(token),
        "p": partition(_hash(token)),
        "kind": kind,
        "address": address,
        "about": about,
        "until": datetime.now(UTC) + timedelta(seconds=settings().mail_link_ttl_s),
    }
    collection("mail_links").insert_one(link)
    return token


def find(kinds: tuple[MailLinkKind, ...], token: str) -> StoredMailLink:
    """The link with this token, which stays as it is. Raises Problem 410 when it is used, too old, or never was."""
    return _existing(collection("mail_links").find_one(_working(kinds, token)))


def spend(kinds: tuple[MailLinkKind, ...], token: str, session: ClientSession) -> StoredMailLink:
    """Use up the link with this token, in the caller's transaction. Raises Problem 410 as `find` does."""
    return _existing(collection("mail_links").find_one_and_delete(_working(kinds, token), session=session))


def _working(kinds: tuple[MailLinkKind, ...], token: str) -> dict[str, Any]:
    return {**by_id(_hash(token)), "kind": {"$in": kinds}, "until": {"$gt": datetime.now(UTC)}}


def _existing(link: StoredMailLink | None) -> StoredMailLink:
    if link is None:
        raise Problem(ProblemKind.LINK_ENDED, "This link was used, or is too old. Ask for a new one.")
    return link


def end_all(address: str, kind: MailLinkKind, session: ClientSession) -> None:
    """No link of this kind that went to this address works any more."""
    collection("mail_links").delete_many({"address": address, "kind": kind}, session=session)
