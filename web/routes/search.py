"""Search over HTTP."""

from typing import Annotated

import orjson
from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.reads.search.cursors import CURSOR_MAX
from core.reads.search.engine import Kind
from core.reads.search.results import search
from core.schemas.found import SearchPage
from web.http.guard import READER
from web.http.route import json_bytes, route

bp = Blueprint("search", __name__)
# Neither NUL nor other control characters.
Words = Annotated[str, StringConstraints(min_length=2, max_length=200, pattern=r"^[^\u0000-\u001f\u007f-\u009f]*$")]


class SearchQuery(BaseModel):
    """What is looked for."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[Words, Field(description="Up to 10 words, one of them with two letters; all of them must be there")]
    kind: Kind = "posts"
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: Annotated[
        str | None,
        Field(max_length=CURSOR_MAX, description="`next_cursor` of the page before, for the same `q` and `kind`"),
    ] = None


@route(bp, "GET", "/search", query=SearchQuery, answers={200: SearchPage}, guard=READER, rate="search")
def search_for(query: SearchQuery) -> Response:
    """Posts, comments or people that have all of these words.

    The best come first; of words that very many have, the newest. For people, the beginning of the name is enough. A
    page may be shorter than `limit` and still lead on.
    """
    found = search(query.kind, query.q, query.limit, query.cursor)
    return json_bytes(orjson.dumps({"items": found.items, "next_cursor": found.next_cursor}))
