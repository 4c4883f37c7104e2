"""Rate limits: who is counted for what, what the headers say, and what happens without the cache."""

import threading
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from core.identity import session_memory
from core.platform.settings import Settings
from core.reads import cache
from core.servers import redis
from tasks import feeds
from tests.support.journal_writes import carry_out, new_comment, new_post, new_reply
from tests.support.servers import ServerAddresses
from tests.support.users import BASE, PASSWORD, SignedIn
from tests.support.waiting import eventually

SignUp = Callable[..., SignedIn]
Configure = Callable[..., Settings]
POST = {"title": "t", "content": "c"}


@pytest.fixture
def limited(configure: Configure, system: Settings) -> Configure:
    """`limited(rate_reads="3/minute")`: other limits for the same test."""
    return lambda **changes: configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, **changes)


def login(client: FlaskClient, email: str, address: str = "192.0.2.1") -> int:
    credentials = {"email": email, "password": PASSWORD}
    answer = client.post(f"{BASE}/auth/login", json=credentials, environ_overrides={"REMOTE_ADDR": address})
    return answer.status_code


def test_beyond_the_limit_is_429_and_says_when(sign_up: SignUp, limited: Configure) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    limited(rate_reads="3/minute")
    first = ada.get("/auth/me")
    assert first.headers["RateLimit-Policy"] == '"reads";q=3;w=60'
    assert first.headers["RateLimit"].startswith('"reads";r=2;t=')
    assert [ada.get("/auth/me").status_code for _ in range(3)] == [200, 200, 429]
    refused = ada.get("/auth/me")
    assert refused.content_type == "application/problem+json" and refused.get_json()["title"] == "Too many requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60 and '"reads";r=0' in refused.headers["RateLimit"]
    assert bob.get("/auth/me").status_code == 200


def test_reads_and_writes_are_counted_apart(sign_up: SignUp, limited: Configure) -> None:
    ada = sign_up()
    limited(rate_writes="2/minute")
    assert [ada.post("/posts", POST).status_code for _ in range(3)] == [202, 202, 429]
    assert ada.post("/markdown", {"content": "Rendered at the cost of a write"}).status_code == 429
    assert ada.get("/auth/me").status_code == 200


def test_a_used_up_limit_fills_again(sign_up: SignUp, limited: Configure) -> None:
    ada = sign_up()
    limited(rate_reads="2/second")
    eventually(lambda: ada.get("/auth/me").status_code == 429)
    eventually(lambda: ada.get("/auth/me").status_code == 200)


def test_wrong_passwords_are_limited_by_account_over_all_networks(client: FlaskClient, limited: Configure) -> None:
    limited(rate_sign_in_account="3/minute")
    statuses = [login(client, email, f"192.0.2.{n}") for n, email in enumerate(["a@b.org", "A@b.org"] * 2)]
    assert statuses == [401, 401, 401, 429]
    assert login(client, "c@b.org") == 401


def test_sign_ins_are_limited_by_address_for_all_accounts(client: FlaskClient, limited: Configure) -> None:
    limited(rate_sign_in_address="3/minute")
    assert [login(client, f"user{n}@b.org") for n in range(4)] == [401, 401, 401, 429]
    assert login(client, "user9@b.org", "192.0.2.2") == 401


def test_a_sign_in_tells_only_what_the_caller_has_done(client: FlaskClient) -> None:
    answer = client.post(f"{BASE}/auth/login", json={"email": "a@b.org", "password": PASSWORD})
    assert [each.split(";")[0] for each in answer.headers["RateLimit"].split(", ")] == ['"sign_in_address"']


def test_sign_ups_are_limited_by_network(client: FlaskClient, limited: Configure) -> None:
    limited(rate_sign_up="2/hour")

    def register(number: int, address: str) -> int:
        body = {"name": "N", "email": f"n{number}@b.org", "password": PASSWORD}
        answer = client.post(f"{BASE}/auth/register", json=body, environ_overrides={"REMOTE_ADDR": address})
        return answer.status_code

    # One /64 is one household, however many addresses it has.
    assert [register(n, f"2001:db8::{n}") for n in range(3)] == [201, 201, 429]
    assert register(4, "2001:db8:0:1::1") == 201


