"""Odd requests to the real processes, API and page: refused or answered, never a 500, and no way around a path."""

import contextlib
import http.client
import itertools
import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.platform.settings import Settings
from deploy.local.install import frontend
from tests.support.processes import Processes, environment
from tests.support.site import Site
from tests.support.users import PASSWORD


class SiteWithPage(Site):
    """The API, and the page in front of it."""

    def __init__(self, processes: Processes) -> None:
        super().__init__(processes, *processes.start_site(1, LOG_LEVEL="INFO"))
        self.page = processes.start_frontend(self.api, self.live[0])

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

    def answer_to(self, url: str, head: str) -> str:
        """The first line of the answer to this request, sent as it is."""
        host, _, port = urlsplit(url).netloc.partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as raw:
            raw.sendall(f"{head}\r\nHost: {host}\r\n\r\n".encode("latin-1"))
            with raw.makefile("rb") as answer:
                return answer.readline().decode("latin-1").strip()

    def sign_in(self) -> str:
        """A `Cookie` header of somebody who has just registered."""
        session, person = requests.Session(), {"email": "ada@example.org", "password": PASSWORD}
        for path, body in (("register", person | {"name": "Ada"}), ("login", person)):
            session.post(f"{self.api}/api/v1/auth/{path}", json=body).raise_for_status()
        return "; ".join(f"{each.name}={each.value}" for each in session.cookies)


def test_a_build_of_the_pages_is_of_what_is_under_version_control() -> None:
    """What a build itself writes is not: else each start of a new copy would build twice."""
    ask = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "frontend"]
    ignored = subprocess.run(
        ask, cwd=frontend.FOLDER.parent, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    sources = {str(path.relative_to(frontend.FOLDER.parent)) for path in frontend._sources(frontend.FOLDER)}
    assert sources and not sources.intersection(ignored)


@pytest.fixture(scope="module")
def built() -> None:
    frontend.ensure()


@pytest.fixture
def site(system: Settings, tmp_path: Path, built: None) -> Iterator[SiteWithPage]:
    processes = Processes(environment(system) | {"LOG_LEVEL": "INFO"}, tmp_path / "log")
    try:
        yield SiteWithPage(processes)
    finally:
        processes.stop()


FOR_SERVERS = ("SCRIPT_NAME", "Script-Name", "PATH_INFO", "REMOTE_USER", "X-Forwarded-Prefix")


def test_security_f13_no_header_leads_to_another_path(site: SiteWithPage) -> None:
    for url, name, value in itertools.product((site.api, site.page), FOR_SERVERS, ("/x", "/api", "/api/v1")):
        assert site.ask(url, "GET", "/api/readyz", {name: value}) == 404, (name, value)
        assert site.ask(url, "GET", "/api/v1/auth/me", {name: value}) == 401, (name, value)


def test_security_f13_what_is_no_page_is_refused(site: SiteWithPage) -> None:
    for method in ("TRACE", "CONNECT", "POST", "PUT", "DELETE", "OPTIONS", "FOO", "PROPFIND"):
        for path in ("/", "/sign-in", "/nothing"):
            assert site.ask(site.page, method, path, {}) in (0, 400, 405), (method, path)
    for query in ("", "?url=%2Fapi%2Fv1%2Fposts&w=64&q=75", "?url=http%3A%2F%2F127.0.0.1%2F&w=64&q=75"):
        assert site.ask(site.page, "GET", f"/_next/image{query}", {}) == 404


INNER = ("/api/../readyz", "/api/%2e%2e/readyz", "/api/v1/%2E./../readyz", "/socket.io/../healthz", "/api\\..\\readyz")
NO_PATHS = {
    "GET * HTTP/1.1": 400,
    "GET http://[ HTTP/1.1": 400,
    "GET http://elsewhere/api/v1/posts HTTP/1.1": 400,
    "CONNECT elsewhere:1 HTTP/1.1": 405,
    "CONNECT / HTTP/1.1": 405,
    "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c": 400,
    "GET * HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket": 400,
}


def test_security_f13_no_dots_lead_around_the_page_to_what_is_inside(site: SiteWithPage) -> None:
    # There is no such page, and nothing else.
    firsts = {path: site.answer_to(site.page, f"GET {path} HTTP/1.1") for path in INNER}
    assert not {path: first for path, first in firsts.items() if " 404 " not in first}


def test_security_f13_what_names_no_path_of_the_page_is_refused(site: SiteWithPage) -> None:
    firsts = {head: site.answer_to(site.page, head) for head in NO_PATHS}
    assert not {head: first for head, first in firsts.items() if f" {NO_PATHS[head]} " not in first}
    assert "Error" not in site.processes.printed()


def test_security_f13_somebody_signed_in_causes_no_internal_error_either(site: SiteWithPage) -> None:
    cookie = {"Cookie": site.sign_in()}
    for path in ("/posts/%ff", "/posts/%E0%A4%A", "/chat/%c0%80", "/users/%", "/%zz"):
        assert site.ask(site.page, "GET", path, cookie) == 400, path
    for state in ("x", "%", "%5B%5D", "[]", "{}", "x" * 5000):
        for path in ("/", "/nothing", "/settings", "/chat/x"):
            assert site.ask(site.page, "GET", path, cookie | {"RSC": "1", "Next-Router-State-Tree": state}) == 400
    state = quote(json.dumps(["", {"children": ["__PAGE__", {}]}, None, None]))
    assert site.ask(site.page, "GET", "/settings", cookie | {"RSC": "1", "Next-Router-State-Tree": state}) in (200, 307)
    assert "Error" not in site.processes.printed()


def test_security_f13_a_cookie_of_any_bytes_is_no_session(site: SiteWithPage) -> None:
    events = "/api/v1/events?rooms=feed"
    read = ((site.api, "/api/v1/posts"), (site.live[0], events), (site.page, events))
    own = ((site.api, "/api/v1/auth/me"), (site.page, "/api/v1/auth/me"))
    for cookie, status in (("\x80", 200), ("\xff=\xfe", 200), ("access_token_cookie=\x80", 401)):
        assert [site.ask(url, "GET", path, {"Cookie": cookie}) for url, path in read] == [status] * 3
        assert [site.ask(url, "GET", path, {"Cookie": cookie}) for url, path in own] == [401] * 2
    assert '"level":"error"' not in site.processes.printed()


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


def test_security_f13_no_request_makes_an_internal_error(site: SiteWithPage) -> None:
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


UNREAD = (
    *(("POST", "/api/v1/auth/login", 413), ("POST", "/api/v1/posts", 401), ("PUT", "/api/v1/posts", 405)),
    *(("POST", "/api/v1/nothing", 404), ("GET", "/healthz", 200), ("POST", "/api/v1/auth/logout", 204)),
)


SIZES = (50_000, 65_537, 200_000, 900_000)


def test_field_18_after_a_body_that_nobody_read_the_connection_goes_on_or_is_said_to_end(site: SiteWithPage) -> None:
    for url, size, (method, path, status) in itertools.product((site.api, site.page), SIZES, UNREAD):
        with contextlib.closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
            connection.request(method, path, b"x" * size, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            # The page refuses what is too long before it asks the API. 400: not too long, and no JSON.
            assert url == site.page or answer.status in (status, 400), (method, path, size, answer.status)
            if (answer.getheader("Connection") or "").lower() != "close":
                connection.request("GET", "/api/v1/posts")
                assert connection.getresponse().status == 200, (method, path, size, url == site.page)


def test_field_18_a_body_without_end_is_refused_and_ends(site: SiteWithPage) -> None:
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
