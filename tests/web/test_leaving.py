"""Deleting one's account over HTTP: what is thought better of, what goes, what stays, and the receipt."""

import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.delivery import mails
from core.erasure import erasing, receipts
from core.exports import making
from core.identity import accounts
from core.platform.settings import Settings, use
from core.schemas.stored_erasures import ERASED
from core.servers.mongo import collection
from core.servers.redis import journal, key
from core.servers.sharding.filters import by_id
from core.writes.journal import accept
from tests.support.conversations_api import ask_in, drained, say, start
from tests.support.letters import SEND_S, Letters, text_of
from tests.support.searched import traces
from tests.support.users import BASE, PASSWORD, SignedIn, claims_of, sign_in

SignUp = Callable[..., SignedIn]
LIMIT_S = 20.0
WORDS = "Unforgettable words of hers"


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up("Ada Unforgettable")


@pytest.fixture
def bob(sign_up: SignUp) -> SignedIn:
    return sign_up("Bob")


@pytest.fixture
def letters(system: Settings, tmp_path: Any) -> Letters:
    use(system.model_copy(update={"mail_folder": str(tmp_path / "mail"), "gate_learn": True}))
    return Letters(tmp_path / "mail")


def address_of(who: SignedIn) -> str:
    return str(who.get("/auth/me").get_json()["email"])


def leave(who: SignedIn, content: str = "erase") -> None:
    assert who.call("PUT", "/users/me/leaving", {"content": content}).status_code == 202


def run(user_id: str) -> int:
    """Let the time pass, and go on with the account once."""
    collection("users").update_one({**by_id(user_id), "leaving": {"$exists": True}}, {"$set": {"leaving.due_ms": 0}})
    return erasing.erase_due(LIMIT_S, accept)


def erased(user_id: str) -> None:
    """Go on with the account until it is gone; workers carry out what it takes back."""
    for _ in range(10):
        finished = run(user_id)
        drained()
        if finished:
            return
    raise AssertionError("ten runs were not enough")


def be_removed(ada: SignedIn, bob: SignedIn, comment: str) -> None:
    """Bob, who moderates for a moment, removes this comment of hers, a post and what is below it; she appeals."""
    post = ada.post("/posts", {"title": "Removed", "content": f"{WORDS}, removed"}).get_json()["resource"]["id"]
    drained()
    accounts.set_role(bob.id, accounts.MODERATOR, has=True)
    spam = {"act": "remove", "reason": "spam"}
    for item in (f"comments/{comment}", f"posts/{post}"):
        assert bob.post(f"/moderation/{item}/decision", spam).status_code == 202
        drained()
        assert ada.call("PUT", f"/moderation/{item}/appeal", {"words": WORDS}).status_code == 202
    drained()
    accounts.set_role(bob.id, accounts.MODERATOR, has=False)


def fill(ada: SignedIn, bob: SignedIn) -> dict[str, str]:
    """Something of everything; the ids."""
    own = ada.post("/posts", {"title": "Hers", "content": WORDS}).get_json()["resource"]["id"]
    others = bob.post("/posts", {"title": "Of Bob", "content": "Words of Bob"}).get_json()["resource"]["id"]
    drained()
    comment = ada.post(f"/posts/{others}/comments", {"content": WORDS}).get_json()["resource"]["id"]
    answered = ada.post(f"/posts/{others}/comments", {"content": f"{WORDS} too"}).get_json()["resource"]["id"]
    drained()
    bob.post(f"/posts/{others}/comments", {"content": "An answer", "parent_id": answered})
    bob.post(f"/posts/{own}/comments", {"content": "Below hers"})
    gone = bob.post("/posts", {"title": "Soon gone", "content": "Words of Bob"}).get_json()["resource"]["id"]
    drained()
    ada.post(f"/posts/{gone}/comments", {"content": f"{WORDS}, below"})
    drained()
    bob.delete(f"/posts/{gone}")
    be_removed(ada, bob, answered)
    ask_in(bob, ada, name="Not entered")
    direct, room = start(ada, bob), start(ada, bob, name="A room")
    for where in (direct, room):
        say(ada, where, WORDS)
        say(bob, where, "What Bob said")
    ada.patch(f"/posts/{own}", {"content": f"{WORDS}, edited"})
    for who, what in (
        (ada, f"/posts/{others}/like"),
        (ada, f"/users/{bob.id}/follow"),
        (bob, f"/users/{ada.id}/follow"),
    ):
        assert who.call("PUT", what).status_code in (200, 202), what
    assert bob.call("PUT", f"/posts/{own}/like").status_code == 202
    drained()
    return {"own": own, "others": others, "comment": comment, "answered": answered, "direct": direct, "room": room}


def test_one_may_think_better_of_it(ada: SignedIn, letters: Letters) -> None:
    assert ada.get("/auth/me").get_json()["leaving"] is None
    assert ada.delete("/users/me/leaving").status_code == 404
    leave(ada)
    first = ada.get("/auth/me").get_json()["leaving"]
    leave(ada, "anonymise")
    assert ada.get("/auth/me").get_json()["leaving"] == first | {"content": "anonymise"}, "the time stays"
    assert erasing.erase_due(LIMIT_S, accept) == 0, "not yet"
    assert ada.delete("/users/me/leaving").status_code == 204
    assert ada.get("/auth/me").get_json()["leaving"] is None and run(ada.id) == 0
    mails.send_due(SEND_S)
    assert "Your account is going to be deleted" in letters.subjects(address_of(ada))


