"""Markdown of posts and comments as safe HTML: rendered once, when it is stored, and kept beside its source.

Whatever a person wrote can be read: a text of which the HTML would lack something, or which would become many times as
long, is shown as it was typed.
"""

from collections.abc import Mapping
from contextlib import suppress
from html import escape
from importlib import import_module
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.ruler import StateBase
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.token import Token

from core.platform import markdown_mentions
from core.platform.markdown_losses import loses

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
# Of the cells of a table; any other attribute is none of ATTRIBUTES.
ALIGNMENTS = {"left", "center", "right"}
ALIGNED = {cell: {"align": ALIGNMENTS} for cell in ("th", "td")}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener noreferrer"
# Ordinary texts become two or three times as long, a list of links eight times. A page of a hundred posts of 10,000
# characters stays below 9 MB, and no document comes near the 16 MiB that MongoDB stores.
GROWTH, HEADROOM = 8, 4096
NOBODY: Mapping[str, str] = {}
# The preset's: ten lists in each other. With more, rows of brackets take seconds. What is deeper is shown as typed.
NESTING_MAX = 20
# The library fills short rows of a table with up to 65,536 cells that are not in the text.
vars(import_module("markdown_it.rules_block.table"))["MAX_AUTOCOMPLETED_CELLS"] = 200


# The library takes a time that grows with the square of the length for some texts, such as quotes and tables in turn:
# two seconds for 10,000 characters. A step is some five microseconds; an ordinary text takes one to six for each line.
STEPS_MAX = 20_000


class _TooManyStepsError(Exception):
    """Parsing this text takes more steps than STEPS_MAX."""


def _count(state: StateBase, steps: int) -> None:
    state.env["steps"] = state.env.get("steps", 0) + steps
    if state.env["steps"] > STEPS_MAX:
        raise _TooManyStepsError


def _blockquote(state: StateBlock, *lines: Any) -> bool:
    # Asked at each line, by each kind of block that could end there.
    _count(state, 1)
    return blockquote(state, *lines)


def _linkify(state: StateInline, silent: bool) -> bool:
    # Searches what comes before each `://`.
    if state.src.startswith("://", state.pos):
        _count(state, 1 + len(state.pending) // 64)
    return linkify(state, silent)


def _may_lead_to(url: str) -> bool:
    scheme, colon, _ = url.strip().lower().partition(":")
    return not colon or scheme in SCHEMES or any(mark in scheme for mark in "/?#")


# CommonMark without raw HTML, with what people expect of a comment field. Images stay links: a picture on somebody
# else's server tells that server who reads here.
_parser = (
    MarkdownIt(
        "commonmark",
        {"html": False, "linkify": True, "breaks": True, "maxNesting": NESTING_MAX, "store_labels": True},
    )
    .enable(["table", "strikethrough", "linkify"])
    .disable("image")
)
_parser.validateLink = _may_lead_to  # type: ignore[method-assign]
_parser.block.ruler.at("blockquote", _blockquote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
_parser.inline.ruler.at("linkify", _linkify)
_parser.inline.ruler.before("linkify", "mention", markdown_mentions.rule)


def _align_cells(state: StateCore) -> None:
    # The library says it in a style, which no page allows.
    for token in state.tokens:
        if style := token.attrs.pop("style", None):
            token.attrs["align"] = str(style).removeprefix("text-align:")


_parser.core.ruler.push("align_cells", _align_cells)


def mentioned(source: str) -> list[str]:
    """The handles that this Markdown mentions, in lower case, the first one first; not those in code or in links."""
    found = markdown_mentions.State({})
    # Without one, nothing has to be parsed.
    if "@" in source:
        with suppress(_TooManyStepsError):
            _parser.parse(source, {markdown_mentions.KEY: found})
    return list(found.handles)


def render(source: str, people: Mapping[str, str] = NOBODY) -> str:
    """The HTML of this Markdown: only TAGS and ATTRIBUTES, links only to SCHEMES, whatever the source says. A mention
    of one of these `people`, ids by handles in lower case, is a link to them.

    At most GROWTH times as many bytes as the source, and HEADROOM.
    """
    size_max = GROWTH * len(source.encode()) + HEADROOM
    references: dict[str, Any] = {markdown_mentions.KEY: markdown_mentions.State(people)}
    try:
        tokens = _parser.parse(source, references)
    except _TooManyStepsError:
        return as_typed(source)
    if _size(tokens) > size_max or loses(source, tokens):
        return as_typed(source)
    html = _parser.renderer.render(tokens, _parser.options, references)
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values=ALIGNED,
        url_schemes=SCHEMES,
        link_rel=REL,
    )
    # An address of which no browser would make sense is removed, and with it what was typed there.
    is_whole = safe.strip() and safe.count(" href=") == html.count(" href=")
    return safe if is_whole and len(safe.encode()) <= size_max else as_typed(source)


def _size(tokens: list[Token]) -> int:
    """At least how many characters these tokens become, counted before they do."""
    size = sum(len(token.content) + sum(len(str(value)) for value in token.attrs.values()) for token in tokens)
    return size + sum(_size(token.children) for token in tokens if token.children)


def as_typed(source: str) -> str:
    """The text as it was typed, as HTML: paragraphs, and lines that end where they ended."""
    paragraphs = [each.strip("\n") for each in escape(source, quote=False).split("\n\n")]
    return "".join(f"<p>{each.replace(chr(10), '<br>' + chr(10))}</p>\n" for each in paragraphs if each.strip())
