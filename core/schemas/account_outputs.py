"""What people see of their own accounts."""

from typing import Annotated, Any, Literal

from pydantic import Field

from core.schemas.outputs import Id, Shape, Time, User


class LeavingAt(Shape):
    """That an account is to be deleted."""

    at: Annotated[Time, Field(description="Until then its owner may keep it")]
    content: Literal["erase", "anonymise"]


class Suspension(Shape):
    """Until when somebody may read, and not write."""

    until: Time
    why: str


class Me(User):
    """The caller."""

    email: str
    is_confirmed: Annotated[bool, Field(description="Whether they have proven that they read mails to the address")]
    roles: list[str]
    leaving: Annotated[LeavingAt | None, Field(description="Whether the account is to be deleted")]
    suspension: Annotated[Suspension | None, Field(description="Until when they may not write, if they may not")]


class Session(Shape):
    """One sign-in."""

    id: Id
    created_at: Time
    last_seen_at: Time
    user_agent: str
    address: str
    is_current: bool


class SessionList(Shape):
    """The caller's sessions."""

    items: list[Session]


class SecondFactor(Shape):
    """A second factor that is on."""

    since: Time
    recovery_codes_left: int


class Passkey(Shape):
    """One passkey."""

    id: str
    name: str
    created_at: Time
    last_used_at: Time | None


class Factors(Shape):
    """What the caller proves who they are with, beside the password."""

    is_offered: Annotated[bool, Field(description="Whether this site offers second factors and passkeys")]
    is_proven: Annotated[bool, Field(description="Whether this session needs no other proof for changing them")]
    second_factor: SecondFactor | None
    passkeys: list[Passkey]
    passkey_host: Annotated[str, Field(description="Passkeys work only on pages of this host")]


class AppSecret(Shape):
    """What an app needs to show codes."""

    secret: str
    uri: Annotated[str, Field(description="An `otpauth:` address, to be shown as a QR code")]


class RecoveryCodes(Shape):
    """Codes for who has lost the app: each works once. They are shown this once."""

    recovery_codes: list[str]


class PasskeyOptions(Shape):
    """What a browser needs to make or use a passkey."""

    options: Annotated[
        dict[str, Any],
        Field(description="For `PublicKeyCredential.parseCreationOptionsFromJSON`, or `parseRequestOptionsFromJSON`"),
    ]


class Export(Shape):
    """What the caller takes along."""

    state: Literal["asked", "ready"]
    asked_at: Time
    ready_at: Time | None
    until: Annotated[Time | None, Field(description="How long it is kept once it is ready")]
    counts: Annotated[dict[str, int], Field(description="How much there is of each section so far")]


Things = list[dict[str, Any]]


class ExportedData(Shape):
    """All that the caller has here: what they wrote and did, and nothing that others wrote."""

    exported_at: Time
    account: dict[str, Any]
    posts: Things
    comments: Things
    waiting_for_moderators: Things
    removed_by_moderators: Things
    messages: Things
    conversations: Things
    likes: Things
    reports: Things
    following: Things
    blocked: Things
    notices: Things
    devices_with_pushes: Things