def test_it_needs_a_fresh_proof(ada: SignedIn) -> None:
    journal().hset(key("session", claims_of(ada)["sid"]), "proven_ms", 1)
    refused = ada.call("PUT", "/users/me/leaving", {"content": "erase"})
    assert (refused.status_code, refused.get_json()["title"]) == (403, "Proof needed")


def test_nothing_of_somebody_who_erased_everything_is_left_anywhere(
    ada: SignedIn, bob: SignedIn, client: FlaskClient, letters: Letters
) -> None:
    ids, address = fill(ada, bob), address_of(ada)
    ada.post("/users/me/export")
    making.make_due(LIMIT_S)
    assert traces("unforgettable"), "the gate has learned a word of hers"
    leave(ada)
    erased(ada.id)
    mails.send_due(SEND_S)
    assert sign_in(client, address).status_code == 401 and ada.get("/auth/me").status_code == 401
    assert bob.get(f"/posts/{ids['own']}").status_code == 404
    others = bob.get(f"/posts/{ids['others']}").get_json()
    assert (others["like_count"], others["comment_count"]) == (0, 1), "what Bob answered is his"
    assert bob.get(f"/comments/{ids['comment']}").status_code == 404
    assert bob.get(f"/comments/{ids['answered']}").get_json()["is_deleted"]
    assert bob.get(f"/users/{bob.id}").get_json()["follower_count"] == 0
    assert [each["content"] for each in bob.get(f"{ids['direct']}/messages").get_json()["items"]] == ["What Bob said"]
    assert bob.get(ids["room"]).get_json()["members"][0]["id"] == bob.id
    assert bob.get("/search?kind=people&q=deleted+account").get_json()["items"] == []
    assert collection("invitations").count_documents({"user_id": ada.id}) == 0
    shown = bob.get(f"/users/{ada.id}").get_json()
    assert (shown["name"], shown["handle"], shown["profile_img"]) == (ERASED, None, None)
    assert traces("Unforgettable", "unforgettable", address) == []


def test_the_receipt_is_signed_and_says_what_went(
    ada: SignedIn, bob: SignedIn, client: FlaskClient, letters: Letters
) -> None:
    fill(ada, bob)
    address = address_of(ada)
    leave(ada)
    erased(ada.id)
    mails.send_due(SEND_S)
    mail = next(each for each in letters.to(address) if each["Subject"] == "Your account is deleted")
    token = text_of(mail).partition("/erasure#")[2].split()[0]
    keys = {each["kid"]: each for each in client.get("/.well-known/jwks.json").get_json()["keys"]}
    header = jwt.get_unverified_header(token)
    public = jwt.PyJWK(keys[header["kid"]])
    claims = jwt.decode(token, public, algorithms=["RS256"], audience="social:erasure")
    assert header["typ"] == receipts.TYPE and claims["sub"] == ada.id and claims["content"] == "erase"
    assert claims["removed"]["mongodb posts"] == 2 and claims["removed"]["mongodb messages"] == 2
    assert claims["removed"]["journal sessions"] == 1
    assert claims["asked_at"] <= claims["begun_at"] <= claims["done_at"] and address not in json.dumps(claims)


def test_the_receipt_opens_nothing(ada: SignedIn, app: Flask) -> None:
    leave(ada)
    user: Any = collection("users").find_one(by_id(ada.id))
    user["leaving"]["begun_ms"] = 1
    stranger = app.test_client()
    stranger.set_cookie("access_token_cookie", receipts.signed(user))
    assert stranger.get(f"{BASE}/auth/me").status_code == 401


def test_what_stays_has_no_name(ada: SignedIn, bob: SignedIn, letters: Letters) -> None:
    ids, address, handle = fill(ada, bob), address_of(ada), ada.user["handle"]
    leave(ada, "anonymise")
    erased(ada.id)
    mails.send_due(SEND_S)
    post = bob.get(f"/posts/{ids['own']}").get_json()
    assert post["author"]["name"] == ERASED and WORDS in post["content"]
    assert len(bob.get(f"{ids['direct']}/messages").get_json()["items"]) == 2
    assert traces("Ada Unforgettable", address, f"'{handle}'") == []


def test_address_and_handle_are_free_again(ada: SignedIn, bob: SignedIn, client: FlaskClient) -> None:
    address, handle = address_of(ada), ada.user["handle"]
    leave(ada)
    erased(ada.id)
    body = {"name": "Eve", "email": address, "password": PASSWORD, "handle": handle}
    assert client.post(f"{BASE}/auth/register", json=body).status_code == 201


def test_from_its_beginning_nobody_signs_in_and_nobody_thinks_better_of_it(
    ada: SignedIn, bob: SignedIn, client: FlaskClient
) -> None:
    fill(ada, bob)
    address = address_of(ada)
    leave(ada)
    assert run(ada.id) == 0
    assert sign_in(client, address).status_code == 401
    assert ada.delete("/users/me/leaving").status_code == 401
    # Whoever goes on with it twice does it once.
    assert erasing._claimed(ada.id) is None
    erased(ada.id)
    assert run(ada.id) == 0


def test_somebody_who_was_banned_meanwhile_goes_as_well(ada: SignedIn, bob: SignedIn) -> None:
    from core.identity import accounts

    fill(ada, bob)
    leave(ada)
    accounts.set_banned(ada.id, True)
    erased(ada.id)
    assert traces("Unforgettable words") == []
