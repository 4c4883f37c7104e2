"""Clients behind the proxy: what the API is told about them, and what comes through to them."""

import re
import ssl

import aiohttp
import pytest
import requests

from tests.support.clients.live import Socket, run
from tests.support.deploy.proxied_site import ProxiedSite, is_problem, sign_in
from tests.support.users import BASE


def test_pages_are_served_and_who_is_signed_out_is_sent_to_sign_in_for_what_is_their_own(
    site: ProxiedSite, address: str
) -> None:
    visitor = site.proxy.visitor(address)
    sent = visitor.get(f"{site.proxy.url}/settings", allow_redirects=False)
    assert (sent.status_code, sent.headers["Location"]) == (307, "/sign-in?next=%2Fsettings")
    assert visitor.get(f"{site.proxy.url}/").status_code == 200
    page = sign_in(site, address).get(f"{site.proxy.url}/")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "nonce-" in page.headers["Content-Security-Policy"] and "Strict-Transport-Security" in page.headers


def test_a_session_knows_the_address_of_the_client_and_not_what_it_claims(site: ProxiedSite, address: str) -> None:
    forged = {"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.8", "Forwarded": "for=198.51.100.9"}
    visitor = sign_in(site, address, **forged)
    (session,) = visitor.get(f"{site.proxy.url}{BASE}/auth/sessions").json()["items"]
    assert session["address"] == address


def test_security_a23_a_forged_address_does_not_escape_the_rate_limit(site: ProxiedSite, address: str) -> None:
    statuses = [site.sign_up(address, claim=f"198.51.100.{n}") for n in range(4)]
    assert statuses == [201, 201, 201, 429]
    assert site.sign_up(f"127.0.1.{address.rpartition('.')[2]}") == 201


def test_a_client_does_not_choose_the_id_of_its_request(site: ProxiedSite) -> None:
    answer = site.proxy.visitor().get(f"{site.proxy.url}/healthz", headers={"X-Request-Id": "chosen-by-client"})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_security_a11_cookies_are_for_https_only(site: ProxiedSite, signed_in: requests.Session) -> None:
    assert len(signed_in.cookies) == 5 and all(cookie.secure for cookie in signed_in.cookies)
    hidden = {cookie.name for cookie in signed_in.cookies if cookie.has_nonstandard_attr("HttpOnly")}
    assert hidden == {"__Host-access_token_cookie", "__Secure-refresh_token_cookie", "__Secure-device"}


# The API, nginx itself, and the realtime process.
@pytest.mark.parametrize("path", ["/healthz", f"{BASE}/auth/me", "/metrics", f"{BASE}/events?rooms=nonsense"])
def test_security_f19_each_header_is_there_once(site: ProxiedSite, path: str) -> None:
    answer = site.proxy.visitor().get(site.proxy.url + path)
    names = [name.lower() for name in answer.raw.headers]
    wanted = {"strict-transport-security", "x-content-type-options", "content-security-policy", "referrer-policy"}
    assert wanted | {"cache-control", "x-request-id"} <= set(names)
    assert len(names) == len(list(answer.raw.headers.iteritems())), "a header twice"
    assert answer.headers["Server"] == "nginx" and "no-store" in answer.headers["Cache-Control"]


def test_sockets_and_event_streams_come_through_at_once(site: ProxiedSite, signed_in: requests.Session) -> None:
    cookie = f"__Host-access_token_cookie={signed_in.cookies['__Host-access_token_cookie']}"

    async def test() -> None:
        tls = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=site.proxy.certificate))
        opened = Socket(http_session=aiohttp.ClientSession(connector=tls))
        auth = {"csrf": signed_in.cookies["__Host-csrf_access_token"]}
        await opened.connect(site.proxy.url, cookie, auth, Origin=site.proxy.url)
        assert (await opened.ask("join", {"room": "feed"}))["ok"]
        await opened.close()

    run(test)
    with signed_in.get(f"{site.proxy.url}{BASE}/events?rooms=feed", stream=True, timeout=5) as stream:
        lines = stream.iter_lines(chunk_size=1)
        assert b"event: hello" in [next(lines) for _ in range(5)]
    stranger = {"Cookie": "__Host-access_token_cookie=x.y.z"}
    assert site.proxy.visitor().get(f"{site.proxy.url}{BASE}/events?rooms=feed", headers=stranger).status_code == 401


def test_a_refusal_of_the_api_comes_through_as_it_is(site: ProxiedSite) -> None:
    assert is_problem(site.proxy.visitor().get(f"{site.proxy.url}{BASE}/auth/me"), 401, "Not signed in")
