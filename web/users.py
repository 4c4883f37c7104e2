"""Users over HTTP."""

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, model_validator

from core import users
from web.contract import route
from web.fields import ImageUrl, Name
from web.guard import READER, caller_id
from web.kept_pages import answer_public_page
from web.pages import PageQuery, ReadHeaders, answer_item
from web.shapes import PostPage, Receipt, User
from web.writes import WriteHeaders, submit

bp = Blueprint("users", __name__)


class UserChanges(BaseModel):
    """What to change about yourself; what is left out stays."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"minProperties": 1})

    name: Name = ""
    profile_img: ImageUrl = None

    @model_validator(mode="after")
    def _says_something(self) -> "UserChanges":
        if not self.model_fields_set:
            raise ValueError("Send a name, a profile_img, or both.")
        return self


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
    is_page=True,
    answers={200: PostPage, 304: None},
    guard=READER,
)
def list_user_posts(user_id: str, query: PageQuery, headers: ReadHeaders) -> Response:
    """A user's posts."""
    return answer_public_page(f"feed:user:{user_id}", query)


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
