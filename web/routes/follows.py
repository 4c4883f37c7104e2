"""Follows over HTTP: whose posts you want to read, and who follows whom."""

from typing import Any

from flask import Blueprint, Response

from core.content import follows, users
from core.platform.problems import Problem, ProblemKind
from core.reads.cursors import read_cursor
from core.schemas.follows import FollowedList, FollowedQuery
from core.schemas.outputs import AuthorPage, Receipt, User
from core.writes.context import Context
from web.http.guard import READER, caller_id
from web.http.pagination import CursorQuery
from web.http.people import answer_people
from web.http.route import route
from web.http.submit import WriteHeaders, submit, there

bp = Blueprint("follows", __name__)
FOLLOW = "/users/<id:user_id>/follow"


@route(
    bp, "PUT", FOLLOW, headers=WriteHeaders, answers={202: Receipt, 200: User}, rate="writes", is_counted_inside=True
)
def follow_user(user_id: str, headers: WriteHeaders) -> Response:
    """Follow a user: their posts come into your home feed. Whoever follows them already goes on following them."""
    return submit("user.follow", {}, headers, user_id, look=lambda: _context(user_id, is_begun=True))


@route(
    bp, "DELETE", FOLLOW, headers=WriteHeaders, answers={202: Receipt, 200: User}, rate="writes", is_counted_inside=True
)
def unfollow_user(user_id: str, headers: WriteHeaders) -> Response:
    """Follow a user no longer."""
    return submit("user.unfollow", {}, headers, user_id, look=lambda: _context(user_id, is_begun=False))


def _context(user_id: str, *, is_begun: bool) -> Context:
    context = there("user", user_id)
    if user_id == caller_id():
        raise Problem(ProblemKind.INVALID_REQUEST, "You can't follow yourself; your own posts are in your home feed.")
    if is_begun:
        follows.check_may_follow(caller_id(), user_id)
    return context


@route(bp, "GET", "/users/<id:user_id>/followers", query=CursorQuery, answers={200: AuthorPage}, guard=READER)
def list_followers(user_id: str, query: CursorQuery) -> Response:
    """Who follows a user, the latest first."""
    users.get(user_id)
    found = follows.followers(user_id, query.limit + 1, read_cursor(query.cursor) if query.cursor else None)
    return answer_people([(each["at_ms"], each["follower_id"]) for each in found], query.limit)


@route(bp, "GET", "/users/<id:user_id>/following", query=CursorQuery, answers={200: AuthorPage}, guard=READER)
def list_following(user_id: str, query: CursorQuery) -> Response:
    """Whom a user follows, the latest first."""
    users.get(user_id)
    found = follows.following(user_id, query.limit + 1, read_cursor(query.cursor) if query.cursor else None)
    return answer_people([(each["at_ms"], each["followed_id"]) for each in found], query.limit)


@route(bp, "GET", "/users/me/following", query=FollowedQuery, answers={200: FollowedList})
def list_followed(query: FollowedQuery) -> tuple[dict[str, Any], int]:
    """Which of these people you follow."""
    return {"items": follows.followed_among(caller_id(), query.ids.split(","))}, 200
