"""MQTT credentials that the broker verifies itself: what a token opens there, and that it opens nothing here.

Neither EMQX nor RabbitMQ runs here: their rules are those of their documents.
"""

import re
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError

from core.identity import mqtt_credentials, sessions
from core.identity.mqtt_tokens import AUDIENCE
from core.platform.problems import Problem
from core.platform.settings import Settings
from realtime import auth, jwks_client
from tasks import tickets as ticket_tasks
from tests.support.clients.live import run
from tests.support.users import BASE, SignedIn, cookie

BOB = "b" * 24
READABLE = [
    "social/v1/posts",
    *(f"social/v1/posts/{each}/{what}" for each in ("+", BOB) for what in ("comments", "likes")),
]
FOREIGN = [
    *(
        "#",
        "social/#",
        "social/v1/#",
        "social/v1/posts/#",
        "social/v1/+",
        "social/v1/users/+",
        f"social/v1/users/{BOB}",
    ),
    *(f"social/v1/conversations/{BOB}", "social/v1/conversations/+", "$SYS/#", "elsewhere"),
]


@pytest.fixture
def with_tokens(system: Settings, configure: Callable[..., Settings]) -> Settings:
    """Tokens, and no broker: nobody has to be told of them."""
    return configure(mqtt_auth="jwt", mqtt_port=1, key_prefix=system.key_prefix, mongo_db=system.mongo_db)


@pytest.fixture
def credentials(with_tokens: Settings, sign_up: Callable[..., SignedIn]) -> dict[str, Any]:
    """What somebody new gets."""
    answer = sign_up().post("/auth/mqtt-ticket")
    assert answer.status_code == 201
    return dict(answer.get_json())


@pytest.fixture
def claims(client: FlaskClient, credentials: dict[str, Any]) -> dict[str, Any]:
    """The claims of the token, verified as the broker does: with the keys that we publish."""
    keys = jwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").get_json())
    token = credentials["password"]
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return dict(jwt.decode(token, key, algorithms=["RS256"], audience=AUDIENCE, issuer="social"))


def test_the_token_names_the_session_and_ends_soon(
    claims: dict[str, Any], credentials: dict[str, Any], with_tokens: Settings
) -> None:
    assert claims["username"] == credentials["username"] and claims["type"] == claims["aud"] == "mqtt"
    assert sessions.user_of(claims["sid"]) == claims["sub"]
    assert 0 < claims["exp"] - claims["iat"] <= with_tokens.mqtt_ticket_ttl_s + 5
    assert credentials["topics"] == [*READABLE[:3], f"social/v1/users/{claims['sub']}"]


def matches(topic: str, pattern: str) -> bool:
    """MQTT 5, 4.7: whether a topic, or a subscription as EMQX compares it, is within a filter."""
    if topic.startswith("$") != pattern.startswith("$"):
        return False
    words = [re.escape(word).replace(r"\+", "[^/]*") for word in pattern.split("/")]
    return re.fullmatch("/".join(words).replace("/\\#", "(/.*)?").replace("\\#", ".*"), topic) is not None


def emqx(claims: dict[str, Any], action: str, topic: str) -> bool:
    """https://docs.emqx.com/en/emqx/latest/access-control/authn/acl.html: the first rule that matches counts."""
    for rule in claims["acl"]:
        assert set(rule) == {"permission", "action", "topic"}
        if rule["action"] in (action, "all") and matches(topic, rule["topic"]):
            return bool(rule["permission"] == "allow")
    raise AssertionError(f"{topic}: left to the rules of the broker")


def rabbitmq(claims: dict[str, Any], permission: str, resource: str, routing_key: str | None = None) -> bool:
    """https://www.rabbitmq.com/docs/oauth2#scope-translation: scopes of this resource server, with `*` for any text."""
    for scope in claims["scope"].split():
        granted, _, patterns = scope.removeprefix("mqtt.").partition(":")
        parts = [re.escape(part).replace(r"\*", ".*") for part in patterns.split("/")]
        is_topic = routing_key is None or (len(parts) == 3 and bool(re.fullmatch(parts[2], routing_key)))
        if granted == permission and parts[0] == ".*" and re.fullmatch(parts[1], resource) and is_topic:
            return True
    return False


