"""The proxy: what it keeps from the API, what it tells the API about a client, and what a client sees of both."""

import re
import socket
import ssl
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import requests

from core.platform.settings import Settings, use
from core.servers import mongo, redis
from deploy.local.servers import HOST
from tests.conftest import GENEROUS, server_settings
from tests.support.clients.live import Socket, run
from tests.support.processes import Processes, environment
from tests.support.proxy import Proxy, start_proxy
from tests.support.servers import ServerAddresses, drop_database
from tests.support.users import BASE, PASSWORD
from tests.support.waiting import eventually

PROBLEM = "application/problem+json"
POST = {"title": "A title", "content": "Some content"}
KIB = 1024
_addresses = count(10)


def new_email() -> str:
    return f"{uuid.uuid4().hex}@example.org"


@dataclass
class ProxiedSite:
    """The proxy, and the API behind it at its own address."""

    proxy: Proxy
    api_url: str

    def sign_up(self, address: str, email: str = "", claim: str = "") -> int:
        """Register somebody new from this address, or try to; the status of the answer."""
        body = {"name": "Ada", "email": email or new_email(), "password": PASSWORD}
        headers = {"X-Forwarded-For": claim} if claim else {}
        url = f"{self.proxy.url}{BASE}/auth/register"
        return self.proxy.visitor(address).post(url, json=body, headers=headers).status_code


@pytest.fixture(scope="module")
def site(servers: ServerAddresses, keys_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProxiedSite]:
    folder = tmp_path_factory.mktemp("proxy")
    own = f"t{uuid.uuid4().hex[:12]}"
    values: dict[str, Any] = server_settings(servers, keys_dir) | GENEROUS | {"mongo_db": own, "key_prefix": f"{own}:"}
    values |= {"trusted_proxies": 1, "cookie_secure": True, "rate_sign_up": "3/minute"}
    chosen = Settings(_env_file=None, **values)
    use(chosen)
    mongo.ensure_indexes()
    processes = Processes(environment(chosen), folder / "api.log")
    with ExitStack() as ending:
        ending.callback(processes.stop)
        api_url, (live_url,) = processes.start_site(1)
        pages_url = processes.start_frontend(api_url, live_url)
        proxy = start_proxy(folder / "nginx", api_url, live_url, pages_url)
        ending.callback(proxy.stop)
        yield ProxiedSite(proxy, api_url)
        use(chosen)
        drop_database(chosen)
        redis.cache_store().flushdb()


@pytest.fixture
def address() -> str:
    """An address that no other test comes from."""
    return f"127.0.0.{next(_addresses)}"


def sign_in(site: ProxiedSite, address: str, **headers: str) -> requests.Session:
    email = new_email()
    assert site.sign_up(address, email) == 201
    visitor = site.proxy.visitor(address)
    visitor.headers.update(headers)
    assert visitor.post(f"{site.proxy.url}{BASE}/auth/login", json={"email": email, "password": PASSWORD}).ok
    return visitor


@pytest.fixture
def signed_in(site: ProxiedSite, address: str) -> requests.Session:
    visitor = sign_in(site, address)
    visitor.headers["X-CSRF-TOKEN"] = visitor.cookies["csrf_access_token"]
    return visitor


def is_problem(answer: requests.Response, status: int, title: str) -> bool:
    body = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM), answer.text
    assert answer.headers["X-Request-Id"] == body["request_id"] and body["status"] == status
    return bool(body["title"] == title and set(body) == {"type", "title", "status", "detail", "instance", "request_id"})


def raw(site: ProxiedSite, request: bytes, address: str = HOST) -> bytes:
    with site.proxy.connect(address) as connection:
        connection.sendall(request)
        return connection.recv(64 * KIB)


def test_it_serves_over_https(site: ProxiedSite) -> None:
    with site.proxy.connect() as connection:
        assert connection.version() == "TLSv1.3"
    assert site.proxy.visitor().get(f"{site.proxy.url}/healthz").json() == {"status": "ok"}
    for path in ("/docs", "/openapi.json", "/.well-known/jwks.json"):
        assert site.proxy.visitor().get(site.proxy.url + path).status_code == 200, path


def test_plain_http_on_the_port_of_https_is_refused(site: ProxiedSite) -> None:
    assert is_problem(requests.get(f"http://{HOST}:{site.proxy.port}/healthz"), 400, "Malformed request")


