"""The pages behind the proxy: compressed once, kept for ever when their names change with them, refused if none."""

import gzip
import re
from urllib.parse import quote

import pytest
import requests

from tests.support.deploy.proxied_site import PROBLEM, ProxiedSite, is_problem, raw
from tests.support.users import BASE

FOREVER = "public, max-age=31536000, immutable"
STATE = {"RSC": "1", "Next-Router-State-Tree": quote('{"no": "state"}')}


def asked(site: ProxiedSite, path: str, encoding: str = "gzip", **headers: str) -> tuple[requests.Response, bytes]:
    """The answer, and its body as it comes over the line."""
    answer = site.proxy.visitor().get(
        site.proxy.url + path, headers={"Accept-Encoding": encoding} | headers, stream=True
    )
    return answer, answer.raw.read(decode_content=False)


def scripts(page: bytes) -> list[str]:
    """The scripts that a page asks for."""
    return sorted(set(re.findall(r'src="(/_next/static/[^"?]+\.js)', page.decode())))


def test_a_page_is_compressed_once_for_who_can_read_that(site: ProxiedSite) -> None:
    answer, body = asked(site, "/sign-in", "gzip, br")
    assert answer.headers["Content-Encoding"] == "gzip" and "accept-encoding" in answer.headers["Vary"].lower()
    assert gzip.decompress(body).lower().startswith(b"<!doctype html>")
    plain, whole = asked(site, "/sign-in", "identity")
    assert "Content-Encoding" not in plain.headers and whole.lower().startswith(b"<!doctype html>")
    assert len(body) < len(whole) / 2


def test_a_page_is_passed_on_in_parts_and_only_the_proxy_is_told_so(site: ProxiedSite) -> None:
    assert requests.get(f"{site.pages_url}/sign-in").headers["X-Accel-Buffering"] == "no"
    assert "X-Accel-Buffering" not in asked(site, "/sign-in")[0].headers


def test_who_signs_in_comes_back_to_an_address_of_their_own(site: ProxiedSite) -> None:
    """`_rsc` is what Next's own script adds to it."""
    answer = site.proxy.visitor().get(f"{site.proxy.url}/settings?_rsc=x&a=b", allow_redirects=False)
    assert answer.headers["Location"] == "/sign-in?next=%2Fsettings%3Fa%3Db"


def test_scripts_and_styles_are_compressed_and_kept_for_ever(site: ProxiedSite) -> None:
    _, page = asked(site, "/sign-in", "identity")
    styles = re.findall(r'href="(/_next/static/[^"?]+\.css)', page.decode())
    assert scripts(page) and styles
    for path in (*scripts(page), *styles):
        answer, body = asked(site, path)
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == FOREVER, path
        assert len(body) < 512 or answer.headers["Content-Encoding"] == "gzip", path
        assert answer.headers["Vary"] == "Accept-Encoding", path


def test_a_script_that_one_has_is_not_sent_again(site: ProxiedSite) -> None:
    path = scripts(asked(site, "/sign-in", "identity")[1])[0]
    etag = asked(site, path)[0].headers["ETag"]
    assert asked(site, path, **{"If-None-Match": etag})[0].status_code == 304


def test_what_has_no_hash_in_its_name_is_asked_for_again(site: ProxiedSite) -> None:
    for path in ("/sw.js", "/manifest.webmanifest", "/robots.txt"):
        answer, _ = asked(site, path)
        assert answer.status_code == 200 and "immutable" not in answer.headers.get("Cache-Control", ""), path


@pytest.mark.parametrize("behind", [True, False])
def test_what_is_no_page_is_refused_with_or_without_this_proxy(site: ProxiedSite, behind: bool) -> None:
    url = site.proxy.url if behind else site.pages_url
    visitor = site.proxy.visitor()
    posted = visitor.post(f"{url}/sign-in", data=b"x")
    assert (posted.status_code, posted.headers["Allow"]) == (405, "GET, HEAD")
    undecodable = visitor.get(f"{url}/posts/%ff")
    malformed = visitor.get(f"{url}/sign-in", headers=STATE)
    assert [undecodable.status_code, malformed.status_code] == [400, 400]
    for answer in (posted, undecodable, malformed):
        assert answer.headers["Content-Type"] == PROBLEM and answer.json()["status"] == answer.status_code
    assert visitor.get(f"{url}/_next/image?url=%2Ficon.svg&w=64&q=75").status_code == 404


@pytest.mark.parametrize(
    "head",
    [
        f"GET http://elsewhere{BASE}/posts HTTP/1.1",
        f"GET http://elsewhere{BASE}/posts%20x HTTP/1.1",
        "GET  http://elsewhere/ HTTP/1.1",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket",
    ],
)
def test_this_is_no_proxy_to_elsewhere_and_a_page_no_socket(site: ProxiedSite, head: str) -> None:
    answer = raw(site, f"{head}\r\nHost: localhost\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 400 ") and PROBLEM.encode() in answer


def test_the_proxy_waits_as_long_as_the_api_does(site: ProxiedSite, signed_in: requests.Session) -> None:
    """No worker runs here, so the write is not applied within these seconds."""
    answer = signed_in.post(
        f"{site.proxy.url}{BASE}/posts", json={"title": "A title", "content": "c"}, headers={"Prefer": "wait=5"}
    )
    assert answer.status_code == 202


def test_each_refusal_is_a_whole_problem(site: ProxiedSite) -> None:
    visitor = site.proxy.visitor()
    assert is_problem(visitor.get(f"{site.proxy.url}/", headers={"Upgrade": "h2c"}), 400, "Malformed request")


def test_security_f19_no_script_style_or_picture_is_taken_for_something_else(site: ProxiedSite) -> None:
    _, page = asked(site, "/sign-in", "identity")
    for path in ("/sign-in", "/icon.svg", "/no/such/page", *scripts(page)[:3]):
        answer, _ = asked(site, path)
        # `requests` joins what comes twice.
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Strict-Transport-Security"], path
