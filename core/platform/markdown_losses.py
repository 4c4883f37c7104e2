"""Whether rendering would lose something of a text: nesting beyond the limit, surplus cells, unused definitions, …

The letters and digits of the source are counted against those that the reader gets to see. What may vanish, because the
reader does not miss it: the name of a fence's language, the number of a list's item, and the definition of a link that
is used. Where a link leads counts as seen.
"""

import re
from collections import Counter
from html import unescape

from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.token import Token

LETTER = re.compile(r"[^\W_]")


def loses(source: str, tokens: list[Token]) -> bool:
    """Whether the HTML of these tokens would lack letters or digits of the source that they were made from."""
    seen = _Seen()
    for token in tokens:
        seen.take(token)
    return bool(_letters(unescape(source)) - seen.letters())


def _letters(text: str) -> Counter[str]:
    return Counter(LETTER.findall(text.lower()))


class _Seen:
    """What a reader gets to see: texts, and how many letters more than their texts links have."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._more: Counter[str] = Counter()
        self._definitions: dict[str, Counter[str]] = {}

    def letters(self) -> Counter[str]:
        """All that is seen."""
        return sum(self._definitions.values(), _letters("".join(self._texts)) + self._more)

    def take(self, token: Token) -> None:
        """See this token, and what is in it."""
        self._texts.append(token.info)
        if token.children is None:
            self._texts.append(token.content)
            return
        for at, each in enumerate(token.children):
            if each.type == "link_open":
                self._take_link(each, _text_after(token.children, at))
            else:
                self._texts.append(each.content)

    def _take_link(self, opening: Token, text: str) -> None:
        """See where a link leads; the definition that it uses once, however often it is used."""
        if opening.markup == "mention":
            # Nobody typed where it leads.
            return
        href = str(opening.attrs.get("href", ""))
        leads_to = _letters(href) | _letters(normalizeLinkText(href))
        if opening.info == "auto":
            # What was typed is the text, but for the scheme and for what is encoded in one of the two.
            self._more += leads_to - _letters(text) - _letters("http" if opening.markup == "linkify" else "")
            return
        leads_to += _letters(str(opening.attrs.get("title", "")))
        if "label" not in opening.meta:
            self._more += leads_to
            return
        label = _letters(str(opening.meta["label"]))
        self._definitions[str(opening.meta["label"])] = leads_to + label
        # `[text][label]` names the label where it is used, too.
        if _letters(text) != label:
            self._more += label


def _text_after(tokens: list[Token], at: int) -> str:
    """What is shown of the link that opens here."""
    end = next((n for n in range(at, len(tokens)) if tokens[n].type == "link_close"), len(tokens))
    return "".join(token.content for token in tokens[at:end])
