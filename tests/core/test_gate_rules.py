"""The rules of the gate, each alone, and what they look at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.content.gate import repeats, rules, word_list
from core.content.gate.rules import Facts
from core.platform.settings import Settings
from core.servers.redis import cache_store
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually

Configure = Callable[..., Settings]
LINKS = "See https://a.example and www.b.example and [this](http://c.example)."
SENTENCE = "Buy these watches now because they are the best that you will find"


def given(facts: Facts, chosen: Settings) -> dict[str, int]:
    """The points of all rules."""
    return rules.scores({**rules.ON_ACCEPTANCE, **rules.IN_WORKER}, facts, chosen)


def test_nothing_is_switched_on_but_the_trap(configure: Configure) -> None:
    suspicious = Facts(LINKS, False, "", 1, account_age_s=1, own_repeats=9, other_repeats=9, shown_count=0)
    assert given(suspicious, configure()) == {}
    assert given(Facts(trap="http://spam.example"), configure()) == {"honeypot": 3}
    assert given(Facts(trap="http://spam.example"), configure(gate_honeypot=False)) == {}


@pytest.mark.parametrize(("filled_ms", "points"), [(None, {}), (2999, {"too_fast": 2}), (3000, {})])
def test_a_form_that_was_sent_too_soon(configure: Configure, filled_ms: int | None, points: dict[str, int]) -> None:
    assert given(Facts(filled_ms=filled_ms), configure(gate_fill_s=3)) == points


@pytest.mark.parametrize(
    ("most", "age_s", "points"),
    [(3, 1, {}), (2, None, {"links": 2}), (2, 99, {"links": 2}), (5, 1, {"links": 3, "new_account": 1}), (0, 99, {})],
)
def test_links_count_for_more_in_a_new_account(
    configure: Configure, most: int, age_s: float | None, points: dict[str, int]
) -> None:
    new_s = 60 if points.get("new_account") else 0
    chosen = configure(gate_links_max=most, gate_new_account_s=new_s)
    assert given(Facts(LINKS, account_age_s=age_s), chosen) == points


def test_repeats_of_ones_own_count_for_more(configure: Configure) -> None:
    chosen = configure(gate_repeats_max=2)
    assert given(Facts(own_repeats=2, other_repeats=5), chosen) == {"repeats": 3}
    assert given(Facts(own_repeats=1, other_repeats=2), chosen) == {"repeats": 2}
    assert given(Facts(own_repeats=1, other_repeats=1), chosen) == {}


def test_the_first_of_an_account_and_all_are_held_whatever_the_score_is(configure: Configure) -> None:
    assert given(Facts(shown_count=0), configure(hold="first", gate_hold_score=7)) == {"first": 7}
    assert given(Facts(shown_count=1), configure(hold="first")) == {}
    assert given(Facts(shown_count=1), configure(hold="all", gate_hold_score=7)) == {"all": 7}


@pytest.mark.parametrize("text", ["A CASINO!", "the casino.", "Easy  money", "easy-money now", "Cásino"])
def test_a_listed_word_is_found_whatever_its_case_and_accents(configure: Configure, tmp_path: Path, text: str) -> None:
    (tmp_path / "words").write_text("# Of last week\ncasino\neasy money # two words\n\n")
    configure(gate_words_file=str(tmp_path / "words"))
    assert word_list.has_listed_word(text)


@pytest.mark.parametrize("text", ["casinos", "uneasy money", "easy", "money easy", "", "#"])
def test_only_whole_words_and_phrases_are_found(configure: Configure, tmp_path: Path, text: str) -> None:
    (tmp_path / "words").write_text("casino\neasy money\n")
    configure(gate_words_file=str(tmp_path / "words"))
    assert not word_list.has_listed_word(text)


def test_a_list_that_changes_or_goes_is_heeded(configure: Configure, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("casino")
    configure(gate_words_file=str(words))
    assert not word_list.has_listed_word("roulette")
    words.write_text("roulette\n")
    assert word_list.has_listed_word("roulette")
    words.unlink()
    assert not word_list.has_listed_word("roulette")


def test_a_list_that_is_not_there_refuses_the_start(configure: Configure, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such file"):
        configure(gate_words_file=str(tmp_path / "words"))


def test_what_is_said_in_much_the_same_words_is_counted(configure: Configure, system: Settings) -> None:
    configure(gate_repeats_max=2, key_prefix=system.key_prefix)
    ada, bob = "a" * 24, "b" * 24
    assert repeats.counted(ada, SENTENCE) == (0, 0)
    assert repeats.counted(ada, SENTENCE.upper() + "!!!") == (1, 0)
    assert repeats.counted(bob, SENTENCE) == (0, 2)
    assert repeats.counted(bob, "Quite another sentence that has nothing to do with all of this") == (0, 0)
    assert repeats.counted(ada, SENTENCE) == (2, 1)


def test_short_texts_are_no_repeats_and_what_is_kept_is_bounded(
    configure: Configure, system: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(gate_repeats_max=1, key_prefix=system.key_prefix)
    monkeypatch.setattr(repeats, "ALL_MAX", 3)
    assert [repeats.counted("a" * 24, "Thank you!") for _ in range(2)] == [(0, 0)] * 2
    for n in range(5):
        repeats.counted("a" * 24, f"{SENTENCE} {n}")
    names = {name.rpartition(b":")[2]: name for name in cache_store().scan_iter(f"{system.key_prefix}*gate:said:*")}
    assert cache_store().llen(names[b"all"]) == 3
    assert all(0 < cache_store().ttl(name) <= 3600 for name in names.values())


def test_without_the_cache_nothing_is_a_repeat(
    configure: Configure, system: Settings, paused: Callable[[str], None], servers: ServerAddresses
) -> None:
    configure(gate_repeats_max=1, key_prefix=system.key_prefix)
    repeats.counted("a" * 24, SENTENCE)
    paused("cache")
    assert repeats.counted("a" * 24, SENTENCE) == (0, 0)
    servers.resume("cache")
    eventually(lambda: repeats.counted("a" * 24, SENTENCE) > (0, 0))