def routing_key(topic: str) -> str:
    """https://www.rabbitmq.com/docs/mqtt#implementation: how a topic becomes a routing key."""
    return topic.replace("/", ".").replace("+", "*")


def test_emqx_lets_it_read_what_is_public_and_its_own(claims: dict[str, Any]) -> None:
    for topic in (*READABLE, f"social/v1/users/{claims['sub']}"):
        assert emqx(claims, "subscribe", topic), topic
        assert not emqx(claims, "publish", topic), topic
    for topic in FOREIGN:
        assert not emqx(claims, "subscribe", topic) and not emqx(claims, "publish", topic), topic


def test_rabbitmq_lets_it_read_what_is_public_and_its_own(claims: dict[str, Any]) -> None:
    def reads(topic: str) -> bool:
        assert rabbitmq(claims, "read", "amq.topic")
        return rabbitmq(claims, "read", "amq.topic", routing_key(topic))

    own = f"mqtt-subscription-{claims['username']}-phone"
    for topic in (*READABLE, f"social/v1/users/{claims['sub']}"):
        assert reads(topic), topic
        assert not rabbitmq(claims, "write", "amq.topic", routing_key(topic)), topic
    assert [topic for topic in FOREIGN if reads(topic)] == []
    for permission in ("configure", "write", "read"):
        assert rabbitmq(claims, permission, f"{own}qos1")
        assert not rabbitmq(claims, permission, f"mqtt-subscription-{BOB}qos1")
    assert not rabbitmq(claims, "write", "amq.topic")


def test_the_token_opens_nothing_of_the_api(app: Flask, credentials: dict[str, Any]) -> None:
    for name, method, path in (
        ("access_token_cookie", "GET", "/auth/me"),
        ("refresh_token_cookie", "POST", "/auth/refresh"),
    ):
        client = app.test_client()
        client.set_cookie(name, credentials["password"], path="/")
        headers = {"X-CSRF-TOKEN": "any"}
        assert client.open(f"{BASE}{path}", method=method, headers=headers).status_code == 401, path


def test_the_token_opens_no_socket(
    client: FlaskClient, credentials: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    published = jwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").get_json())
    monkeypatch.setattr(jwks_client.PublicKeys, "of", lambda _, kid: published[kid])

    async def test() -> None:
        with pytest.raises(Problem) as refused:
            await auth.authenticate({"cookie": f"access_token_cookie={credentials['password']}"}, asks_csrf=False)
        assert refused.value.status == 401

    run(test)


def test_an_access_token_is_no_token_for_the_broker(
    client: FlaskClient, with_tokens: Settings, sign_up: Callable[..., SignedIn]
) -> None:
    keys = jwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").get_json())
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(cookie(sign_up()), next(iter(keys.keys)), algorithms=["RS256"], audience=AUDIENCE)


def test_the_api_may_not_have_the_audience_of_the_broker(configure: Callable[..., Settings]) -> None:
    with pytest.raises(ValidationError, match="mqtt is the audience"):
        configure(jwt_audience="mqtt")


def test_an_ended_session_gets_no_token(with_tokens: Settings) -> None:
    session = sessions.start(BOB, "", "").session_id
    assert sessions.request_mqtt_credentials(BOB, session)
    sessions.end(session)
    assert sessions.request_mqtt_credentials(BOB, session) is None


def test_the_broker_is_told_nothing(system: Settings, configure: Callable[..., Settings]) -> None:
    """Tickets from before are forgotten without a command, of which the broker would not know what to do."""
    session = sessions.start(BOB, "", "").session_id
    mqtt_credentials.request(BOB, session)
    sessions.end(session)
    configure(mqtt_auth="jwt", mqtt_port=1, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    assert ticket_tasks.revoke_tickets() == 1 and mqtt_credentials.over() == []
