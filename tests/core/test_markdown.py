"""Markdown: what people write becomes HTML that is safe to show, whatever they write."""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.platform.markdown import ATTRIBUTES, GROWTH, HEADROOM, SCHEMES, TAGS, VALUES, as_typed, render
from tests.support.users import SignedIn

WAIT = {"Prefer": "wait=60"}
OPENING = re.compile(r"<([a-z0-9]+)((?:\s[^>]*)?)>")
ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')


@pytest.fixture
def ada(sign_up: Callable[..., SignedIn]) -> SignedIn:
    return sign_up("Ada")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**b** *e* `c` ~~s~~", "<p><strong>b</strong> <em>e</em> <code>c</code> <s>s</s></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[a]: https://example.org", "<p>[a]: https://example.org</p>\n"),
        ("#tag and ##two", "<p>#tag and ##two</p>\n"),
    ],
)
def test_what_becomes_of_it(source: str, html: str) -> None:
    assert render(source) == html


def test_cells_of_a_table_keep_their_alignment_and_nothing_else() -> None:
    html = render("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |")
    assert re.findall(r"<td([^>]*)>", html) == [' align="left"', ' align="center"', ' align="right"', ""]
    assert "style" not in html


def test_links_lead_away_without_a_recommendation() -> None:
    for source in ("https://example.org", "[text](https://example.org)", "![picture](https://example.org)"):
        html = render(source)
        assert 'href="https://example.org" rel="nofollow ugc noopener noreferrer"' in html and "<img" not in html


PIECES = (
    *("<", ">", '"', "'", "[a](", ")", "![x](", "javascript:", "data:text/html,", "http://a.b/", "title", "&lt;"),
    *("<img/src=x/onerror=alert(1)>", "<svg/onload=alert(1)>", "&#x6A;", "`", "**", "\\", "-"),
    *("\n", "> ", "- ", "- [ ] ", "- [x] ", "| a |\n|--|\n", "| a |\n|:-:|\n", " "),
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join))
def test_security_a14_only_known_tags_attributes_and_schemes_come_out(source: str) -> None:
    for tag, attributes in OPENING.findall(html := render(source)):
        assert tag in TAGS, html
        for name, value in ATTRIBUTE.findall(attributes):
            assert name in ATTRIBUTES.get(tag, set()) | set(VALUES.get(tag, {})) | {"rel"}, html
            scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", value) if name == "href" else None
            assert not scheme or scheme[1].lower() in SCHEMES, html
    assert html.count("<") == len(OPENING.findall(html)) + len(re.findall(r"</[a-z0-9]+>", html)), html


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def visible(html: str) -> str:
    """What a reader sees of it, and where its links lead."""
    return unescape(nh3.clean(html, tags=set())) + " ".join(unescape(each) for each in re.findall(r'="([^"]*)"', html))


# Short texts that became megabytes, or of which a part was shown nowhere.
GROWS = {
    "a table with many cells that nobody wrote": "|a" * 60 + "|\n" + "|-" * 60 + "|\n" + "a\n" * 4800,
    "a narrow table without end": "a|b\n-|-\n" + "|\n" * 4900,
    "a long address that is used often": "[a]:http://e/" + "。" * 2400 + "\n\n" + "[a] " * 900,
    "the same, in a comment": "[a]:http://e/" + "。" * 900 + "\n\n" + "[a]" * 360,
    "links without end": "[a](b) " * 1400,
    "addresses without end": "t.co " * 2000,
    "quotes without end": ">" * 10_000,
    "brackets without end": "![[" * 3333,
    "marks to escape": "&<>" * 3333,
}
IS_HIDDEN = {
    "a text in 25 quotes": ">" * 25 + " deep text",
    "lists in lists": "\n".join("  " * n + f"- item{n}" for n in range(12)),
    "a definition beside a text": "[a]: http://example.org/lost\n\nText",
    "a second definition of the same": "[a]: http://example.org/one\n[a]: http://example.org/two\n\n[a]",
    "more cells than the head has": "|a|b|\n|-|-|\n|1|2|three|",
    "an address that no browser understands": "[text](<http://x y/lost>)",
    "an address of another kind": "[text](ftp://example.org/lost)",
    "emphasis in emphasis": "*a" * 60 + " deep",
}


@pytest.mark.parametrize("name", [*GROWS, *IS_HIDDEN])
def test_security_f2_and_field_1_no_text_becomes_many_times_as_long(name: str) -> None:
    source = (GROWS | IS_HIDDEN)[name][:10_000]
    html = render(source)
    assert len(html.encode()) <= GROWTH * len(source.encode()) + HEADROOM


@pytest.mark.parametrize("name", [*IS_HIDDEN, *GROWS])
def test_field_3_every_word_can_be_read(name: str) -> None:
    source = (GROWS | IS_HIDDEN)[name][:2_000]
    shown = visible(render(source))
    assert not [word for word in words(source) if word not in shown.lower() and word not in words(shown)]


def test_field_3_a_text_is_shown_as_it_was_typed_when_its_html_would_lack_something() -> None:
    source = "a < b\n  c\n\n\n*d*\n\n[x]: http://example.org"
    assert render(source) == as_typed(source)
    assert render(source) == "<p>a &lt; b<br>\n  c</p>\n<p>*d*</p>\n<p>[x]: http://example.org</p>\n"


