"""Taking one's data along over HTTP: what is in it, who may have it, and what happens when a worker dies over it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from core.delivery import mails
from core.exports import making, requests, sections
from core.platform.settings import Settings, use
from core.schemas.account_outputs import ExportedData
from core.servers.mongo import collection
from core.servers.redis import journal, key
from core.servers.sharding.filters import by_id
from tests.support.conversations_api import drained, say, start
from tests.support.letters import SEND_S, Letters
from tests.support.users import BASE, SignedIn, claims_of

SignUp = Callable[..., SignedIn]
LIMIT_S = 20.0
TEXT = {"content": "Words of *Ada* <script>alert(1)</script>"}


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up("Ada")


@pytest.fixture
def bob(sign_up: SignUp) -> SignedIn:
    return sign_up("Bob")


def fill(ada: SignedIn, bob: SignedIn) -> dict[str, str]:
    """Something of everything; the ids of what is Ada's."""
    post = ada.post("/posts", TEXT | {"title": "A title"}).get_json()["resource"]["id"]
    others = bob.post("/posts", {"title": "Of Bob", "content": "Words of Bob"}).get_json()["resource"]["id"]
    drained()
    comment = ada.post(f"/posts/{others}/comments", {"content": "A comment"}).get_json()["resource"]["id"]
    gone = ada.post("/posts", {"title": "Gone", "content": "Deleted words"}).get_json()["resource"]["id"]
    room = start(ada, bob, name="A room")
    say(ada, room, "Between us")
    say(bob, room, "What Bob said in private")
    drained()
    ada.patch(f"/posts/{post}", {"content": "Words of Ada, edited"})
    ada.delete(f"/posts/{gone}")
    ada.client.put(f"{BASE}/posts/{others}/like", headers=csrf(ada))
    ada.client.put(f"{BASE}/users/{bob.id}/follow", headers=csrf(ada))
    bob.client.put(f"{BASE}/posts/{post}/like", headers=csrf(bob))
    drained()
    return {"post": post, "comment": comment, "liked": others}


def csrf(who: SignedIn) -> dict[str, str]:
    found = who.client.get_cookie("csrf_access_token")
    assert found
    return {"X-CSRF-TOKEN": found.value}


def export_of(who: SignedIn) -> dict[str, Any]:
    """Ask for an export, have it made, and read it."""
    assert who.post("/users/me/export").status_code == 202
    assert making.make_due(LIMIT_S) == 1
    answer = who.get("/users/me/export/data.json")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return dict(json.loads(answer.data))


def test_everything_that_is_ones_own_is_in_it_and_nothing_of_others(ada: SignedIn, bob: SignedIn) -> None:
    ids = fill(ada, bob)
    found = export_of(ada)
    assert [each["id"] for each in found["posts"]] == [ids["post"]]
    assert found["posts"][0]["content"] == "Words of Ada, edited"
    assert [each["content"] for each in found["posts"][0]["earlier_versions"]] == [TEXT["content"]]
    assert [(each["id"], each["content"]) for each in found["comments"]] == [(ids["comment"], "A comment")]
    assert [each["content"] for each in found["messages"]] == ["Between us"]
    [conversation] = found["conversations"]
    assert conversation["name"] == "A room" and {each["name"] for each in conversation["members"]} == {"Ada", "Bob"}
    assert [each["item_id"] for each in found["likes"]] == [ids["liked"]]
    assert [each["user_id"] for each in found["following"]] == [bob.id]
    assert [each["kind"] for each in found["notices"]] == ["like"] and found["blocked"] == []
    assert found["account"]["email"].endswith("@example.org") and len(found["account"]["sessions"]) == 1
    assert set(found) == set(ExportedData.model_fields), "what the API says that there is"
    whole = json.dumps(found)
    assert not [each for each in ("Words of Bob", "What Bob said", "Deleted words", "argon2") if each in whole]


