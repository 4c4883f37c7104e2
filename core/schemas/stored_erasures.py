"""What is stored of accounts that are deleted (core/erasure)."""

from typing import Literal, NotRequired

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

# What stands where the name of somebody stood whose account is deleted; they have no handle, either.
ERASED = "Deleted account"
Content = Literal["erase", "anonymise"]


class StoredLeaving(TypedDict):
    """That somebody wants their account deleted, in the user."""

    asked_ms: int
    # When it is carried out, or gone on with.
    due_ms: int
    # What becomes of what they wrote: it goes, or it stays without their name.
    content: Content
    # Since when it is carried out: from then on nobody signs in any more.
    begun_ms: NotRequired[int]
    # What was removed so far, by where it was.
    removed: NotRequired[dict[str, int]]
    # Where the receipt goes, once the account itself has forgotten it.
    address: NotRequired[str]
    name: NotRequired[str]
