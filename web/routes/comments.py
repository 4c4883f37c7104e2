"""Comments over HTTP."""

from flask import Blueprint, Response

from core.content import comments
from core.reads.indexes import Index
from core.schemas.inputs import CommentText
from core.schemas.outputs import Comment, CommentPage, Receipt
from web.http.guard import READER
from web.http.kept_pages import answer_public_page
from web.http.pagination import CommentQuery, ReadHeaders, answer_item
from web.http.route import route
from web.http.submit import ChangeHeaders, WriteHeaders, change, submit, there

bp = Blueprint("comments", __name__)
COMMENTS = "/posts/<id:post_id>/comments"
COMMENT = "/comments/<id:comment_id>"


@route(
    bp,
    "GET",
    COMMENTS,
    query=CommentQuery,
    headers=ReadHeaders,
    is_counted_inside=True,
    answers={200: CommentPage, 304: None},
    guard=READER,
)
def list_comments(post_id: str, query: CommentQuery, headers: ReadHeaders) -> Response:
    """The comments of a post."""
    return answer_public_page(Index.comments(post_id), query)


@route(
    bp,
    "POST",
    COMMENTS,
    body=CommentText,
    headers=WriteHeaders,
    answers={202: Receipt, 201: Comment},
    rate="writes",
    is_counted_inside=True,
)
def create_comment(post_id: str, body: CommentText, headers: WriteHeaders) -> Response:
    """Comment on a post."""
    content = {"post_id": post_id, "content": body.content}
    return submit("comment.create", content, headers, look=lambda: there("post", post_id))


@route(bp, "GET", COMMENT, headers=ReadHeaders, answers={200: Comment, 304: None}, guard=READER)
def get_comment(comment_id: str, headers: ReadHeaders) -> Response:
    """One comment."""
    return answer_item(comments.get(comment_id))


@route(
    bp, "PATCH", COMMENT, body=CommentText, headers=ChangeHeaders, answers={202: Receipt, 200: Comment}, rate="writes"
)
def edit_comment(comment_id: str, body: CommentText, headers: ChangeHeaders) -> Response:
    """Change a comment of your own."""
    return change("comment.edit", comment_id, headers, body.model_dump())


@route(bp, "DELETE", COMMENT, headers=ChangeHeaders, answers={202: Receipt, 204: None}, rate="writes")
def delete_comment(comment_id: str, headers: ChangeHeaders) -> Response:
    """Delete a comment of your own."""
    return change("comment.delete", comment_id, headers)
