"""The shapes of what a search answers."""

from typing import Annotated, Literal

from pydantic import Field

from core.schemas.outputs import Comment, Cursor, Post, Shape, User


class TextPart(Shape):
    """A piece of a text; the pieces beside each other are what is shown of it. Plain text."""

    text: str
    hit: Annotated[bool, Field(description="Whether it is one of the words that were looked for")]


class PostHighlight(Shape):
    """The title of a post, and its content around the first hit."""

    title: list[TextPart]
    text: list[TextPart]


class FoundPost(Shape):
    """A post that was found."""

    type: Literal["post"]
    item: Post
    highlight: PostHighlight


class CommentHighlight(Shape):
    """The content of a comment around the first hit."""

    text: list[TextPart]


class FoundComment(Shape):
    """A comment that was found, and the title of its post."""

    type: Literal["comment"]
    item: Comment
    highlight: CommentHighlight
    post_title: str


class NameHighlight(Shape):
    """The name of a user."""

    name: list[TextPart]


class FoundUser(Shape):
    """A user who was found."""

    type: Literal["user"]
    item: User
    highlight: NameHighlight


class SearchPage(Shape):
    """A page of what was found."""

    items: list[Annotated[FoundPost | FoundComment | FoundUser, Field(discriminator="type")]]
    next_cursor: Cursor
