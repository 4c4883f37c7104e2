"""Repeats: how often much the same was said in the last hour, by its author and by everybody.

Of each text its MinHash is kept in the cache, which may forget it; never the text. Source: Broder, "On the resemblance
and containment of documents", 1997. Two texts with four fifths of their positions in common share about as many of
their phrases.
"""

import struct
from collections.abc import Iterable
from contextlib import suppress

from rensa import RMinHash

from core.content.gate.word_list import folded
from core.platform.clock import now_ms
from core.platform.settings import settings
from core.servers.cache_partitions import key
from core.servers.redis import UNAVAILABLE, cache_store

POSITIONS, SAME_MIN = 64, 51
# In words. What has fewer than so many together is often said again in good faith.
PHRASE, WORDS_MIN = 3, 6
KEPT_S = 3600
# Of one author, and of all.
OWN_MAX, ALL_MAX = 50, 500
FORM = struct.Struct(f"<Q24s{POSITIONS}I")


def counted(author_id: str, text: str) -> tuple[int, int]:
    """How often something like this text was said in the last hour: by this author, and by others. It is noted as said.
    (0, 0) for a short text, when the rule is off, and when the cache is unavailable."""
    words = folded(text).split() if settings().gate_repeats_max else []
    if len(words) < WORDS_MIN:
        return 0, 0
    signature = _signature(words)
    with suppress(*UNAVAILABLE):
        own, everybody = _noted(author_id, FORM.pack(now_ms(), author_id.encode(), *signature))
        others = [each for each in everybody if FORM.unpack(each)[1] != author_id.encode()]
        return _like(own, signature), _like(others, signature)
    return 0, 0


def _signature(words: list[str]) -> list[int]:
    hashed = RMinHash(num_perm=POSITIONS, seed=1)
    hashed.update([" ".join(words[at : at + PHRASE]) for at in range(len(words) - PHRASE + 1)])
    return list(hashed.digest())


def _noted(author_id: str, said: bytes) -> tuple[list[bytes], list[bytes]]:
    """What was kept before of this author and of all; this is kept from now on."""
    found = []
    with cache_store().pipeline(transaction=False) as pipe:
        for name, most in ((key("gate:said", author_id), OWN_MAX), (key("gate:said", "all"), ALL_MAX)):
            pipe.lrange(name, 0, most - 1).lpush(name, said).ltrim(name, 0, most - 1).expire(name, KEPT_S)
        found = pipe.execute()
    return found[0], found[4]


def _like(some: Iterable[bytes], signature: list[int]) -> int:
    since_ms = now_ms() - KEPT_S * 1000
    kept = [FORM.unpack(each) for each in some]
    recent = [others for said_ms, _, *others in kept if said_ms >= since_ms]
    return sum(sum(map(int.__eq__, others, signature)) >= SAME_MIN for others in recent)
