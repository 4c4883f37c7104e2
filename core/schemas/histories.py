"""The shapes of histories: what posts and comments said before they were edited."""

from typing import Annotated

from pydantic import Field

from core.schemas.outputs import Author, Cursor, Html, Shape, Time


class CommentRevision(Shape):
    """What a comment said before an edit, and who edited it when."""

    rev: Annotated[int, Field(ge=1, description="The revision that this text was")]
    edited_at: Annotated[Time, Field(description="When the edit was accepted that replaced it")]
    author: Annotated[Author, Field(description="Who edited it")]
    content: str
    content_html: Html


class PostRevision(CommentRevision):
    """What a post said before an edit, and who edited it when."""

    title: str


class PostHistory(Shape):
    """A page of the earlier versions of a post, the newest first."""

    items: list[PostRevision]
    next_cursor: Cursor


class CommentHistory(Shape):
    """A page of the earlier versions of a comment, the newest first."""

    items: list[CommentRevision]
    next_cursor: Cursor
