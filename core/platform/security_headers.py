"""The headers of every answer that say what a browser may do with it."""

from core.platform.settings import settings

HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]
ONLY_HTTPS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def of_every_answer() -> list[tuple[str, str]]:
    """Name and value of each."""
    return [*HEADERS, ONLY_HTTPS] if settings().cookie_secure else HEADERS
