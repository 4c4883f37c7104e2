"""Task lists in Markdown: an item of a list that begins with `[ ]` or `[x]` has a box, which nobody can tick.

The text of the item is the label of its box, so that a screen reader says both, in whichever language it is written.
"""

import re

from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

BOX = re.compile(r"\[([ xX])\][ \t]+")
IN_ITEM = ["list_item_open", "paragraph_open", "inline"]


def rule(state: StateCore) -> None:
    """A rule of markdown-it for a parsed text."""
    types = [token.type for token in state.tokens]
    for at, token in enumerate(state.tokens):
        if types[max(0, at - 2) : at + 1] == IN_ITEM and token.children:
            token.children = _with_box(token.children)


def _with_box(children: list[Token]) -> list[Token]:
    first, *others = children
    found = BOX.match(first.content) if first.type == "text" else None
    if not found or not (others or first.content[found.end() :]):
        return children
    first.content = first.content[found.end() :]
    # What was typed is its content: whoever looks for what a text has lost finds it there.
    box = Token("task", "input", 0, content=found[1].strip())
    return [Token("task_open", "label", 1), box, *children, Token("task_close", "label", -1)]


def render_box(_: RendererHTML, tokens: list[Token], at: int, _options: OptionsDict, _env: EnvType) -> str:
    """The HTML of a box."""
    return f'<input type="checkbox" disabled{" checked" if tokens[at].content else ""}> '
