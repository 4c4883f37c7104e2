"""Users over HTTP."""

from typing import Any

from flask import Blueprint, Response

from core.content import likes, users
from core.reads.indexes import Index
from core.schemas.inputs import LikedQuery, UserChanges
from core.schemas.outputs import LikedList, PostPage, Receipt, User
from web.http.guard import READER, caller_id
from web.http.kept_pages import answer_public_page
from web.http.pagination import PageQuery, ReadHeaders, answer_item
from web.http.route import route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("users", __name__)


@route(bp, "GET", "/users/<id:user_id>", headers=ReadHeaders, answers={200: User, 304: None}, guard=READER)
def get_user(user_id: str, headers: ReadHeaders) -> Response:
    """One user."""
    return answer_item(users.get(user_id))


@route(
    bp,
    "GET",
    "/users/<id:user_id>/posts",
    query=PageQuery,
    headers=ReadHeaders,
    is_counted_inside=True,
    answers={200: PostPage, 304: None},
    guard=READER,
)
def list_user_posts(user_id: str, query: PageQuery, headers: ReadHeaders) -> Response:
    """A user's posts."""
    return answer_public_page(Index.user_posts(user_id), query)


@route(bp, "GET", "/users/me/likes", query=LikedQuery, answers={200: LikedList})
def list_liked(query: LikedQuery) -> tuple[dict[str, Any], int]:
    """Which of these posts and comments you like. A page is the same for all readers, so this is asked for apart."""
    return {"items": likes.liked_among(caller_id(), query.ids.split(","))}, 200


@route(
    bp,
    "PATCH",
    "/users/me",
    body=UserChanges,
    headers=WriteHeaders,
    answers={202: Receipt, 200: User},
    rate="writes",
)
def edit_me(body: UserChanges, headers: WriteHeaders) -> Response:
    """Change your name or picture. Your posts and comments show it at once."""
    return submit("user.edit", {"changes": body.model_dump(exclude_unset=True)}, headers, caller_id())
