"""Posts over HTTP, and the home feed."""

from flask import Blueprint, Response

from core.content import mentions, posts
from core.reads.cursors import read_cursor
from core.reads.indexes import Index
from core.reads.spans import Span
from core.schemas.histories import PostHistory
from core.schemas.inputs import NewPost, PostChanges
from core.schemas.moderation_inputs import NewReport
from core.schemas.outputs import AuthorPage, Post, PostPage, Receipt
from web.http.changes import ChangeHeaders, change
from web.http.gated import gated
from web.http.guard import READER, caller_id
from web.http.kept_pages import answer_home_page
from web.http.own_held import or_held
from web.http.pagination import CursorQuery, ReadHeaders, answer_item
from web.http.people import answer_likers
from web.http.ranked_pages import FeedQuery, answer_feed
from web.http.revisions import HistoryQuery, answer_history
from web.http.route import route
from web.http.submit import WriteHeaders, reportable, submit, there

bp = Blueprint("posts", __name__)
LIKE = "/posts/<id:post_id>/like"
REPORT = "/posts/<id:post_id>/report"


@route(
    bp,
    "GET",
    "/posts",
    query=FeedQuery,
    headers=ReadHeaders,
    is_counted_inside=True,
    answers={200: PostPage, 304: None},
    guard=READER,
)
def list_posts(query: FeedQuery, headers: ReadHeaders) -> Response:
    """The feed: by time, or its rankings."""
    return answer_feed(Index.feed(), query)


@route(bp, "POST", "/posts", body=NewPost, headers=WriteHeaders, answers={202: Receipt, 201: Post}, rate="writes")
def create_post(body: NewPost, headers: WriteHeaders) -> Response:
    """Write a post."""
    mentions.check_count(body.content)
    content = body.model_dump(exclude={"form"})
    return submit("post.create", content, headers, look=gated(f"{body.title}\n{body.content}", body.form))


@route(bp, "GET", "/posts/<id:post_id>", headers=ReadHeaders, answers={200: Post, 304: None}, guard=READER)
def get_post(post_id: str, headers: ReadHeaders) -> Response:
    """One post."""
    return answer_item(or_held("post", post_id, posts.get))


@route(
    bp,
    "PATCH",
    "/posts/<id:post_id>",
    body=PostChanges,
    headers=ChangeHeaders,
    answers={202: Receipt, 200: Post},
    rate="writes",
)
def edit_post(post_id: str, body: PostChanges, headers: ChangeHeaders) -> Response:
    """Change a post of your own, within the edit window if there is one. Its history keeps what it said before."""
    mentions.check_count(body.content)
    return change("post.edit", post_id, headers, body.model_dump(exclude_unset=True))


@route(bp, "DELETE", "/posts/<id:post_id>", headers=ChangeHeaders, answers={202: Receipt, 204: None}, rate="writes")
def delete_post(post_id: str, headers: ChangeHeaders) -> Response:
    """Delete a post of your own; its comments go out of sight with it."""
    return change("post.delete", post_id, headers)


@route(bp, "PUT", LIKE, headers=WriteHeaders, answers={202: Receipt, 200: Post}, rate="writes", is_counted_inside=True)
def like_post(post_id: str, headers: WriteHeaders) -> Response:
    """Like a post. Whoever likes it already goes on liking it."""
    return submit("post.like", {}, headers, post_id, look=lambda: there("post", post_id))


@route(
    bp, "DELETE", LIKE, headers=WriteHeaders, answers={202: Receipt, 200: Post}, rate="writes", is_counted_inside=True
)
def unlike_post(post_id: str, headers: WriteHeaders) -> Response:
    """Like a post no longer."""
    return submit("post.unlike", {}, headers, post_id, look=lambda: there("post", post_id))


@route(bp, "PUT", REPORT, body=NewReport, headers=WriteHeaders, answers={202: Receipt, 200: Post}, rate="writes")
def report_post(post_id: str, body: NewReport, headers: WriteHeaders) -> Response:
    """Report a post of somebody else's to the moderators.

    You have one report of each post: another one takes its place. Only moderators learn who has reported something.
    """
    return submit("post.report", body.model_dump(), headers, post_id, look=lambda: reportable("post", post_id))


@route(bp, "DELETE", REPORT, headers=WriteHeaders, answers={202: Receipt, 200: Post}, rate="writes")
def withdraw_post_report(post_id: str, headers: WriteHeaders) -> Response:
    """Withdraw your report of a post."""
    return submit("post.withdraw_report", {}, headers, post_id, look=lambda: reportable("post", post_id))


@route(bp, "GET", "/posts/<id:post_id>/likes", query=CursorQuery, answers={200: AuthorPage}, guard=READER)
def list_post_likes(post_id: str, query: CursorQuery) -> Response:
    """Who likes a post, the latest first."""
    posts.get(post_id)
    return answer_likers(post_id, query)


@route(bp, "GET", "/posts/<id:post_id>/history", query=HistoryQuery, answers={200: PostHistory}, guard=READER)
def get_post_history(post_id: str, query: HistoryQuery) -> Response:
    """What a post said before each of its edits, the newest first. The oldest go when there are too many."""
    posts.get(post_id)
    return answer_history(post_id, query)


@route(
    bp,
    "GET",
    "/feed/home",
    query=CursorQuery,
    headers=ReadHeaders,
    is_counted_inside=True,
    answers={200: PostPage, 304: None},
)
def read_home_feed(query: CursorQuery, headers: ReadHeaders) -> Response:
    """Your home feed: the posts of those whom you follow, and your own, the newest first."""
    span = Span(limit=query.limit, cursor=read_cursor(query.cursor) if query.cursor else None)
    return answer_home_page(caller_id(), span)
