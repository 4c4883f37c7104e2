"""Pushes: what is stored of a browser that gets them, what it may say of itself, and what the API answers."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.platform import push_settings, web_push
from core.schemas.outputs import Shape


class StoredPushSubscription(TypedDict):
    """A browser in which somebody wants pushes, in `push_subscriptions`."""

    # `<session>:<user>`, so it lies with the user.
    _id: str
    p: int
    user_id: str
    session_id: str
    endpoint: str
    p256dh: str
    auth: str
    # Our public key, which it was made for: it takes nothing that another one has signed.
    public_key: str
    at_ms: int


def _at_a_service(endpoint: str) -> str:
    if not push_settings.is_on():
        raise ValueError("This site sends no pushes.")
    if not push_settings.allows(endpoint):
        raise ValueError("This is not an address of a push service that is known here.")
    return endpoint


Endpoint = Annotated[
    str,
    StringConstraints(max_length=2048, pattern=rf"^{web_push.ENDPOINT.pattern}$"),
    AfterValidator(_at_a_service),
    Field(description="Where the push service of the browser takes pushes to it; it is told to nobody"),
]
Point = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_-]{87}$"),
    AfterValidator(web_push.check_point),
    Field(description="Its public key: a point of P-256, uncompressed"),
]
Secret = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_-]{22}$"),
    AfterValidator(web_push.check_secret),
    Field(description="Its secret, 16 bytes"),
]


class PushKeys(BaseModel):
    """With what a push to a browser is encrypted (RFC 8291), as base64url without padding."""

    model_config = ConfigDict(extra="forbid", strict=True)

    p256dh: Point
    auth: Secret


class NewPushSubscription(BaseModel):
    """A browser that is to get pushes, as `PushSubscription.toJSON()` says it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    endpoint: Endpoint
    expirationTime: Annotated[  # noqa: N815 - so browsers call it
        float | None, Field(description="Not looked at: the push service says when it has ended")
    ] = None
    keys: PushKeys


class PushState(Shape):
    """Whether this browser gets pushes."""

    public_key: Annotated[str | None, Field(description="The `applicationServerKey`; null: this site sends no pushes")]
    is_on: Annotated[bool, Field(description="Whether your session has a subscription that is sent to")]
