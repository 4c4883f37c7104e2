"""The shapes of threads as the API answers them."""

from typing import Annotated

from pydantic import Field

from core.schemas.outputs import Comment, Cursor, Shape


class ThreadComment(Comment):
    """A comment as a page of a thread shows it."""

    first_replies: Annotated[
        list[Comment],
        Field(description="At most 2, the oldest first in any order of the page; without replies to these"),
    ]
    replies_cursor: Annotated[
        str | None,
        Field(description="Where `GET /comments/{id}/replies` reads on after these; null: there are no more"),
    ]


class CommentPage(Shape):
    """A page of comments, each with its first replies."""

    items: list[ThreadComment]
    next_cursor: Cursor


class CommentContext(Shape):
    """A comment and those that it stands below, from the post's own level on."""

    ancestors: list[Comment]
    comment: Comment
