"""Users over HTTP."""

from functools import partial
from typing import Any

from flask import Blueprint, Response

from core.content import likes, users
from core.reads.indexes import Index
from core.schemas.inputs import HandleQuery, LikedQuery, UserChanges
from core.schemas.outputs import AuthorList, LikedList, PostPage, Receipt, User
from web.http.guard import READER, caller_id
from web.http.kept_pages import answer_public_page
from web.http.pagination import PageQuery, ReadHeaders, answer_item
from web.http.route import json_bytes, route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("users", __name__)


@route(bp, "GET", "/users/<id:user_id>", headers=ReadHeaders, answers={200: User, 304: None}, guard=READER)
def get_user(user_id: str, headers: ReadHeaders) -> Response:
    """One user."""
    return answer_item(users.get(user_id))


@route(bp, "GET", "/users/by-handle/<handle>", headers=ReadHeaders, answers={200: User, 304: None}, guard=READER)
def get_user_by_handle(handle: str, headers: ReadHeaders) -> Response:
    """Who has this handle, or had it lately. `handle` of the answer is the present one."""
    return answer_item(users.by_handle(handle))


@route(bp, "GET", "/users", query=HandleQuery, answers={200: AuthorList})
def complete_handle(query: HandleQuery) -> Response:
    """Whose handles begin so, while you type one.

    They come in the order of their handles. Who blocks you, or is blocked by you, is left out.
    """
    found = users.beginning_with(query.handle_prefix, query.limit, caller_id())
    return json_bytes(b'{"items":[' + b",".join(found) + b"]}")


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
    also=(409,),
)
def edit_me(body: UserChanges, headers: WriteHeaders) -> Response:
    """Change your name, handle or picture. Your posts and comments show it at once.

    The handle before is kept for you for a while: it leads to you, and nobody else can take it.
    """
    changes = {"changes": body.model_dump(exclude_unset=True)}
    if not body.handle:
        return submit("user.edit", changes, headers, caller_id())
    # A kind of its own, which a version that knows no handles leaves alone.
    return submit(
        "user.rename", changes, headers, caller_id(), look=partial(users.context_of_rename, caller_id(), body.handle)
    )
