"""Pictures over HTTP: sent by their owner, and served as what never changes."""

from functools import partial
from typing import Annotated

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from core.content.pictures import files
from core.platform.problems import not_found
from core.schemas.outputs import Receipt, User
from core.writes.context import Context
from web.http.guard import OPEN, caller_id
from web.http.route import route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("pictures", __name__)
MEDIA_TYPE = "image/webp"


class PictureHeaders(BaseModel):
    """What a browser says that asks again."""

    if_none_match: Annotated[str, Field(alias="If-None-Match", description="ETags that you have")] = ""


@route(
    bp,
    "PUT",
    "/users/me/picture",
    takes_bytes_of="picture_bytes_max",
    headers=WriteHeaders,
    answers={202: Receipt, 200: User},
    rate="pictures",
)
def set_picture(body: bytes, headers: WriteHeaders) -> Response:
    """Give yourself a picture.

    It is a JPEG, PNG, WebP or GIF, of which the middle square is kept, and nothing else that is in the file. Whether it
    is a picture at all, the receipt says.
    """
    return submit("user.set_picture", {"sha256": files.sha256(body)}, headers, caller_id(), look=partial(_keep, body))


def _keep(body: bytes) -> Context:
    """The file lies in the picture store before its write is accepted; that of a repeated request is there already."""
    return Context(more={"upload": files.keep_upload(body)})


@route(
    bp,
    "GET",
    "/pictures/<id:user_id>/<sha256:digest>.webp",
    headers=PictureHeaders,
    answers={200: None, 304: None},
    gives=MEDIA_TYPE,
    guard=OPEN,
)
def get_picture(user_id: str, digest: str, headers: PictureHeaders) -> Response:
    """The picture of a user, by its hash: it never changes, and may be kept for ever.

    Who has its address may see it, also where reading needs a session.
    """
    etag = f'"{digest}"'
    kept = {"ETag": etag, "Cache-Control": "public, max-age=31536000, immutable"}
    if etag in headers.if_none_match or headers.if_none_match == "*":
        return Response(status=304, headers=kept)
    if (picture := files.made(user_id, digest)) is None:
        raise not_found("picture")
    return Response(picture, headers=kept, content_type=MEDIA_TYPE)
