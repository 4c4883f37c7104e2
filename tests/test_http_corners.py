"""Odd requests to the real processes, API and page: refused or answered, never a 500, and no way around a path."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.settings import Settings
from deploy.local import frontend
from tests.running import Processes, environment


class Site:
    """The API, and the page in front of it."""

    def __init__(self, processes: Processes) -> None:
        self.processes = processes
        self.api, (self.live,) = processes.start_site(1, LOG_LEVEL="INFO")
        self.page = processes.start_frontend(self.api, self.live)

    def ask(self, url: str, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> int:
        """The status of the answer; 0 when the connection is closed instead."""
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            return connection.getresponse().status
        except (http.client.HTTPException, ConnectionError, ValueError):
            return 0
        finally:
            connection.close()


@pytest.fixture(scope="module")
def built() -> None:
    frontend.ensure()


@pytest.fixture
def site(system: Settings, tmp_path: Path, built: None) -> Iterator[Site]:
    processes = Processes(environment(system) | {"LOG_LEVEL": "INFO"}, tmp_path / "log")
    try:
        yield Site(processes)
    finally:
        processes.stop()


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script-Name", "PATH_INFO", "REMOTE_USER", "X-Forwarded-Prefix"])
def test_security_f13_no_header_leads_to_another_path(site: Site, name: str) -> None:
    for url in (site.api, site.page):
        for value in ("/x", "/api", "/api/v1"):
            assert site.ask(url, "GET", "/api/readyz", {name: value}) == 404
            assert site.ask(url, "GET", "/api/v1/posts", {name: value}) == 401


def test_security_f13_what_is_no_page_is_refused(site: Site) -> None:
    for method in ("TRACE", "CONNECT", "POST", "PUT", "DELETE", "OPTIONS", "FOO", "PROPFIND"):
        for path in ("/", "/sign-in", "/nothing"):
            assert site.ask(site.page, method, path, {}) in (0, 400, 405), (method, path)
    for query in ("", "?url=%2Fapi%2Fv1%2Fposts&w=64&q=75", "?url=http%3A%2F%2F127.0.0.1%2F&w=64&q=75"):
        assert site.ask(site.page, "GET", f"/_next/image{query}", {}) == 404


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO")
PATHS = (
    *("/", "/sign-in", "/settings", "/posts/x", "/_next/image", "/_next/static/x", "/favicon.ico", "/healthz", "/docs"),
    *("/api", "/api/", "/api/v1", "/api/v1/posts", "/api/v1/events", "/api/v1/auth/login", "/api/v1/auth/logout"),
    *("/socket.io/", "/socket.io/?EIO=4", "//", "/..", "/%00", "/%ff", "/%2e%2e/", "/a;b", "/readyz", "/openapi.json"),
)
NAMES = (
    *("Cookie", "Content-Type", "Content-Length", "Accept", "Range", "If-None-Match", "If-Match", "Prefer", "Expect"),
    *("X-CSRF-TOKEN", "X-Request-Id", "Idempotency-Key", "Origin", "Sec-Fetch-Site", "Upgrade", "Connection", "RSC"),
    *(
        "SCRIPT_NAME",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Next-Action",
        "Next-Router-State-Tree",
        "Accept-Language",
    ),
    *("x-middleware-subrequest", "Purpose", "Forwarded", "X-HTTP-Method-Override"),
)
VALUES = st.one_of(
    st.sampled_from(("", "0", "-1", "*", "null", "{}", '"', "bytes=0-", "a=b; a=c", "text/html", "application/json")),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20),
)
queries = st.one_of(st.just(""), st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30))


def test_security_f13_no_request_makes_an_internal_error(site: Site) -> None:
    @examples(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        method=st.sampled_from(METHODS),
        path=st.sampled_from(PATHS),
        query=queries,
        headers=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4),
        body=st.one_of(st.none(), st.binary(max_size=50)),
    )
    def ask(method: str, path: str, query: str, headers: dict[str, str], body: bytes | None) -> None:
        # What asks for a body that does not come is another test's.
        headers.pop("Content-Length", None)
        if body is not None:
            headers["Content-Length"] = str(len(body))
        for url in (site.api, site.page):
            status = site.ask(url, method, f"{path}?{query}" if query else path, headers, body)
            assert status < 500 or status == 503, (url == site.page, method, path, query, headers, body)

    ask()
    printed = site.processes.printed()
    assert '"level":"error"' not in printed and "Traceback" not in printed, printed[-3000:]


@pytest.mark.parametrize("size", [65_537, 200_000, 900_000])
def test_field_18_after_a_body_that_is_too_large_the_connection_goes_on_or_is_said_to_end(
    site: Site, size: int
) -> None:
    for url in (site.api, site.page):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        body = b'{"email":"' + b"x" * size + b'"}'
        connection.request("POST", "/api/v1/auth/login", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 413
        if (answer.getheader("Connection") or "").lower() != "close":
            connection.request("GET", "/api/v1/posts")
            assert connection.getresponse().status == 401
        connection.close()


def test_field_18_a_body_without_end_is_refused_and_ends(site: Site) -> None:
    for url in (site.api, site.page):
        host, _, port = urlsplit(url).netloc.partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as raw:
            raw.sendall(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
            raw.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
            sent, answered = 0, b""
            try:
                while sent < 8 * 2**20:
                    raw.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                    sent += 65_536
                answered = raw.recv(100)
            except ConnectionError:
                pass
            assert not answered or b" 413 " in answered
            assert sent <= 8 * 2**20
