"""Rows of the matrix of attacks that are about requests: A2, A3, A6, A12, A15, A24, A31."""

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.platform.settings import Settings
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id
from tests.support.conversations_api import drained
from tests.support.users import BASE, SignedIn, cookie

SignUp = Callable[..., SignedIn]
POST = {"title": "A title", "content": "Some content"}


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up("Ada")


@pytest.fixture
def post_id(ada: SignedIn) -> str:
    created = str(ada.post("/posts", POST).get_json()["resource"]["id"])
    drained()
    return created


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_security_a2_no_header_makes_another_method_of_a_request(
    ada: SignedIn, sign_up: SignUp, post_id: str, header: str
) -> None:
    bob = sign_up("Bob")
    for who in (ada, bob):
        answer = who.call("POST", f"/posts/{post_id}", {}, **{header.replace("-", "_"): "DELETE"})
        assert answer.status_code == 405
        assert who.get(f"/posts/{post_id}?_method=DELETE").status_code == 422
    drained()
    assert ada.get(f"/posts/{post_id}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/admin", "/v1/admin", "/users/me/../../admin", "/moderation/../admin", "/admin/users"]
)
def test_security_a2_there_is_no_way_to_what_operators_do(ada: SignedIn, path: str) -> None:
    assert ada.get(path).status_code == 404 and ada.post(path, {}).status_code in (404, 405)


# What a client may not decide: of the item itself, of who it is, and of how it is stored.
MORE: tuple[str, ...] = (
    "author_id",
    "_id",
    "id",
    "p",
    "rev",
    "version",
    "deleted",
    "deleted_ms",
    "like_count",
    "created_ms",
    "seqs",
)
MORE += ("roles", "banned", "is_moderator", "email", "hidden", "content_html", "mentions", "told", "$set")
WRITES: dict[str, Callable[[SignedIn, dict[str, Any], str], TestResponse]] = {
    "create a post": lambda who, more, _: who.post("/posts", POST | more),
    "edit a post": lambda who, more, post: who.patch(f"/posts/{post}", {"title": "Another"} | more),
    "create a comment": lambda who, more, post: who.post(f"/posts/{post}/comments", {"content": "A comment"} | more),
    "edit oneself": lambda who, more, _: who.patch("/users/me", {"name": "Another"} | more),
    "register": lambda who, more, _: who.client.post(
        f"{BASE}/auth/register", json={"name": "Eve", "email": "eve@example.org", "password": "a good password"} | more
    ),
    "start a room": lambda who, more, _: who.post("/conversations", {"kind": "room", "name": "Room"} | more),
    "choose notices": lambda who, more, _: who.call("PUT", "/inbox/settings", {"like": False} | more),
}


@pytest.mark.parametrize("write", WRITES)
def test_security_a3_what_a_client_may_not_decide_is_refused_and_not_stored(
    ada: SignedIn, post_id: str, write: str
) -> None:
    before = collection("posts").find_one(by_id(post_id)), collection("users").find_one(by_id(ada.id))
    count = collection("users").count_documents({})
    for name in MORE:
        if write == "register" and name == "email":
            continue
        answer = WRITES[write](ada, {name: 1}, post_id)
        assert answer.status_code in (404, 405, 422), (name, answer.get_json())
    drained()
    after = collection("posts").find_one(by_id(post_id)), collection("users").find_one(by_id(ada.id))
    assert before == after and collection("users").count_documents({}) == count
    assert collection("posts").count_documents({}) == 1 and collection("comments").count_documents({}) == 0


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c"])
def test_security_a6_a_token_that_brings_its_own_key_is_refused(
    client: FlaskClient, ada: SignedIn, member: str
) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = jwt.decode(cookie(ada), options={"verify_signature": False})
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(own.public_key()))
    kid = jwt.get_unverified_header(cookie(ada))["kid"]
    brought: dict[str, Any] = {"jwk": public, "x5c": [base64.b64encode(b"a certificate").decode()]}
    headers = {"kid": kid, member: brought.get(member, "http://127.0.0.1:1/keys.json")}
    token = jwt.encode(claims, own, algorithm="RS256", headers=headers)
    client.set_cookie("access_token_cookie", token)
    assert client.get(f"{BASE}/auth/me").status_code == 401


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:3000.evil.example", "http://localhost"]
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_security_a12_no_other_origin_is_let_in(ada: SignedIn, origin: str, method: str) -> None:
    asked = {
        "Origin": origin,
        "Access_Control_Request_Method": "POST",
        "Access_Control_Request_Headers": "x-csrf-token",
    }
    answer = ada.call(method, "/posts", None if method != "POST" else POST, **asked)
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


OPERATORS: tuple[Any, ...] = ({"$ne": ""}, {"$gt": ""}, {"$where": "sleep(1000)"}, ["a"], {"$regex": ".*"})


@pytest.mark.parametrize("value", OPERATORS, ids=str)
def test_security_a15_an_operator_is_no_text_in_any_field(
    client: FlaskClient, ada: SignedIn, post_id: str, value: Any
) -> None:
    sign_in: dict[str, Any] = {"email": "ada@example.org", "password": "correct horse battery"}
    for name in sign_in:
        assert client.post(f"{BASE}/auth/login", json=sign_in | {name: value}).status_code == 422
    for path, body in (("/posts", POST), (f"/posts/{post_id}/comments", {"content": "A comment"})):
        for name in body:
            assert ada.post(path, body | {name: value}).status_code == 422, (path, name)
    for query in ("limit[$ne]=1", "cursor[$gt]=", "author_id[$ne]=x", "$where=1"):
        assert ada.get(f"/posts?{query}").status_code == 422, query


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/a.png", "http://169.254.169.254/latest", "file:///etc/passwd", "https://a:b@example.org/"],
)
def test_security_a24_the_address_of_a_picture_is_taken_from_nobody(ada: SignedIn, address: str) -> None:
    assert ada.patch("/users/me", {"profile_img": address}).status_code == 422
    assert ada.get("/auth/me").get_json()["profile_img"] is None


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/api/v1/../../.env", "/console", "/debug", "/static/../.env"]
)
def test_security_a31_no_file_and_no_console_is_served(client: FlaskClient, system: Settings, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 and b"Traceback" not in answer.data and "Server" not in answer.headers