def test_security_a23_a_forged_address_is_not_believed(client: FlaskClient, limited: Configure) -> None:
    limited(rate_sign_in_address="2/minute")
    body = {"email": "a@b.org", "password": PASSWORD}
    answers = [
        client.post(f"{BASE}/auth/login", json=body, headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(3)
    ]
    assert [each.status_code for each in answers] == [401, 401, 429]


def test_a_trusted_proxy_says_who_asks(limited: Configure) -> None:
    from web.app import create_app

    limited(rate_sign_in_address="1/minute", trusted_proxies=1)
    client = create_app().test_client()
    body = {"email": "a@b.org", "password": PASSWORD}

    def statuses(*forwarded: str) -> list[int]:
        headers = [{"X-Forwarded-For": each} for each in forwarded]
        return [client.post(f"{BASE}/auth/login", json=body, headers=each).status_code for each in headers]

    assert statuses("192.0.2.1", "192.0.2.2", "192.0.2.1") == [401, 401, 429]
    # What the client itself wrote stands on the left, and counts for nothing.
    assert statuses("203.0.113.9, 192.0.2.2") == [429]


def test_no_e_mail_address_is_kept_in_the_cache(client: FlaskClient) -> None:
    login(client, "somebody@example.org")
    names = list(redis.cache_store().scan_iter())
    assert names and not any(b"somebody" in each for each in names)


def test_without_the_cache_each_process_counts_alone(sign_up: SignUp, limited: Configure) -> None:
    ada = sign_up()
    limited(rate_reads="3/hour", cache_url="redis://127.0.0.1:1/0")
    assert [ada.get("/auth/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    limited()


def test_a_cache_that_forgot_the_scripts_is_told_again(sign_up: SignUp) -> None:
    ada = sign_up()
    redis.cache_store().script_flush()
    assert [ada.get("/auth/me").status_code for _ in range(2)] == [200, 200]


@pytest.fixture
def round_trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What this thread asks of any Redis, one entry for each round trip; another one asks which sessions have ended."""
    from redis.connection import Connection

    sent: list[object] = []
    real, here = Connection.send_packed_command, threading.get_ident()

    def counting(self: Connection, command: object, *more: object, **named: object) -> object:
        if threading.get_ident() == here:
            sent.append(command)
        return real(self, command, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Connection, "send_packed_command", counting)
    return sent


def test_a_limited_read_is_one_round_trip_and_a_page_as_well(sign_up: SignUp, round_trips: list[object]) -> None:
    ada = sign_up()
    post = carry_out(new_post(actor=ada.id)).resource_id
    comment = carry_out(new_comment(post, actor=ada.id)).resource_id
    for _ in range(3):
        carry_out(new_reply(post, comment, actor=ada.id))
    for name in ("feed:all", f"feed:user:{ada.id}", f"comments:{post}", f"replies:{comment}"):
        feeds.fill_feed(name)
    threads = (f"/posts/{post}/comments", f"/comments/{comment}/replies")
    for path in ("/auth/me", "/posts", *threads, f"/users/{ada.id}/posts"):
        eventually(session_memory.current().is_fresh)
        etag = ada.get(path).headers.get("ETag", "")
        # Before it the session has been remembered, and the cache has been trusted.
        eventually(lambda path=path: _trips(ada, path, round_trips) == 1)  # type: ignore[misc]
        if etag:
            eventually(lambda path=path, etag=etag: _trips(ada, path, round_trips, If_None_Match=etag) == 1)  # type: ignore[misc]


def _trips(reader: SignedIn, path: str, round_trips: list[object], **headers: str) -> int:
    round_trips.clear()
    answer = reader.get(path, **headers)
    assert answer.status_code == (304 if headers else 200)
    assert answer.headers["RateLimit"].startswith('"reads";r=')
    return len(round_trips)


def test_a_page_counts_against_the_limit_however_it_ends(sign_up: SignUp, limited: Configure) -> None:
    ada = sign_up()
    limited(rate_reads="4/minute")
    paths = [
        "/posts",
        "/posts?limit=nonsense",
        "/posts?cursor=nonsense",
        f"/posts/{'f' * 24}/comments",
        "/posts",
        "/posts?x=1",
    ]
    answers = [ada.get(path) for path in paths]
    assert [each.status_code for each in answers] == [200, 422, 400, 404, 429, 429]
    assert [each.headers["RateLimit"][:11] for each in answers[:4]] == [f'"reads";r={left}' for left in (3, 2, 1, 0)]


def test_a_page_is_counted_although_the_cache_has_forgotten_how_or_is_unavailable(
    sign_up: SignUp, limited: Configure, paused: Callable[[str], None], servers: ServerAddresses
) -> None:
    ada = sign_up()
    limited(rate_reads="5/minute")
    assert ada.get("/posts").headers["RateLimit"].startswith('"reads";r=4')
    redis.cache_store().script_flush()
    assert ada.get("/posts").headers["RateLimit"].startswith('"reads";r=3')
    assert ada.get("/posts").headers["RateLimit"].startswith('"reads";r=2')
    paused("cache")
    assert ada.get("/posts").headers["RateLimit"].startswith('"reads";r=4')
    servers.resume("cache")
    eventually(lambda: cache.get([f"user:{ada.id}"]) and cache.cached([f"user:{ada.id}"]))
