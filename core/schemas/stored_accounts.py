"""What is stored about accounts beside the users themselves (core/schemas/stored.py)."""

from datetime import datetime
from typing import Any, Literal

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

AccountMailKind = Literal[
    "registration", "confirm", "address", "reset", "sign_in", "password_changed", "address_changed"
]
# Those that have a link.
MailLinkKind = Literal["registration", "confirm", "address", "reset"]


class StoredAccountMail(TypedDict):
    """A mail about an account that is still to be sent, in `account_mails`."""

    _id: str
    p: int
    kind: AccountMailKind
    address: str
    # What it says: of whom, of which sign-in, or the account that is to be made.
    about: dict[str, Any]
    at_ms: int
    due_ms: int


class StoredMailLink(TypedDict):
    """A link that was sent, in `mail_links`. `_id` is the SHA-256 of its token."""

    _id: str
    p: int
    kind: MailLinkKind
    address: str
    about: dict[str, Any]
    until: datetime


class StoredAddress(TypedDict):
    """Whose e-mail address this is, in `addresses`."""

    # The address in lower case.
    _id: str
    user_id: str


class StoredSuspension(TypedDict):
    """Until when somebody may not write, in `users`."""

    until_ms: int
    why: str


class StoredAuditEntry(TypedDict):
    """What an operator or a moderator has done, in `audit`. `_id` is `<entry>:<subject>`."""

    _id: str
    p: int
    at_ms: int
    who: str
    act: str
    subject: str
    why: str
    before: dict[str, Any]
    after: dict[str, Any]
