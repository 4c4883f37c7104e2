"""What the gate has learned, as workers use it: how likely a text is spam."""

from collections.abc import Mapping
from functools import lru_cache

from core.content.gate import learning
from core.content.gate.lessons import words_of
from core.platform.clock import now_ms
from core.platform.settings import settings

# A worker looks so often whether something else was learned.
LOOK_EVERY_MS = 60_000
# Of fewer words that it has learned about it says nothing, and of many it takes those that say most: the words of a
# text are not independent, which the sum would take them for.
KNOWN_MIN, SAYING_MOST = 3, 15


def chance_of_spam(texts: Mapping[str, str]) -> float | None:
    """How likely these texts of one item are spam, 0 to 1, if as much is spam as is not; None when the gate does not
    learn, or knows too few of their words. Raises pymongo's errors."""
    if not settings().gate_learn:
        return None
    weights = _weights(settings().key_prefix, now_ms() // LOOK_EVERY_MS)
    known = (weights[word] for word in words_of(" ".join(texts.values())) if word in weights)
    found = sorted(known, key=abs)[-SAYING_MOST:]
    return 1 / (1 + 2 ** -sum(found)) if len(found) >= KNOWN_MIN else None


@lru_cache(maxsize=1)
def _weights(_key_prefix: str, _minute: int) -> dict[str, float]:
    model = learning.stored()
    return dict(zip(model["words"], model["weights"], strict=True)) if model else {}
