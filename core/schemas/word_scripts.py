"""Which scripts a word of a name may be of: one, or those that are written together, so that no letter stands for one
of another script that looks the same (UTS 39, 5.2, "highly restrictive")."""

import re

from confusable_homoglyphs import categories

TOGETHER = (
    {"LATIN", "HAN", "HIRAGANA", "KATAKANA"},
    {"LATIN", "HAN", "BOPOMOFO"},
    {"LATIN", "HAN", "HANGUL"},
)
# Digits, marks and what belongs to no script.
OF_ALL = {"COMMON", "INHERITED"}
WORD = re.compile(r"[^\W\d_]+")


def check_words(name: str) -> str:
    """The name, if no word in it mixes scripts. Raises ValueError, which says which ones."""
    for word in WORD.findall(name):
        scripts = categories.unique_aliases(word) - OF_ALL
        if len(scripts) > 1 and not any(scripts <= each for each in TOGETHER):
            mixed = " and ".join(sorted(each.replace("_", " ").title() for each in scripts))
            raise ValueError(f"A word of it mixes letters of {mixed}, and could be taken for another one.")
    return name