def test_a_write_goes_through(site: ProxiedSite, signed_in: requests.Session) -> None:
    answer = signed_in.post(f"{site.proxy.url}{BASE}/posts", json=POST)
    assert answer.status_code == 202 and answer.headers["Location"].startswith(f"{BASE}/writes/")


def test_a_body_over_64_kib_gets_the_answer_that_the_api_would_give(
    site: ProxiedSite, signed_in: requests.Session
) -> None:
    body, headers = b'"' + b"x" * 65 * KIB + b'"', {"Content-Type": "application/json"}
    asked_both = [signed_in.post(f"{url}{BASE}/posts", data=body, headers=headers) for url in (site.proxy.url,)]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in signed_in.cookies)
    csrf = {"X-CSRF-TOKEN": str(signed_in.headers["X-CSRF-TOKEN"]), "Cookie": cookies}
    asked_both.append(requests.post(f"{site.api_url}{BASE}/posts", data=body, headers=headers | csrf))
    assert all(is_problem(each, 413, "Body too large") for each in asked_both)
    through, direct = ({**each.json(), "request_id": ""} for each in asked_both)
    assert through == direct


def test_a_body_that_does_not_say_its_length_is_limited_too(site: ProxiedSite, signed_in: requests.Session) -> None:
    pieces = (b"x" * KIB for _ in range(65))
    answer = signed_in.post(f"{site.proxy.url}{BASE}/posts", data=pieces, headers={"Content-Type": "application/json"})
    assert is_problem(answer, 413, "Body too large")


def test_a_body_of_64_kib_reaches_the_api(site: ProxiedSite, signed_in: requests.Session) -> None:
    body = b"[" + b" " * (64 * KIB - 2) + b"]"
    answer = signed_in.post(f"{site.proxy.url}{BASE}/posts", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_a_huge_header_or_address_is_refused(site: ProxiedSite) -> None:
    visitor = site.proxy.visitor()
    assert is_problem(
        visitor.get(f"{site.proxy.url}/healthz", headers={"X-Big": "x" * 20 * KIB}), 431, "Header too large"
    )
    assert is_problem(visitor.get(f"{site.proxy.url}/healthz?{'x' * 20 * KIB}"), 414, "Address too long")
    many = {f"X-{n}": "x" * KIB for n in range(100)}
    assert is_problem(visitor.get(f"{site.proxy.url}/healthz", headers=many), 431, "Header too large")


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/metrics/",
        "//metrics",
        "/%6detrics",
        "/api/../metrics",
        "/metrics?x=/api/",
        "/readyz",
    ],
)
def test_what_is_not_for_everybody_is_not_there(site: ProxiedSite, path: str) -> None:
    assert requests.get(f"{site.api_url}/metrics").status_code == 200
    answer = raw(site, f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ") and PROBLEM.encode() in answer and b"social_" not in answer


def test_pages_are_served_to_those_who_are_signed_in_and_others_are_sent_to_sign_in(
    site: ProxiedSite, address: str
) -> None:
    visitor = site.proxy.visitor(address)
    sent = visitor.get(f"{site.proxy.url}/posts/1", allow_redirects=False)
    assert (sent.status_code, sent.headers["Location"]) == (307, "/sign-in?next=%2Fposts%2F1")
    page = sign_in(site, address).get(f"{site.proxy.url}/")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "nonce-" in page.headers["Content-Security-Policy"] and "Strict-Transport-Security" in page.headers


@pytest.mark.parametrize("path", ["/metrics/../api/x", "/api/%2e%2e/metrics", "/api/..%2fmetrics", "/docs/../metrics"])
def test_no_detour_leads_to_the_metrics(site: ProxiedSite, path: str) -> None:
    assert b"HTTP/1.1 404 " in raw(site, f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())


def test_nothing_can_be_smuggled_into_a_refusal(site: ProxiedSite) -> None:
    answer = raw(site, b'GET /metrics","status":200,"a":"\\ HTTP/1.1\r\nHost: a\r\n\r\n')
    assert b'"status":404' in answer or answer.startswith(b"HTTP/1.1 400 ")
    assert b'"instance":"/"' in answer


def test_a_session_knows_the_address_of_the_client_and_not_what_it_claims(site: ProxiedSite, address: str) -> None:
    forged = {"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.8", "Forwarded": "for=198.51.100.9"}
    visitor = sign_in(site, address, **forged)
    (session,) = visitor.get(f"{site.proxy.url}{BASE}/auth/sessions").json()["items"]
    assert session["address"] == address


def test_a_forged_address_does_not_escape_the_rate_limit(site: ProxiedSite, address: str) -> None:
    statuses = [site.sign_up(address, claim=f"198.51.100.{n}") for n in range(4)]
    assert statuses == [201, 201, 201, 429]
    assert site.sign_up(f"127.0.1.{address.rpartition('.')[2]}") == 201


def test_a_client_does_not_choose_the_id_of_its_request(site: ProxiedSite) -> None:
    answer = site.proxy.visitor().get(f"{site.proxy.url}/healthz", headers={"X-Request-Id": "chosen-by-client"})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_cookies_are_for_https_only(site: ProxiedSite, signed_in: requests.Session) -> None:
    assert len(signed_in.cookies) == 5 and all(cookie.secure for cookie in signed_in.cookies)
    hidden = {cookie.name for cookie in signed_in.cookies if cookie.has_nonstandard_attr("HttpOnly")}
    assert hidden == {"access_token_cookie", "refresh_token_cookie", "device"}


@pytest.mark.parametrize("path", ["/healthz", f"{BASE}/posts", "/metrics"])
def test_each_header_is_there_once(site: ProxiedSite, path: str) -> None:
    answer = site.proxy.visitor().get(site.proxy.url + path)
    names = [name.lower() for name in answer.raw.headers]
    wanted = {"strict-transport-security", "x-content-type-options", "content-security-policy", "referrer-policy"}
    assert wanted | {"cache-control", "x-request-id"} <= set(names)
    assert len(names) == len(list(answer.raw.headers.iteritems())), "a header twice"
    assert answer.headers["Server"] == "nginx" and "no-store" in answer.headers["Cache-Control"]


def test_sockets_and_event_streams_come_through_at_once(site: ProxiedSite, signed_in: requests.Session) -> None:
    cookie = f"access_token_cookie={signed_in.cookies['access_token_cookie']}"

    async def test() -> None:
        tls = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=site.proxy.certificate))
        opened = Socket(http_session=aiohttp.ClientSession(connector=tls))
        auth = {"csrf": signed_in.cookies["csrf_access_token"]}
        await opened.connect(site.proxy.url, cookie, auth, Origin=site.proxy.url)
        assert (await opened.ask("join", {"room": "feed"}))["ok"]
        await opened.close()

    run(test)
    with signed_in.get(f"{site.proxy.url}{BASE}/events?rooms=feed", stream=True, timeout=5) as stream:
        lines = stream.iter_lines(chunk_size=1)
        assert b"event: hello" in [next(lines) for _ in range(5)]
    assert site.proxy.visitor().get(f"{site.proxy.url}{BASE}/events?rooms=feed").status_code == 401


