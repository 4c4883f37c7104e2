"""Comments over HTTP."""

from functools import partial
from typing import Any

import orjson
from flask import Blueprint, Response

from core.content import comments, mentions, replies
from core.reads.indexes import Index
from core.schemas.histories import CommentHistory
from core.schemas.inputs import CommentText, NewComment
from core.schemas.moderation_inputs import NewReport
from core.schemas.outputs import AuthorPage, Comment, Receipt
from core.schemas.threads import CommentContext, CommentPage
from core.writes.context import Context
from web.http.changes import ChangeHeaders, change
from web.http.gated import gated
from web.http.guard import READER
from web.http.own_held import or_held
from web.http.pagination import CursorQuery, ReadHeaders, answer_item
from web.http.people import answer_likers
from web.http.ranked_pages import ThreadQuery, answer_thread
from web.http.revisions import HistoryQuery, answer_history
from web.http.route import route
from web.http.submit import WriteHeaders, look_up, open_to_comments, reportable, submit

bp = Blueprint("comments", __name__)
COMMENTS = "/posts/<id:post_id>/comments"
COMMENT = "/comments/<id:comment_id>"
LIKE = f"{COMMENT}/like"
REPORT = f"{COMMENT}/report"


@route(
    bp,
    "GET",
    COMMENTS,
    query=ThreadQuery,
    headers=ReadHeaders,
    is_counted_inside=True,
    answers={200: CommentPage, 304: None},
    guard=READER,
)
def list_comments(post_id: str, query: ThreadQuery, headers: ReadHeaders) -> Response:
    """The comments of a post that are no replies, each with the first replies to it; `replies_cursor` leads to the
    others."""
    return answer_thread(Index.comments(post_id), query)


@route(
    bp,
    "GET",
    f"{COMMENT}/replies",
    query=ThreadQuery,
    headers=ReadHeaders,
    is_counted_inside=True,
    answers={200: CommentPage, 304: None},
    guard=READER,
)
def list_replies(comment_id: str, query: ThreadQuery, headers: ReadHeaders) -> Response:
    """The replies to a comment, each with the first replies to it."""
    return answer_thread(Index.replies(comment_id), query)


@route(
    bp,
    "POST",
    COMMENTS,
    body=NewComment,
    headers=WriteHeaders,
    answers={202: Receipt, 201: Comment},
    rate="writes",
    is_counted_inside=True,
    also=(409,),
)
def create_comment(post_id: str, body: NewComment, headers: WriteHeaders) -> Response:
    """Comment on a post, or answer one of its comments. Where the discussion is locked only moderators do."""
    mentions.check_count(body.content)
    content = {"post_id": post_id, **body.model_dump(exclude_none=True, exclude={"form"})}
    look = gated(body.content, body.form, partial(_may_stand, post_id, body.parent_id))
    return submit("comment.create", content, headers, look=look)


def _may_stand(post_id: str, parent_id: str | None) -> Context:
    context = open_to_comments(post_id)
    answered = look_up("comment", parent_id) if parent_id else None
    if answered and answered.post_id() != post_id:
        raise replies.of_another_post()
    return context


@route(bp, "GET", COMMENT, headers=ReadHeaders, answers={200: Comment, 304: None}, guard=READER)
def get_comment(comment_id: str, headers: ReadHeaders) -> Response:
    """One comment."""
    return answer_item(or_held("comment", comment_id, comments.get))


@route(bp, "GET", f"{COMMENT}/context", answers={200: CommentContext}, guard=READER)
def get_context(comment_id: str) -> tuple[dict[str, Any], int]:
    """A comment with those that it stands below: enough to open the thread there."""
    ancestors, comment = comments.in_context(comment_id)
    return {
        "ancestors": [orjson.loads(each.json()) for each in ancestors],
        "comment": orjson.loads(comment.json()),
    }, 200


@route(
    bp, "PATCH", COMMENT, body=CommentText, headers=ChangeHeaders, answers={202: Receipt, 200: Comment}, rate="writes"
)
def edit_comment(comment_id: str, body: CommentText, headers: ChangeHeaders) -> Response:
    """Change a comment of your own, within the edit window if there is one. Its history keeps what it said before."""
    mentions.check_count(body.content)
    return change("comment.edit", comment_id, headers, body.model_dump())


@route(bp, "DELETE", COMMENT, headers=ChangeHeaders, answers={202: Receipt, 204: None}, rate="writes")
def delete_comment(comment_id: str, headers: ChangeHeaders) -> Response:
    """Delete a comment of your own."""
    return change("comment.delete", comment_id, headers)


@route(bp, "PUT", LIKE, headers=WriteHeaders, answers={202: Receipt, 200: Comment}, rate="writes")
def like_comment(comment_id: str, headers: WriteHeaders) -> Response:
    """Like a comment. Whoever likes it already goes on liking it."""
    return submit("comment.like", {}, headers, comment_id, look=lambda: _there(comment_id))


@route(bp, "DELETE", LIKE, headers=WriteHeaders, answers={202: Receipt, 200: Comment}, rate="writes")
def unlike_comment(comment_id: str, headers: WriteHeaders) -> Response:
    """Like a comment no longer."""
    return submit("comment.unlike", {}, headers, comment_id, look=lambda: _there(comment_id))


@route(bp, "PUT", REPORT, body=NewReport, headers=WriteHeaders, answers={202: Receipt, 200: Comment}, rate="writes")
def report_comment(comment_id: str, body: NewReport, headers: WriteHeaders) -> Response:
    """Report a comment of somebody else's to the moderators.

    You have one report of each comment: another one takes its place. Only moderators learn who has reported something.
    """
    return submit(
        "comment.report", body.model_dump(), headers, comment_id, look=lambda: reportable("comment", comment_id)
    )


@route(bp, "DELETE", REPORT, headers=WriteHeaders, answers={202: Receipt, 200: Comment}, rate="writes")
def withdraw_comment_report(comment_id: str, headers: WriteHeaders) -> Response:
    """Withdraw your report of a comment."""
    return submit("comment.withdraw_report", {}, headers, comment_id, look=lambda: reportable("comment", comment_id))


@route(bp, "GET", f"{COMMENT}/likes", query=CursorQuery, answers={200: AuthorPage}, guard=READER)
def list_comment_likes(comment_id: str, query: CursorQuery) -> Response:
    """Who likes a comment, the latest first."""
    comments.get(comment_id)
    return answer_likers(comment_id, query)


@route(bp, "GET", f"{COMMENT}/history", query=HistoryQuery, answers={200: CommentHistory}, guard=READER)
def get_comment_history(comment_id: str, query: HistoryQuery) -> Response:
    """What a comment said before each of its edits, the newest first. The oldest go when there are too many."""
    comments.get_written(comment_id)
    return answer_history(comment_id, query)


def _there(comment_id: str) -> Context:
    # With its post: a comment goes out of sight with that.
    look_up("comment", comment_id)
    return Context()
