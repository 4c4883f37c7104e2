"""Markdown of posts and comments as safe HTML: rendered once, when it is stored, and kept beside its source."""

from html import escape

import nh3
from markdown_it import MarkdownIt

# CommonMark without raw HTML, with what people expect of a comment field. Images stay links: a picture on somebody
# else's server tells that server who reads here.
_parser = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    .enable(["table", "strikethrough", "linkify"])
    .disable("image")
)
# The collections whose contents are Markdown.
RICH = ("posts", "comments")
TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener noreferrer"


def render(source: str) -> str:
    """The HTML of this Markdown: only TAGS and ATTRIBUTES, links only to SCHEMES, whatever the source says."""
    html = _parser.render(source)
    safe = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL)
    # A text of nothing but link definitions would be invisible.
    return safe if safe.strip() else f"<p>{escape(source)}</p>\n"


def rich(content: str) -> dict[str, str]:
    """The fields of a post or comment with this content."""
    return {"content": content, "content_html": render(content)}
