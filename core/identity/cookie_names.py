"""The names of cookies.

Where they are for HTTPS alone, the names begin with `__Host-` or `__Secure-` (RFC 6265bis, 4.1.3): browsers take these
only from this very host, or over TLS, so that a host beside this one in the same domain cannot set them.
"""

from dataclasses import dataclass

from core.platform.settings import settings


@dataclass(frozen=True)
class CookieNames:
    """The names of the tokens' cookies, of those with their CSRF values, and of the one of a known device."""

    access: str
    refresh: str
    csrf_access: str
    csrf_refresh: str
    device: str


PLAIN = CookieNames("access_token_cookie", "refresh_token_cookie", "csrf_access_token", "csrf_refresh_token", "device")
# `__Host-` asks for the path `/`, which those of signing in and out do not have.
PREFIXED = CookieNames(
    f"__Host-{PLAIN.access}",
    f"__Secure-{PLAIN.refresh}",
    f"__Host-{PLAIN.csrf_access}",
    f"__Host-{PLAIN.csrf_refresh}",
    f"__Secure-{PLAIN.device}",
)


def cookie_names() -> CookieNames:
    """Those of this installation."""
    return PREFIXED if settings().cookie_secure else PLAIN
