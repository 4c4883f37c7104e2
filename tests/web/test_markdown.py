"""The preview of a text: what the server would show, to those who may write, and nothing more."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from core.writes import backlog, events
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
RICH = "# One\n\n*Hello* @bob, @nobody <script>alert(1)</script>\n\n- `two`"


def preview(who: SignedIn, content: str) -> Any:
    return who.post("/markdown", {"content": content})


@pytest.mark.usefixtures("worker")
def test_a_preview_is_what_a_post_of_the_same_text_becomes(people: list[SignedIn]) -> None:
    ada, bob = people
    answer = preview(ada, RICH)
    assert answer.status_code == 200, answer.get_json()
    assert f'href="/users/{bob.id}"' in answer.get_json()["content_html"]
    made = ada.post("/posts", {"title": "A title", "content": RICH}, **WAIT).get_json()
    assert answer.get_json() == {"content_html": made["content_html"]}


def test_a_preview_writes_nothing_and_tells_nobody(people: list[SignedIn]) -> None:
    before = len(list(events.since(0)))
    assert preview(people[0], "@bob").status_code == 200
    assert backlog.totals()["pending"] == 0
    assert len(list(events.since(0))) == before


def test_a_preview_has_the_limits_of_a_post(people: list[SignedIn]) -> None:
    for content in ("", " ", "x" * 10_001, "\0"):
        assert preview(people[0], content).status_code == 422


def test_who_is_signed_out_gets_none(client: FlaskClient) -> None:
    answer = client.post(f"{BASE}/markdown", json={"content": "x"})
    assert answer.status_code == 401
