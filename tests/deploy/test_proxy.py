"""The proxy before the API: what it keeps from it, and what it answers in its stead."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from deploy.local.servers import HOST
from tests.support.deploy.proxied_site import KIB, PROBLEM, ProxiedSite, is_problem, raw
from tests.support.deploy.proxy import start_proxy
from tests.support.users import BASE
from tests.support.waiting import eventually

POST = {"title": "A title", "content": "Some content"}


def test_security_a35_it_serves_over_https(site: ProxiedSite) -> None:
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


def test_a_picture_may_have_5_mib_and_nothing_else_may(site: ProxiedSite, signed_in: requests.Session) -> None:
    headers, most = {"Content-Type": "application/octet-stream"}, 5 * KIB * KIB
    address = f"{site.proxy.url}{BASE}/users/me/picture"
    assert signed_in.put(address, data=bytes(most), headers=headers).status_code == 202
    assert is_problem(signed_in.put(address, data=bytes(most + 1), headers=headers), 413, "Body too large")
    elsewhere = signed_in.put(f"{address}s", data=bytes(65 * KIB), headers=headers)
    assert is_problem(elsewhere, 413, "Body too large")


def test_security_a17_a_huge_header_or_address_is_refused(site: ProxiedSite) -> None:
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
def test_security_a31_what_is_not_for_everybody_is_not_there(site: ProxiedSite, path: str) -> None:
    assert requests.get(f"{site.api_url}/metrics").status_code == 200
    answer = raw(site, f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ") and PROBLEM.encode() in answer and b"social_" not in answer


@pytest.mark.parametrize("path", ["/metrics/../api/x", "/api/%2e%2e/metrics", "/api/..%2fmetrics", "/docs/../metrics"])
def test_no_detour_leads_to_the_metrics(site: ProxiedSite, path: str) -> None:
    assert b"HTTP/1.1 404 " in raw(site, f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())


def test_security_a18_nothing_can_be_smuggled_into_a_refusal(site: ProxiedSite) -> None:
    answer = raw(site, b'GET /metrics","status":200,"a":"\\ HTTP/1.1\r\nHost: a\r\n\r\n')
    assert b'"status":404' in answer or answer.startswith(b"HTTP/1.1 400 ")
    assert b'"instance":"/"' in answer


@pytest.mark.parametrize("head", ["GET / HTTP/9.9", "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked"])
def test_security_f19_what_nginx_cannot_read_is_refused_as_by_the_api(site: ProxiedSite, head: str) -> None:
    answer = raw(site, f"{head}\r\nHost: {HOST}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 400 ") and PROBLEM.encode() in answer and b"nosniff" in answer


def test_security_a19_slow_clients_hold_nobody_but_themselves(site: ProxiedSite, address: str) -> None:
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
