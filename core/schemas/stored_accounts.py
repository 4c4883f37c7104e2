"""What is stored about accounts beside the users themselves (core/schemas/stored.py)."""

from datetime import datetime
from typing import Any, Literal, NotRequired

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.schemas.stored_erasures import StoredLeaving

AccountMailKind = Literal[
    "registration",
    "confirm",
    "address",
    "reset",
    "sign_in",
    "password_changed",
    "address_changed",
    "factor_on",
    "factor_off",
    "recovery_codes",
    "passkey_added",
    "passkey_removed",
    "export_ready",
    "account_leaving",
    "account_erased",
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


class StoredFactor(TypedDict):
    """A second factor, in a user (core/identity/second_factor.py)."""

    # The app's secret, encrypted.
    sealed: str
    since_ms: int
    # The time step of the last code that was accepted.
    last_step: int
    # SHA-256 of each recovery code that is left.
    recovery: list[str]


class StoredPasskey(TypedDict):
    """A passkey, in a user (core/identity/passkeys.py)."""

    # The id that its device gave it, as base64url.
    id: str
    public_key: bytes
    sign_count: int
    name: str
    created_ms: int
    used_ms: int | None


class StoredSuspension(TypedDict):
    """Until when somebody may not write, in `users`."""

    until_ms: int
    why: str


class StoredAccount(TypedDict):
    """What one signs in with, and what an operator says of that; a part of a user (core/schemas/stored.py)."""

    email: str
    # Whether nobody has proven yet that they read the address. Missing once that is done, and in users from before it
    # was asked.
    unconfirmed: NotRequired[bool]
    # An argon2 hash, never the password.
    password: str
    # A second factor that is on; the sealed secret of an app that has not shown a code yet; passkeys.
    second_factor: NotRequired[StoredFactor]
    factor_pending: NotRequired[str]
    passkeys: NotRequired[list[StoredPasskey]]
    roles: list[str]
    banned: bool
    # What they write waits for a moderator.
    muted: NotRequired[bool]
    # Until when they may not write, and why, as a moderator has told them.
    suspended: NotRequired[StoredSuspension]
    # That the account is to be deleted.
    leaving: NotRequired[StoredLeaving]


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