@pytest.mark.parametrize(
    "source",
    [
        "1. one\n2. two\n3. three",
        "[text](http://example.org/%C3%BC 'Title') and [x](http://bücher.example/weg)",
        "[one]: http://example.org 'T'\n\n[one], [One][], [other][one], [one]",
        "http://bücher.example/%C3%BC, www.example.org, <ada@example.org>, bob@example.org",
        "```python\nx = 1\n```\n\n`&amp;` &copy; &#65; a\\*b\\_c",
        "| a | b |\n|:--|--:|\n| 1 | 2 |\n| 3 |",
        "# One #\n\nTwo\n===\n\n~~three~~ **four** _five_  \nsix\\\nseven",
        "> quote\n> > quote\n\n- a\n  - b\n\n---\n\n![picture](http://example.org/p.png)",
        "- [ ] one\n- [x] two\n  - [X] three\n\n[![a badge](http://example.org/p.png)](http://example.org/page)",
    ],
)
def test_an_ordinary_text_is_not_shown_as_it_was_typed(source: str) -> None:
    assert render(source) != as_typed(source)


SQUARE = {
    "quotes and tables in turn": "~~\n|a|b|\n|-|-|\n>  ~~~" * 500,
    "the same, before a long table": ("#\n|a|b|\n|-|-|\n>" * 400)[:5000] + "|-|-|\n" * 833,
    "addresses that are none": "*a* " + "//:" * 3300,
    "addresses that are none, after brackets": "*a* " + "[http://" * 1249,
}


@pytest.mark.parametrize("name", SQUARE)
def test_security_f2_a_text_that_takes_the_square_of_its_length_is_shown_as_it_was_typed(name: str) -> None:
    source = SQUARE[name][:10_000]
    assert render(source) == as_typed(source)


@pytest.mark.parametrize(
    "piece",
    [
        "a\n",
        "- a\n",
        "1. a\n\n",
        "> a\n",
        "> a\n>\n> - b\n\n",
        "https://example.org/a, ",
        "|1|2|\n",
        "- a\n  - b\n    - c\n",
    ],
)
def test_a_long_ordinary_text_is_not_shown_as_it_was_typed(piece: str) -> None:
    source = "*Begin*\n\n" + ("|a|b|\n|-|-|\n" if "|" in piece else "") + (piece * 10_000)[:9_950]
    assert render(source) != as_typed(source)


HOSTILE = (
    *("> ", "- ", "1. ", "  ", "    ", "\n", "\n\n", "`", "```", "~~~", "*", "**", "_", "~~", "#", "=", "---", "\\"),
    *("[", "]", "(", ")", "[a]", "[a]: ", "[b][a]", "](", "<", ">", "|", "|-|-|", "\n|a|b|\n|-|-|\n", "!", ":", '"t"'),
    *(
        "- [x] ",
        "http://e.org/",
        "www.e.org",
        "ftp://f.org",
        "a@b.org",
        "&amp;",
        "&#65;",
        "&copy",
        "%41",
        "word",
        "Über",
        "9",
        "中",
    ),
)
hostile_texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=3)), max_size=60).map("".join)


@given(hostile_texts)
@example(">" * 30 + "word")
def test_field_1_and_3_whatever_is_written_is_bounded_and_every_letter_can_be_read(source: str) -> None:
    html = render(source)
    assert len(html.encode()) <= GROWTH * len(source.encode()) + HEADROOM
    assert render(source) == html
    if html == as_typed(source):
        return
    # By itself: each kind of letter is to be seen at least as often as it was typed, but for the numbers of a list, the
    # labels and definitions of links, and what is encoded in an address.
    ordinary = re.sub(r"\[[^\]]*\]|&#?\w+;?|%\w\w|\d+[.)]|(```|~~~).*|http|www|ftp", "", source)
    shown = Counter(re.findall(r"[^\W\d_]", visible(html).lower()))
    assert not Counter(re.findall(r"[^\W\d_]", ordinary.lower())) - shown


def test_field_1_what_would_have_become_megabytes_is_applied_and_pages_stay_small(ada: SignedIn, worker: None) -> None:
    for name, source in (GROWS | IS_HIDDEN).items():
        made = ada.post("/posts", {"title": name, "content": source[:10_000]}, **WAIT)
        assert made.status_code == 201, name
    assert len(ada.get("/posts?limit=100").data) < 1_500_000


def test_posts_and_comments_carry_it_and_edits_render_anew(ada: SignedIn, worker: None) -> None:
    post = ada.post("/posts", {"title": "*T*", "content": "*one*"}, **WAIT).get_json()
    comment = ada.post(f"/posts/{post['id']}/comments", {"content": "`two`"}, **WAIT).get_json()
    assert (post["title"], post["content"], post["content_html"]) == ("*T*", "*one*", "<p><em>one</em></p>\n")
    assert comment["content_html"] == "<p><code>two</code></p>\n"
    edited = ada.patch(f"/posts/{post['id']}", {"content": "*three*"}, **WAIT).get_json()
    assert (edited["content"], edited["content_html"]) == ("*three*", "<p><em>three</em></p>\n")
    assert ada.get("/posts").get_json()["items"] == [edited | {"comment_count": 1}]
