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
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.ruler import StateBase
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, link, linkify
from markdown_it.token import Token

from core.platform import markdown_mentions, markdown_tasks
from core.platform.markdown_losses import loses

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "label", "input"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "input": {"disabled", "checked"}}
# Attributes that may have these values only: of the cells of a table, and of the boxes of a list of tasks.
ALIGNMENTS = {"left", "center", "right"}
VALUES = {**{cell: {"align": ALIGNMENTS} for cell in ("th", "td")}, "input": {"type": {"checkbox"}}}
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


def _picture(state: StateInline, silent: bool) -> bool:
    # A link whose text is what the picture shows: on somebody else's server it would tell that server who reads here.
    # In the text of another link it is none, as a link is none there.
    if silent or state.linkLevel or not state.src.startswith("![", state.pos):
        return False
    state.pos += 1
    if link(state, silent):
        return True
    state.pos -= 1
    return False


# CommonMark without raw HTML, with what people expect of a comment field.
_parser = MarkdownIt(
    "commonmark",
    {"html": False, "linkify": True, "breaks": True, "maxNesting": NESTING_MAX, "store_labels": True},
).enable(["table", "strikethrough", "linkify"])
_parser.validateLink = _may_lead_to  # type: ignore[method-assign]
_parser.block.ruler.at("blockquote", _blockquote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
_parser.inline.ruler.at("linkify", _linkify)
_parser.inline.ruler.at("image", _picture)
_parser.inline.ruler.before("linkify", "mention", markdown_mentions.rule)


def _align_cells(state: StateCore) -> None:
    # The library says it in a style, which no page allows.
    for token in state.tokens:
        if style := token.attrs.pop("style", None):
            token.attrs["align"] = str(style).removeprefix("text-align:")


def _name_links(state: StateCore) -> None:
    # A link without a text, as of a picture that nobody has described, could not be seen.
    for token in state.tokens:
        pairs = list(enumerate(zip(token.children or (), (token.children or [])[1:], strict=False), 1))
        for at, (opening, closing) in reversed(pairs):
            if opening.type == "link_open" and closing.type == "link_close" and token.children:
                text = Token("text", "", 0, content=normalizeLinkText(str(opening.attrs.get("href", ""))))
                token.children.insert(at, text)


_parser.core.ruler.push("align_cells", _align_cells)
_parser.core.ruler.push("name_links", _name_links)
_parser.core.ruler.push("tasks", markdown_tasks.rule)
_parser.add_render_rule("task", markdown_tasks.render_box)


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
        tag_attribute_values=VALUES,
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
