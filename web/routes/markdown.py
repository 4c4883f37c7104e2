"""What a text in Markdown will look like, before it is written."""

from flask import Blueprint

from core.content import mentions
from core.schemas.inputs import MarkdownText
from core.schemas.outputs import Rendered
from web.http.route import route

bp = Blueprint("markdown", __name__)


# It costs what carrying out a write costs, so it is counted as one.
@route(bp, "POST", "/markdown", body=MarkdownText, answers={200: Rendered}, rate="writes")
def render_markdown(body: MarkdownText) -> tuple[Rendered, int]:
    """The HTML that a post or comment of this content would have. Nothing is written, and nobody is told."""
    return Rendered(content_html=mentions.preview(body.content)), 200
