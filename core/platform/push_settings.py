"""What the settings say of pushes: whether there are any, for which key, and where they may go."""

from core.platform import web_push
from core.platform.settings import settings


def is_on() -> bool:
    """Whether people can get pushes at all."""
    return bool(settings().push_key.get_secret_value())


def public_key() -> str:
    """What browsers ask for when somebody wants pushes; empty without a key."""
    return web_push.public_key(settings().push_key.get_secret_value()) if is_on() else ""


def allows(endpoint: str) -> bool:
    """Whether this address of a browser is at one of PUSH_SERVICES."""
    return web_push.is_among(web_push.origin_of(endpoint), settings().push_services)
