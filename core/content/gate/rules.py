"""The rules of the gate: each is a pure function of what is known of a text, its author and its request.

Each gives points. Those of `ON_ACCEPTANCE` are asked before a write is accepted, and what they give travels with it;
those of `IN_WORKER` are asked when it is carried out, of what only MongoDB knows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.platform.settings import Settings

# Of what no person does, or a moderator has forbidden: each is enough to be held, with the default GATE_HOLD_SCORE.
SURE, LIKELY, WEAK = 3, 2, 1
# From what chance on: NLTK's estimates are bold, as those of every naive Bayes classifier are.
PROBABLE, PRACTICALLY_SURE = 0.95, 0.999
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What the rules go by. What nobody knows, or no rule that is on asks for, is None."""

    text: str = ""
    has_listed_word: bool = False
    # Of the form that it was sent from.
    trap: str = ""
    filled_ms: int | None = None
    account_age_s: float | None = None
    # How often something like it was said in the last hour, by its author and by others.
    own_repeats: int = 0
    other_repeats: int = 0
    # How likely it is spam, 0 to 1, by what the gate has learned.
    chance_of_spam: float | None = None
    # Of its author: how many posts and comments are shown, as far as it matters.
    shown_count: int | None = None


Rule = Callable[[Facts, Settings], int]


def honeypot(facts: Facts, chosen: Settings) -> int:
    """Somebody has filled in the field that people do not see."""
    return SURE if chosen.gate_honeypot and facts.trap else 0


def too_fast(facts: Facts, chosen: Settings) -> int:
    """The form was sent sooner than a person writes."""
    return LIKELY if facts.filled_ms is not None and facts.filled_ms < chosen.gate_fill_s * 1000 else 0


def words(facts: Facts, chosen: Settings) -> int:
    """It has a word of the list."""
    return SURE if facts.has_listed_word else 0


def _is_new(facts: Facts, chosen: Settings) -> bool:
    return facts.account_age_s is not None and facts.account_age_s < chosen.gate_new_account_s


def links(facts: Facts, chosen: Settings) -> int:
    """It has too many links; of a new account, half as many are."""
    most, is_new = chosen.gate_links_max, _is_new(facts, chosen)
    is_too_many = most > 0 and len(LINK.findall(facts.text)) > (most // 2 if is_new else most)
    return (SURE if is_new else LIKELY) if is_too_many else 0


def new_account(facts: Facts, chosen: Settings) -> int:
    """Its author has registered lately."""
    return WEAK if _is_new(facts, chosen) else 0


def repeats(facts: Facts, chosen: Settings) -> int:
    """It was said before, in much the same words."""
    most = chosen.gate_repeats_max
    if most and facts.own_repeats >= most:
        return SURE
    return LIKELY if most and facts.other_repeats >= most else 0


def first(facts: Facts, chosen: Settings) -> int:
    """Nothing of its author is shown so far."""
    return chosen.gate_hold_score if chosen.hold == "first" and facts.shown_count == 0 else 0


def everything(facts: Facts, chosen: Settings) -> int:
    """All is held."""
    return chosen.gate_hold_score if chosen.hold == "all" else 0


def learned(facts: Facts, _chosen: Settings) -> int:
    """It is like what moderators have found to be spam."""
    chance = facts.chance_of_spam or 0
    return SURE if chance >= PRACTICALLY_SURE else LIKELY if chance >= PROBABLE else 0


ON_ACCEPTANCE: Mapping[str, Rule] = {
    "honeypot": honeypot,
    "too_fast": too_fast,
    "words": words,
    "links": links,
    "new_account": new_account,
    "repeats": repeats,
}
IN_WORKER: Mapping[str, Rule] = {"first": first, "all": everything, "learned": learned}


def scores(rules: Mapping[str, Rule], facts: Facts, chosen: Settings) -> dict[str, int]:
    """The points that these rules give, by their names; without those that give none."""
    return {name: points for name, rule in rules.items() if (points := rule(facts, chosen))}