def test_the_page_says_the_same_and_runs_nothing(ada: SignedIn, bob: SignedIn) -> None:
    fill(ada, bob)
    export_of(ada)
    answer = ada.get("/users/me/export/page.html")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and answer.content_type.startswith("text/html")
    assert "&lt;script&gt;alert(1)" in page and "<script" not in page and "http" not in page.split("<h1>")[0]
    for text in ("<h2>Posts (1)</h2>", "Words of Ada, edited", "Between us", "<h2>Account</h2>"):
        assert text in page, text


def test_it_says_how_far_it_is_and_a_mail_says_when_it_is_there(ada: SignedIn, bob: SignedIn, letters: Letters) -> None:
    assert ada.get("/users/me/export").status_code == 404
    asked = ada.post("/users/me/export").get_json()
    assert (asked["state"], asked["ready_at"], asked["until"]) == ("asked", None, None)
    assert ada.get("/users/me/export/data.json").status_code == 404
    assert ada.post("/users/me/export").get_json()["asked_at"] == asked["asked_at"], "it is being made already"
    assert making.make_due(LIMIT_S) == 1 and making.make_due(LIMIT_S) == 0
    shown = ada.get("/users/me/export").get_json()
    assert shown["state"] == "ready" and shown["until"] > shown["ready_at"]
    mails.send_due(SEND_S)
    address = str(ada.get("/auth/me").get_json()["email"])
    assert "Your data is ready" in letters.subjects(address)


@pytest.fixture
def letters(system: Settings, tmp_path: Any) -> Letters:
    use(system.model_copy(update={"mail_folder": str(tmp_path / "mail")}))
    return Letters(tmp_path / "mail")


def test_nobody_else_and_no_old_proof_gets_it(ada: SignedIn, bob: SignedIn, app: Flask) -> None:
    export_of(ada)
    assert bob.get("/users/me/export/data.json").status_code == 404
    assert app.test_client().get(f"{BASE}/users/me/export/data.json").status_code == 401
    journal().hset(key("session", claims_of(ada)["sid"]), "proven_ms", 1)
    for ask in (
        ada.get("/users/me/export/data.json"),
        ada.get("/users/me/export/page.html"),
        ada.post("/users/me/export"),
    ):
        assert (ask.status_code, ask.get_json()["title"]) == (403, "Proof needed")


def test_a_run_that_ends_anywhere_is_gone_on_with_and_nothing_is_there_twice(
    ada: SignedIn, bob: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(ada, bob)
    whole = export_of(ada)
    monkeypatch.setattr(sections, "PAGE", 1)
    monkeypatch.setattr(making, "PAGE", 1)
    ada.post("/users/me/export")
    for _ in range(100):
        # A run that gets as far as one page; the next one finds what this one has claimed.
        collection("exports").update_one(by_id(ada.id), {"$set": {"due_ms": 0}})
        export = requests.claim()
        if export is None or making._step(export) is None or requests.get(ada.id)["state"] == "ready":
            break
        # A run that is late does what was done: it changes nothing.
        assert making._step(export) is None
    again = json.loads(ada.get("/users/me/export/data.json").data)
    for name in set(whole) - {"exported_at", "account"}:
        assert again[name] == whole[name], name


def test_one_that_was_larger_before_leaves_nothing(
    ada: SignedIn, bob: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(ada, bob)
    export_of(ada)
    before = collection("export_parts").count_documents({"user_id": ada.id})
    ada.delete(f"/posts/{ids['post']}")
    drained()
    assert export_of(ada)["posts"] == []
    assert collection("export_parts").count_documents({"user_id": ada.id}) == before - 1


def test_one_that_is_too_old_is_not_there(ada: SignedIn) -> None:
    export_of(ada)
    collection("exports").update_one(by_id(ada.id), {"$set": {"until": datetime(2020, 1, 1, tzinfo=UTC)}})
    assert ada.get("/users/me/export").status_code == 404
    assert ada.get("/users/me/export/data.json").status_code == 404
    assert export_of(ada)["account"]["name"] == "Ada"


def test_so_many_a_day_and_no_more(ada: SignedIn, system: Settings) -> None:
    use(system.model_copy(update={"rate_exports": "2/day"}))
    assert [ada.post("/users/me/export").status_code for _ in range(3)] == [202, 202, 429]
