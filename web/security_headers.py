"""The headers of every answer that say what a browser may do with it."""

from typing import TYPE_CHECKING

from core.settings import settings

if TYPE_CHECKING:  # the realtime process has no Flask
    from flask import Response

HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]
ONLY_HTTPS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def of_every_answer() -> list[tuple[str, str]]:
    """Name and value of each."""
    return [*HEADERS, ONLY_HTTPS] if settings().cookie_secure else HEADERS


def add(answer: "Response") -> "Response":
    """Add those that the answer does not have."""
    answer.headers.extend(each for each in of_every_answer() if each[0] not in answer.headers)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
