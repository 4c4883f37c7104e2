"""Markdown: what people write becomes HTML that is safe to show, whatever they write."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import migrations
from core.markdown import ATTRIBUTES, SCHEMES, TAGS, render
from core.mongo import collection
from core.settings import Settings
from tests.people import BASE, SignedIn
from tests.writing import carry_out, new_post

WAIT = {"Prefer": "wait=5"}
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
    ],
)
def test_what_becomes_of_it(source: str, html: str) -> None:
    assert render(source) == html


def test_links_lead_away_without_a_recommendation() -> None:
    for source in ("https://example.org", "[text](https://example.org)", "![picture](https://example.org)"):
        html = render(source)
        assert 'href="https://example.org" rel="nofollow ugc noopener noreferrer"' in html and "<img" not in html


PIECES = (
    *("<", ">", '"', "'", "[a](", ")", "![x](", "javascript:", "data:text/html,", "http://a.b/", "title", "&lt;"),
    *("<img/src=x/onerror=alert(1)>", "<svg/onload=alert(1)>", "&#x6A;", "`", "**", "\\", "-"),
    *("\n", "> ", "- ", "| a |\n|--|\n", " "),
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join))
def test_only_known_tags_attributes_and_schemes_come_out(source: str) -> None:
    for tag, attributes in OPENING.findall(html := render(source)):
        assert tag in TAGS, html
        for name, value in ATTRIBUTE.findall(attributes):
            assert name in ATTRIBUTES.get(tag, set()) | {"rel"}, html
            scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", value) if name == "href" else None
            assert not scheme or scheme[1].lower() in SCHEMES, html
    assert html.count("<") == len(OPENING.findall(html)) + len(re.findall(r"</[a-z0-9]+>", html)), html


def test_posts_and_comments_carry_it_and_edits_render_anew(ada: SignedIn, worker: None) -> None:
    post = ada.post("/posts", {"title": "*T*", "content": "*one*"}, **WAIT).get_json()
    comment = ada.post(f"/posts/{post['id']}/comments", {"content": "`two`"}, **WAIT).get_json()
    assert (post["title"], post["content"], post["content_html"]) == ("*T*", "*one*", "<p><em>one</em></p>\n")
    assert comment["content_html"] == "<p><code>two</code></p>\n"
    edited = ada.patch(f"/posts/{post['id']}", {"content": "*three*"}, **WAIT).get_json()
    assert (edited["content"], edited["content_html"]) == ("*three*", "<p><em>three</em></p>\n")
    assert ada.get("/posts").get_json()["items"] == [edited | {"comment_count": 1}]


def test_what_was_stored_before_is_shown_and_migrated(system: Settings, ada: SignedIn) -> None:
    post_id = carry_out(new_post(actor=ada.id)).resource_id
    collection("posts").update_one({"_id": post_id}, {"$unset": {"content_html": 1}, "$set": {"content": "*old*"}})
    shown = "<p><em>old</em></p>\n"
    assert migrations.migrate() == migrations.CURRENT
    assert collection("posts").find_one({"_id": post_id})["content_html"] == shown
    assert ada.client.get(f"{BASE}/posts/{post_id}").get_json()["content_html"] == shown
