"""Handles over HTTP: chosen, shown, changed, completed, and refused with a reason."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.schemas.handles import RESERVED
from core.servers.mongo import collection
from tests.support.users import BASE, PASSWORD, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")
# Cyrillic, with one Cyrillic letter, full width, the Kelvin sign, with an accent, other signs, too short, too long.
NOT_ALLOWED = [
    "\u0430\u0434\u0430",
    "\u0430da",
    "\uff41da",
    "\u212aate",
    "ad\u00e9",
    "a da",
    "a.da",
    "ad",
    "a" * 31,
    "",
]


def register(client: FlaskClient, handle: Any, name: str = "Ada") -> TestResponse:
    body = {"name": name, "email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD, "handle": handle}
    return client.post(f"{BASE}/auth/register", json=body)


def refusal(answer: TestResponse) -> tuple[int, str, str, str]:
    problem = answer.get_json()
    (error,) = problem["errors"]
    return answer.status_code, problem["title"], error["pointer"], error["message"]


def rename(who: SignedIn, handle: Any, **more: str) -> TestResponse:
    return who.patch("/users/me", {"handle": handle}, **(more or WAIT))


def test_a_handle_is_chosen_or_made_of_the_name_and_shown_to_everybody(people: list[SignedIn]) -> None:
    ada, bob = people
    chosen = register(ada.client, "Countess_1815").get_json()
    assert (chosen["handle"], ada.user["handle"], bob.user["handle"]) == ("countess_1815", "ada", "bob")
    assert bob.get(f"/users/{chosen['id']}").get_json()["handle"] == "countess_1815"
    post = ada.post("/posts", {"title": "t", "content": "c"}, **WAIT).get_json()
    assert post["author"]["handle"] == "ada" and ada.get("/auth/me").get_json()["handle"] == "ada"


@pytest.mark.parametrize("handle", NOT_ALLOWED)
def test_what_a_handle_cannot_be_is_refused_with_what_it_may_be(people: list[SignedIn], handle: str) -> None:
    for answer in (register(people[0].client, handle), rename(people[0], handle)):
        status, title, pointer, message = refusal(answer)
        assert (status, title, pointer) == (422, "Invalid request", "/handle")
        assert message == "A handle has 3 to 30 characters: the letters a to z, digits and _."


@pytest.mark.parametrize("handle", [*sorted(RESERVED & {"admin", "moderator", "support", "api", "settings"}), "ROOT"])
def test_a_reserved_word_is_refused_in_upper_case_as_well(people: list[SignedIn], handle: str) -> None:
    for answer in (register(people[0].client, handle), rename(people[0], handle)):
        assert refusal(answer)[::2] == (422, "/handle") and "reserved" in refusal(answer)[3]


@pytest.mark.parametrize("handle", [None, 1, ["ada"], {"$ne": ""}])
def test_a_handle_is_a_text(people: list[SignedIn], handle: Any) -> None:
    assert refusal(rename(people[0], handle))[::2] == (422, "/handle")
    assert handle is None or refusal(register(people[0].client, handle))[::2] == (422, "/handle")


@pytest.mark.parametrize("handle", ["ada", "ADA"])
def test_a_taken_handle_is_refused_beside_its_field(people: list[SignedIn], handle: str) -> None:
    expected = (409, "Handle taken", "/handle", "This handle is taken; choose another one.")
    before = collection("users").count_documents({})
    assert refusal(register(people[0].client, handle)) == expected
    assert refusal(rename(people[1], handle)) == expected
    assert collection("users").count_documents({}) == before


def test_what_the_worker_refuses_names_the_field_as_well(people: list[SignedIn]) -> None:
    ada, bob = people
    ids = [rename(who, "curie", Idempotency_Key=str(n)).get_json()["id"] for n, who in enumerate(people)]
    answers = [rename(who, "curie", Idempotency_Key=str(n), **WAIT) for n, who in enumerate(people)]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    receipts = [who.get(f"/writes/{each}").get_json() for who, each in zip((ada, bob), ids, strict=True)]
    refused = next(each for each in receipts if each["state"] == "rejected")
    assert refused["kind"] == "user.rename" and refused["problem"]["errors"][0]["pointer"] == "/handle"


def test_a_change_shows_at_once_in_pages_and_the_handle_before_leads_to_its_person(people: list[SignedIn]) -> None:
    ada, bob = people
    ada.post("/posts", {"title": "t", "content": "c"}, **WAIT)
    assert [post["author"]["handle"] for post in bob.get("/posts").get_json()["items"]] == ["ada"]
    changed = rename(ada, "Curie")
    assert changed.status_code == 200 and changed.get_json()["handle"] == "curie"
    assert [post["author"]["handle"] for post in bob.get("/posts").get_json()["items"]] == ["curie"]
    for handle in ("ada", "curie", "CURIE"):
        found = bob.get(f"/users/by-handle/{handle}")
        assert found.status_code == 200 and (found.get_json()["id"], found.get_json()["handle"]) == (ada.id, "curie")
        assert bob.get(f"/users/by-handle/{handle}", If_None_Match=found.headers["ETag"]).status_code == 304
    assert refusal(rename(bob, "ada"))[0] == 409


@pytest.mark.parametrize("handle", ["nobody_has_it", "ab", "\u0430da", "a" * 31, "ada%00", "@ada", "%20ada", "$ne"])
def test_a_handle_of_nobody_is_not_found(people: list[SignedIn], handle: str) -> None:
    assert people[0].get(f"/users/by-handle/{handle}").status_code == 404


def test_completion_knows_handles_in_their_order(sign_up: Callable[..., SignedIn], people: list[SignedIn]) -> None:
    for n in range(9):
        sign_up(f"Adele {n}")
    ada, bob = people
    found = bob.get("/users?handle_prefix=AD").get_json()["items"]
    assert [each["handle"] for each in found] == ["ada", *(f"adele_{n}" for n in range(7))]
    assert set(found[0]) == {"id", "name", "handle", "profile_img"}
    assert len(bob.get("/users?handle_prefix=adele&limit=20").get_json()["items"]) == 9
    assert ada.get("/users?handle_prefix=zzz").get_json() == {"items": []}


def test_who_blocks_each_other_is_not_offered(people: list[SignedIn]) -> None:
    ada, bob = people
    assert bob.call("PUT", f"/users/{ada.id}/block", **WAIT).status_code in (200, 202, 204)
    assert [who.get(f"/users?handle_prefix={other}").get_json()["items"] for who, other in ((ada, "bob"), (bob, "ada"))
            ] == [[], []]  # fmt: skip
    assert [each["id"] for each in ada.get("/users?handle_prefix=ada").get_json()["items"]] == [ada.id]


@pytest.mark.parametrize(
    "query",
    [
        *("", "handle_prefix=", "handle_prefix=%D0%B0", "handle_prefix=a.*", "handle_prefix=a%00"),
        *("handle_prefix=a&limit=0", "handle_prefix=a&limit=21", "handle_prefix=a&limit=x", "handle_prefix=a&x=1"),
        f"handle_prefix={'a' * 31}",
    ],
)
def test_completion_asks_for_a_beginning_and_a_bounded_count(people: list[SignedIn], query: str) -> None:
    assert people[0].get(f"/users?{query}").status_code == 422


def test_completion_is_for_who_is_signed_in(client: FlaskClient) -> None:
    assert client.get(f"{BASE}/users?handle_prefix=ad").status_code == 401
