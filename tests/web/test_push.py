"""Pushes over HTTP: which browsers get them, and what is none."""

from collections.abc import Callable
from typing import Any

import pytest

from core.platform.settings import Settings, use
from core.servers.mongo import db
from tests.support.push_service import Browser, PushService, push_service
from tests.support.pushes import KEY
from tests.support.users import BASE, PASSWORD, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def browser(system: Settings, configure: Callable[..., Settings]) -> Browser:
    """One at a push service that is known, and not there."""
    with push_service() as service:
        pass
    about = {"push_key": KEY, "push_services": f"https://*.example.org,{service.url}"}
    use(system.model_copy(update=configure(**about).model_dump(include=set(about))))
    return service.browser("phone")


def state(who: SignedIn) -> dict[str, Any]:
    return dict(who.get("/inbox/push").get_json())


def test_without_a_key_there_are_no_pushes(people: list[SignedIn]) -> None:
    told = PushService().browser("phone").subscription()
    assert state(people[0]) == {"public_key": None, "is_on": False}
    assert people[0].post("/inbox/push", told).status_code == 422


def test_a_session_can_get_pushes_and_end_them(browser: Browser, people: list[SignedIn]) -> None:
    ada, bob = people
    assert state(ada)["is_on"] is False and len(state(ada)["public_key"]) == 87
    for _ in range(2):
        assert ada.post("/inbox/push", browser.subscription(), **WAIT).status_code == 200
        assert state(ada)["is_on"] is True and state(bob)["is_on"] is False
    assert db()["push_subscriptions"].count_documents({}) == 1
    assert bob.delete("/inbox/push", **WAIT).status_code == 200 and state(ada)["is_on"] is True
    assert ada.delete("/inbox/push", **WAIT).status_code == 200 and state(ada)["is_on"] is False
    assert ada.delete("/inbox/push", **WAIT).status_code == 200


def test_another_session_of_the_same_user_has_its_own(browser: Browser, people: list[SignedIn]) -> None:
    ada = people[0]
    ada.post("/inbox/push", browser.subscription(), **WAIT)
    email = ada.get("/auth/me").get_json()["email"]
    again = SignedIn(ada.client.application.test_client(), {})
    again.client.post(f"{BASE}/auth/login", json={"email": email, "password": PASSWORD})
    assert state(again)["is_on"] is False and state(ada)["is_on"] is True


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://other.example.net/push/x",
        "http://push.example.org/x",
        "https://example.org/x",
        "https://push.example.org:8443/x",
        "https://push.example.org.example.net/x",
        "https://push.example.org@example.net/x",
        "https://example.net#.example.org/x",
        "https://example.net\\.example.org/x",
        "https://example.net/.example.org/x\\",
        "https://push.example.org/x\n",
        "https://push.example.org/\u00e9",
        "https://push.example.org",
        "//push.example.org/x",
        "https://.example.org/x",
        "https://push..example.org/x",
        "HTTPS://push.example.org/x",
        "",
        f"https://push.example.org/{'x' * 2048}",
    ],
)
def test_an_address_of_no_service_that_is_known_is_refused(
    browser: Browser, people: list[SignedIn], endpoint: str
) -> None:
    refused = people[0].post("/inbox/push", browser.subscription() | {"endpoint": endpoint}, **WAIT)
    assert refused.status_code == 422 and refused.get_json()["errors"][0]["pointer"] == "/endpoint"
    assert db()["push_subscriptions"].count_documents({}) == 0


@pytest.mark.parametrize("name", ["p256dh", "auth"])
@pytest.mark.parametrize("value", ["", "A", "A" * 87, "A" * 22 + "=", "+" * 22, "\u00e9" * 22, 1, None, "B" * 87])
def test_what_is_no_key_is_refused(browser: Browser, people: list[SignedIn], name: str, value: Any) -> None:
    told = browser.subscription()
    told["keys"][name] = value
    refused = people[0].post("/inbox/push", told, **WAIT)
    assert refused.status_code == 422 and refused.get_json()["errors"][0]["pointer"] == f"/keys/{name}"


@pytest.mark.parametrize("change", [{"keys": {}}, {"keys": None}, {"more": 1}, {"expirationTime": "soon"}])
def test_what_is_no_subscription_is_refused(browser: Browser, people: list[SignedIn], change: dict[str, Any]) -> None:
    assert people[0].post("/inbox/push", browser.subscription() | change, **WAIT).status_code == 422


def test_a_host_below_a_service_with_a_star_is_known(browser: Browser, people: list[SignedIn]) -> None:
    about = {"endpoint": "https://wns2-a.push.example.org/w/?token=a%2fb", "expirationTime": 1.5}
    told = browser.subscription() | about
    assert people[0].post("/inbox/push", told, **WAIT).status_code == 200