def test_a_refusal_of_the_api_comes_through_as_it_is(site: ProxiedSite) -> None:
    assert is_problem(site.proxy.visitor().get(f"{site.proxy.url}{BASE}/posts"), 401, "Not signed in")


def test_slow_clients_hold_nobody_but_themselves(site: ProxiedSite, address: str) -> None:
    began = (f"POST {BASE}/auth/login HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n").encode()
    with ExitStack() as open_connections:
        slow = [open_connections.enter_context(site.proxy.connect(address)) for _ in range(100)]
        for number, connection in enumerate(slow):
            # As many as one address may have sent their headers; the rest do not even do that.
            connection.sendall(began + (b"Content-Length: 100\r\n\r\n{" if number < 64 else b""))
        crowded = site.proxy.visitor(address)
        eventually(lambda: crowded.get(f"{site.proxy.url}/healthz").status_code == 429)
        assert is_problem(crowded.get(f"{site.proxy.url}/healthz"), 429, "Too many requests")
        assert site.proxy.visitor().get(f"{site.proxy.url}/readyz", timeout=20).status_code == 404
        assert site.proxy.visitor().get(f"{site.proxy.url}/healthz", timeout=20).status_code == 200
        assert is_cut_off(slow[-1])


def is_cut_off(connection: socket.socket) -> bool:
    """Whether the other side ends the connection, within the time that `connect` gave it."""
    try:
        return connection.recv(KIB) == b""
    except ConnectionResetError:
        return True


def test_without_the_api_the_answer_is_503(site: ProxiedSite, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind((HOST, 0))
        proxy = start_proxy(tmp_path / "nginx", f"{HOST}:{closed.getsockname()[1]}")
        answer = proxy.visitor().get(f"{proxy.url}{BASE}/posts")
        proxy.stop()
    assert is_problem(answer, 503, "Unavailable") and answer.headers["Retry-After"] == "2"
