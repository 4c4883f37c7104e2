"""Markdown: boxes for tasks, pictures as links, and what was rendered before."""

import re
from collections.abc import Callable

import pytest

from core.maintenance import migrations
from core.platform.markdown import render
from core.platform.settings import Settings
from core.servers.mongo import collection
from tests.support.journal_writes import carry_out, new_post, stored
from tests.support.users import BASE, SignedIn

EMPTY, TICKED = '<input type="checkbox" disabled="">', '<input type="checkbox" disabled="" checked="">'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("- [ ] a\n- [x] b\n- [X] c", f"{EMPTY} a|{TICKED} b|{TICKED} c"),
        ("1. [x] *a* b", f"{TICKED} <em>a</em> b"),
        ("- [ ] **a**", f"{EMPTY} <strong>a</strong>"),
        ("- [ ] a\n\n- [x] b", f"{EMPTY} a|{TICKED} b"),
    ],
)
def test_an_item_that_is_a_task_has_a_box_whose_label_is_its_text(source: str, html: str) -> None:
    assert re.findall(r"<label>(.*)</label>", render(source)) == html.split("|")


@pytest.mark.parametrize(
    "source", ["[ ] a", "- [ ]", "- [x]", "- [ ]a", "- [y] a", "- a [ ] b", "- [x](http://example.org) a", "> [x] a"]
)
def test_what_is_no_task_has_no_box(source: str) -> None:
    assert "<input" not in render(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("![A picture](https://example.org/p.png)", "A picture"),
        ("a ![A *picture*](https://example.org/p.png 'Title')!", "A <em>picture</em>"),
        ("![p]\n\n[p]: https://example.org/p.png", "p"),
        ("![](https://example.org/p.png)", "https://example.org/p.png"),
        ("[](https://example.org/p.png)", "https://example.org/p.png"),
    ],
)
def test_a_picture_is_a_link_whose_text_says_what_it_shows(source: str, text: str) -> None:
    html = render(source)
    assert re.findall(r'<a href="https://example.org/p.png"[^>]*>(.*?)</a>', html) == [text], html
    assert "!<a" not in html


def test_a_mark_before_what_is_no_picture_stays() -> None:
    assert render("Look![1] and \\![a](https://example.org)").count("!") == 2


@pytest.fixture
def ada(sign_up: Callable[..., SignedIn]) -> SignedIn:
    return sign_up("Ada")


def test_what_was_stored_before_is_shown_and_migrated(system: Settings, ada: SignedIn) -> None:
    post_id = carry_out(new_post(actor=ada.id)).resource_id
    collection("posts").update_one(
        {"_id": post_id}, {"$unset": {"content_html": 1, "mentions": 1}, "$set": {"content": "*old*"}}
    )
    shown = "<p><em>old</em></p>\n"
    assert migrations.migrate() == migrations.CURRENT
    assert stored("posts", post_id)["content_html"] == shown
    assert ada.client.get(f"{BASE}/posts/{post_id}").get_json()["content_html"] == shown


def test_what_was_rendered_before_is_rendered_anew_and_its_mentions_lead_where_they_did(
    system: Settings, ada: SignedIn
) -> None:
    post_id = carry_out(new_post(actor=ada.id)).resource_id
    known = f'<a href="/users/{ada.id}" rel="nofollow ugc noopener noreferrer">@someone</a>'
    by_hand = known.replace(ada.id, "0" * 24)
    before = {"content": "- [x] @someone", "content_html": f"<ul>\n<li>[x] {known}</li>\n</ul>\n"}
    collection("posts").update_one({"_id": post_id}, {"$set": before})
    collection("meta").update_one({"_id": "schema"}, {"$set": {"version": 18, "place": ""}}, upsert=True)
    migrations.migrate()
    html = f"<ul>\n<li><label>{TICKED} {known}</label></li>\n</ul>\n"
    assert ada.client.get(f"{BASE}/posts/{post_id}").get_json()["content_html"] == html
    # Whose handle it was is not to be known: what was shown stays.
    unclear = {"content": "- [x] @someone", "content_html": known + by_hand}
    collection("posts").update_one({"_id": post_id}, {"$set": unclear})
    collection("meta").update_one({"_id": "schema"}, {"$set": {"version": 18}})
    migrations.migrate()
    assert stored("posts", post_id)["content_html"] == known + by_hand
