"""Mentions in Markdown: `@ada` as a link to a person, where it is neither in code nor in a link.

What it is not: a part of an address (`ada@example.org`, `example.org/@ada`), of a word, or of a handle of another site
(`@ada@example.org`). Followed by a letter of whichever script, or by an accent on its last letter, it would be read as
somebody else's.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it.rules_inline import StateInline

# Where the rule finds its State in the environment of the parser.
KEY = "mentions"
AT_HANDLE = re.compile(r"@([A-Za-z0-9_]{3,30})(?![\w@])")
# What stands before the `@` of something else.
BEFORE_OTHERS = "@/.=&%+-#_\\"
# Further mentions stay plain: 40 links of 83 bytes are less than the HEADROOM of markdown.py.
LINKS_MAX = 40
# As it is in the HTML of a text.
LINK = re.compile(r'<a href="/users/([0-9a-f]{24})"[^>]*>@([A-Za-z0-9_]{3,30})</a>')


@dataclass
class State:
    """Ids of people by their handles, in lower case; and while a text is parsed, the handles that are in it."""

    people: Mapping[str, str]
    handles: dict[str, None] = field(default_factory=dict)
    links: int = 0


def people_of(html: str) -> dict[str, str] | None:
    """The ids of the people to whom mentions in this HTML lead, by their handles in lower case; None when one handle
    leads to two people, as somebody has written one of the links by hand."""
    pairs = {(handle.lower(), user_id) for user_id, handle in LINK.findall(html)}
    people = dict(pairs)
    return people if len(people) == len(pairs) else None


def _handle_at(source: str, at: int) -> str | None:
    before = source[at - 1] if at else " "
    if before.isalnum() or before in BEFORE_OTHERS or not (match := AT_HANDLE.match(source, at)):
        return None
    after = source[match.end() : match.end() + 1]
    return None if after and unicodedata.category(after).startswith("M") else match[1]


def rule(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it for what stands in a line."""
    if not state.src.startswith("@", state.pos) or state.linkLevel or not isinstance(state.env.get(KEY), State):
        return False
    if (handle := _handle_at(state.src, state.pos)) is None:
        return False
    if not silent:
        _push(state, handle)
    state.pos += 1 + len(handle)
    return True


def _push(state: StateInline, handle: str) -> None:
    found: State = state.env[KEY]
    found.handles[handle.lower()] = None
    user_id = found.people.get(handle.lower())
    if user_id is None or found.links == LINKS_MAX:
        state.pending += f"@{handle}"
        return
    found.links += 1
    link = state.push("link_open", "a", 1)
    link.attrs, link.markup, link.info = {"href": f"/users/{user_id}"}, "mention", "auto"
    state.push("text", "", 0).content = f"@{handle}"
    link = state.push("link_close", "a", -1)
    link.markup, link.info = "mention", "auto"
