"""MQTT over WebSocket through the proxy: with credentials, from pages of this site, and within limits."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage, WebsocketConnectionError
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from core.identity import mqtt_credentials
from core.identity.mqtt_credentials import Credentials
from core.servers import mqtt
from core.servers.mqtt import ROOT
from deploy.local.servers import HOST
from tasks import tickets as ticket_tasks
from tests.support.deploy.proxied_site import KIB, ProxiedSite, is_problem, raw
from tests.support.deploy.proxy import ALLOWED_ORIGIN
from tests.support.journal_writes import ADA
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually

SESSION = "5" * 24


def handshake(**changes: str) -> bytes:
    """What a client sends to begin, with these headers."""
    headers = {"Host": HOST, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    headers |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "mqtt"}
    headers |= {name.replace("_", "-"): value for name, value in changes.items()}
    lines = ["GET /mqtt HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


class Page:
    """A client over WebSocket that sends these headers; what it has received, and why it was refused."""

    def __init__(self, site: ProxiedSite, username: str = "", password: str = "", **headers: str) -> None:
        self.heard: list[MQTTMessage] = []
        self.refusal = ""
        self.subscribed, self.gone, self._answered = threading.Event(), threading.Event(), threading.Event()
        version = MQTTProtocolVersion.MQTTv5
        client = Client(CallbackAPIVersion.VERSION2, username, protocol=version, transport="websockets")
        client.ws_set_options("/mqtt", lambda given: given | headers)
        client.tls_set_context(ssl.create_default_context(cafile=site.proxy.certificate))
        client.username_pw_set(username, password)
        client.on_connect, client.on_disconnect = self._on_connect, lambda *_: self.gone.set()
        client.on_message = lambda _, __, message: self.heard.append(message)
        client.on_subscribe = lambda _, __, ___, codes, *____: codes[0].is_failure or self.subscribed.set()
        client.connect(HOST, site.proxy.port)
        client.loop_start()
        self.client = client
        assert self._answered.wait(20), "no answer from the broker"

    def _on_connect(self, _: Any, __: Any, ___: Any, reason: Any, ____: Any) -> None:
        self.refusal = str(reason) if reason.is_failure else ""
        self._answered.set()

    def close(self) -> None:
        """Leave."""
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def credentials(site: ProxiedSite) -> Iterator[Credentials]:
    """Those of somebody who is signed in."""
    asked = mqtt_credentials.request(ADA, SESSION)
    eventually(lambda: ticket_tasks.grant_ticket(asked.username))
    yield asked
    mqtt.disconnect()


@pytest.fixture
def open_page(site: ProxiedSite, credentials: Credentials) -> Iterator[Callable[..., Page]]:
    """`open_page()`: a page with these credentials; `open_page("name", "password", Origin="...")`."""
    with ExitStack() as opened:

        def start(username: str = credentials.username, password: str = credentials.password, **headers: str) -> Page:
            page = Page(site, username, password, **headers)
            opened.callback(page.close)
            return page

        yield start


@pytest.mark.parametrize("origin", ["its own", ALLOWED_ORIGIN, ""])
def test_a_page_hears_events_until_its_session_ends(
    site: ProxiedSite, open_page: Callable[..., Page], origin: str
) -> None:
    # As much as the cookies of a browser are.
    cookies = {"Cookie": f"access_token_cookie={'x' * 3 * KIB}"}
    page = open_page(**cookies, **({"Origin": origin.replace("its own", site.proxy.url)} if origin else {}))
    assert not page.refusal
    page.client.subscribe(f"{ROOT}/posts", qos=1)
    assert page.subscribed.wait(20)
    assert mqtt.connection().publish(f"{ROOT}/posts", b'{"type": "post.created"}')
    assert eventually(lambda: page.heard)[0].payload == b'{"type": "post.created"}'
    mqtt_credentials.end_session(SESSION)
    assert ticket_tasks.revoke_tickets() >= 1
    assert page.gone.wait(20)


def test_without_credentials_nobody_is_let_in(open_page: Callable[..., Page], credentials: Credentials) -> None:
    for username, password in (("", ""), (credentials.username, "wrong"), ("backend", "")):
        assert "authori" in open_page(username, password).refusal.lower()


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "http://{host}", "https://{host}.evil.org"])
def test_a_page_of_another_site_is_refused(site: ProxiedSite, open_page: Callable[..., Page], origin: str) -> None:
    origin = origin.format(host=site.proxy.url.removeprefix("https://"))
    with pytest.raises(WebsocketConnectionError):
        open_page(Origin=origin)
    assert raw(site, handshake(Origin=origin)).startswith(b"HTTP/1.1 403 ")


def test_what_is_no_mqtt_is_refused(site: ProxiedSite) -> None:
    assert is_problem(site.proxy.visitor().get(f"{site.proxy.url}/mqtt"), 400, "Malformed request")
    assert raw(site, handshake(Sec_WebSocket_Protocol="chat")).startswith(b"HTTP/1.1 403 ")
    with site.proxy.connect() as connection:
        connection.sendall(handshake())
        assert connection.recv(KIB).startswith(b"HTTP/1.1 101 ")
        # A frame with text.
        connection.sendall(b"\x81\x82\0\0\0\0hi")
        assert connection.recv(KIB)[:1] == b"\x88"


def test_who_does_not_sign_in_is_cut_off(site: ProxiedSite) -> None:
    with site.proxy.connect() as connection:
        connection.sendall(handshake())
        assert connection.recv(KIB).startswith(b"HTTP/1.1 101 ")
        assert connection.recv(KIB)[:1] == b"\x88"


def test_without_the_broker_nobody_is_let_in(
    site: ProxiedSite, open_page: Callable[..., Page], servers: ServerAddresses
) -> None:
    page = open_page()
    with servers.started_again("mosquitto"):
        servers.kill("mosquitto")
        assert page.gone.wait(20)
        assert raw(site, handshake()).startswith(b"HTTP/1.1 403 ")
    eventually(lambda: raw(site, handshake()).startswith(b"HTTP/1.1 101 "))


def test_a_large_packet_ends_the_connection(open_page: Callable[..., Page]) -> None:
    page = open_page()
    assert not page.refusal
    page.client.subscribe([(f"{ROOT}/posts/{n:024x}/comments", 1) for n in range(400)])
    assert page.gone.wait(20)


def test_an_address_may_have_so_many_connections(site: ProxiedSite, address: str) -> None:
    with ExitStack() as opened:
        for _ in range(64):
            connection = opened.enter_context(site.proxy.connect(address))
            connection.sendall(handshake())
            assert connection.recv(KIB).startswith(b"HTTP/1.1 101 ")
        assert raw(site, handshake(), address).startswith(b"HTTP/1.1 429 ")
        assert raw(site, handshake()).startswith(b"HTTP/1.1 101 ")
