"""What a user's picture is called: in their document, and as an address."""

import re

# SHA-256 of what is served.
HASH = re.compile(r"[0-9a-f]{64}")
PLACE = "/api/v1/pictures"


def address(user_id: str, stored: str | None) -> str | None:
    """The address of the picture that stands in a user's document. None without one, and for what stood there before
    pictures were kept here: an address elsewhere, which nobody is led to."""
    return f"{PLACE}/{user_id}/{stored}.webp" if stored and HASH.fullmatch(stored) else None
