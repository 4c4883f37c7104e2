"""Words and highlights: how what is looked for and what is looked through are taken apart. No servers."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.platform.problems import Problem
from core.reads.search.highlights import SHOWN, highlight
from core.reads.search.words import fold, has_all, read_query


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cache", ("cache",)),
        ("  the   Cache ", ("the", "cache")),
        ("cache CACHE cáché", ("cache",)),
        ("-cache", ("cache",)),
        ('"live feed"', ("live", "feed")),
        ('"live feed', ("live", "feed")),
        ("well-known", ("well", "known")),
        ("don't", ("don", "t")),
        ("snake_case __init__", ("snake_case", "init")),
        ("Straße", ("strasse",)),
        ("Ελλάδα", ("ελλαδα",)),
        ("हिन्दी", (fold("हिन्दी"),)),
        ("c++ 3.14", ("c", "3", "14")),
        ("$where {} .* (a|b)", ("where", "a", "b")),
    ],
)
def test_a_query_is_its_words_and_nothing_in_it_commands(text: str, words: tuple[str, ...]) -> None:
    assert read_query(text).words == words


@pytest.mark.parametrize("text", ["", "  ", "-", '"', '""', "- -", "--a", "a b c", "!!", "..", "🔥🔥", "__", "é"])
def test_a_query_has_a_word_of_two_letters(text: str) -> None:
    with pytest.raises(Problem, match="422") as refused:
        read_query(text)
    assert refused.value.errors == [{"pointer": "/query/q", "message": "Look for a word of at least 2 letters."}]


def test_a_query_has_at_most_ten_words() -> None:
    assert len(read_query(" ".join(f"w{n}" for n in range(10))).words) == 10
    with pytest.raises(Problem, match="422") as refused:
        read_query(" ".join(f"w{n}" for n in range(11)))
    assert "at most 10 words" in refused.value.errors[0]["message"]


def marked(query: str, text: str, **how: bool) -> str:
    parts = highlight(read_query(query), text, **how)
    return "".join(f"[{part['text']}]" if part["hit"] else part["text"] for part in parts)


def test_hits_are_whole_words_in_any_case_and_with_any_accents() -> None:
    assert marked("cafe", "The Café, cafes and CAFE") == "The [Café], cafes and [CAFE]"
    assert marked("cafe", "Ein Cafe\u0301 mehr") == "Ein [Cafe\u0301] mehr"
    assert marked("ad", "Ada Lovelace", begins=True) == "[Ada] Lovelace"


def test_what_looks_like_html_stays_text() -> None:
    assert marked("script", "<script>alert(1)</script>") == "<[script]>alert(1)</[script]>"


def test_a_long_text_is_shown_around_its_first_hit() -> None:
    text = "before " * 500 + "needle " + "after " * 500
    shown = marked("needle", text)
    assert shown.startswith("…before ") and shown.endswith("…")
    assert "[needle]" in shown and len(shown) < SHOWN + 10
    assert marked("absent", text) == text[:SHOWN] + "…"
    assert marked("absent", text, is_whole=True) == text


def test_a_word_without_end_takes_no_longer() -> None:
    began_s = perf_counter()
    for text in ("a" * 10_000, "ﷺ" * 10_000, "é" * 10_000, "a\u0301" * 5_000, "x y" * 3_000):
        marked("needle", text)
    # A hundredth of it on an idle machine; what would be quadratic takes minutes.
    assert perf_counter() - began_s < 5


@given(st.text(max_size=400), st.text(min_size=2, max_size=20))
def test_highlights_lose_nothing_of_a_text_and_mark_what_was_looked_for(text: str, looked_for: str) -> None:
    try:
        query = read_query(looked_for)
    except Problem:
        return
    parts = highlight(query, text, is_whole=True)
    assert "".join(part["text"] for part in parts) == text
    assert all(fold(part["text"]) in query.words for part in parts if part["hit"])
    assert has_all(query.words, text) == (set(query.words) <= {fold(part["text"]) for part in parts if part["hit"]})
