"""The kinds of text that people may send. Each needs a visible character and may not hold NUL."""

from typing import Annotated

from pydantic import Field, StringConstraints

# Blank, control, zero-width and filler characters: a text of nothing else would look empty.
INVISIBLE = (
    r"\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
)
VISIBLE = rf"^[^\u0000]*[^{INVISIBLE}][^\u0000]*$"

Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=VISIBLE)]
PostContent = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=VISIBLE)]
CommentContent = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=VISIBLE)]
MessageContent = CommentContent
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=VISIBLE)]
Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}$"),
    Field(examples=["ada@example.org"]),
]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128, pattern=r"^[^\u0000]*$")]
ImageUrl = Annotated[
    Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\u0000<>\"]+$")] | None,
    Field(description="An http(s) address; the server does not fetch it"),
]
