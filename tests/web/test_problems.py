"""Failures as problem details: whatever goes wrong, in one shape, and nothing private in it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis.exceptions import BusyLoadingError, OutOfMemoryError, ReadOnlyError, ResponseError
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import TimeoutError as Late

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import Settings
from tests.support.users import BASE, PASSWORD, SignedIn
from web.http.errors import TITLES

ROOT = Path(__file__).parents[2]
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id"}
SignUp = Callable[..., SignedIn]


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: Any) -> Any:
        raise error

    monkeypatch.setattr("core.identity.accounts.get", broken)


@pytest.mark.parametrize(
    "error",
    [
        Lost("refused"),
        Late("late"),
        BusyLoadingError("loading"),
        OutOfMemoryError("command not allowed"),
        ResponseError("MISCONF Redis is configured to save RDB snapshots, but it's currently unable to"),
        ResponseError("NOREPLICAS Not enough good replicas to write."),
        ReadOnlyError("READONLY You can't write against a read only replica."),
    ],
    ids=lambda error: f"{type(error).__name__}-{str(error)[:8]}",
)
def test_a_redis_that_is_unavailable_or_full_is_503(
    sign_up: SignUp, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    ada = sign_up()
    fail_with(monkeypatch, error)
    answer = ada.get("/auth/me")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert set(answer.get_json()) == MEMBERS and str(error)[:8] not in answer.text


def test_a_mongodb_that_is_unavailable_is_503(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymongo.errors import AutoReconnect, NetworkTimeout, ServerSelectionTimeoutError

    ada = sign_up()
    for error in (AutoReconnect("a"), NetworkTimeout("b"), ServerSelectionTimeoutError("c")):
        fail_with(monkeypatch, error)
        assert ada.get("/auth/me").status_code == 503


def test_a_wrong_command_to_redis_is_our_fault(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = sign_up()
    fail_with(monkeypatch, ResponseError("WRONGTYPE Operation against a key"))
    answer = ada.get("/auth/me")
    assert answer.status_code == 500 and "WRONGTYPE" not in answer.text


def test_an_away_journal_is_503_for_every_guarded_route(
    sign_up: SignUp, configure: Callable[..., Settings], system: Settings
) -> None:
    ada = sign_up()
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, journal_url="redis://127.0.0.1:1/0")
    answers = [ada.get("/posts"), ada.post("/posts", {"title": "t", "content": "c"}), ada.get("/auth/sessions")]
    assert [each.status_code for each in answers] == [503] * 3
    assert all(each.headers["Retry-After"] == "2" for each in answers)
    ready = ada.client.get("/readyz")
    assert (ready.status_code, ready.get_json()["dependencies"]["journal"]) == (503, "away")
    assert ada.client.get("/metrics").status_code == 200


def test_a_csrf_value_of_any_characters_is_403(sign_up: SignUp) -> None:
    ada = sign_up()
    for value in ("wrong", "é" * 20, "\x80"):
        assert ada.post("/auth/logout", X_CSRF_TOKEN=value).status_code == 403
    assert ada.get("/auth/me").status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("limit=x", 422, "/query/limit"),
        ("limit=0", 422, "/query/limit"),
        ("limit=101", 422, "/query/limit"),
        ("limit=1e2", 422, "/query/limit"),
        ("limit=99999999999999999999999", 422, "/query/limit"),
        ("since=-1", 422, "/query/since"),
        ("order=sideways", 422, "/query/order"),
        ("limit[$gt]=1", 422, "/query/limit[$gt]"),
        ("unknown=1", 422, "/query/unknown"),
        ("limit=1&limit=1", 422, "/query/limit"),
        ("limit=1&limit=2", 422, "/query/limit"),
        ("cursor=%ff", 400, None),
        ("cursor=%00", 400, None),
        ("&".join(f"p{n}=" for n in range(500)), 400, None),
    ],
)
def test_a_query_that_does_not_fit_is_refused(sign_up: SignUp, query: str, status: int, pointer: str | None) -> None:
    answer = sign_up().get(f"/posts?{query}")
    assert answer.status_code == status
    assert [each["pointer"] for each in answer.get_json().get("errors", [])] == ([pointer] if pointer else [])


def test_a_route_without_parameters_takes_none(sign_up: SignUp) -> None:
    assert sign_up().get("/auth/me?jwt=x").status_code == 422


def test_security_a25_an_idempotency_key_out_of_form_is_400(sign_up: SignUp) -> None:
    ada = sign_up()
    for value in ("x" * 256, "two words", "é"):
        answer = ada.post("/posts", {"title": "t", "content": "c"}, Idempotency_Key=value)
        assert answer.status_code == 400
        assert answer.get_json()["errors"][0]["pointer"] == "/header/Idempotency-Key"


def test_the_answer_to_a_hostile_body_is_bounded_and_echoes_no_value(client: FlaskClient) -> None:
    body = {f"field{n}": "canary" for n in range(2000)}
    answer = client.post(f"{BASE}/auth/register", json=body)
    assert answer.status_code == 422 and len(answer.get_json()["errors"]) <= 20
    assert "canary" not in answer.text and len(answer.data) < 8000


def test_the_body_of_another_charset_or_encoding_is_refused(client: FlaskClient) -> None:
    import gzip
    import json

    good = json.dumps({"email": "a@b.org", "password": PASSWORD}).encode()

    def status(data: bytes, content_type: str, **headers: str) -> int:
        return client.post(f"{BASE}/auth/login", data=data, content_type=content_type, headers=headers).status_code

    assert status(good, "application/json; charset=UTF-8") == 401
    assert status(good, "application/json; charset=latin-1") == 415
    assert status(gzip.compress(good), "application/json", **{"Content-Encoding": "gzip"}) == 400


def test_a_body_without_a_length_is_bounded_too(client: FlaskClient) -> None:
    import io

    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.post(
        f"{BASE}/auth/login",
        input_stream=io.BytesIO(b'{"email": "' + b"a" * 200_000 + b'"}'),
        content_type="application/json",
        environ_overrides=chunked,
    )
    assert answer.status_code == 413


def test_every_kind_of_problem_is_raised_somewhere() -> None:
    sources = [path for folder in ("core", "tasks", "web", "realtime") for path in (ROOT / folder).rglob("*.py")]
    raised = set(re.findall(r"ProblemKind\.([A-Z_]+)", "".join(path.read_text() for path in sources)))
    # An answer of Flask itself, such as 413, has its title from web/http/errors.py.
    by_flask = {kind.name for kind in ProblemKind if kind.title in TITLES.values()}
    assert raised | by_flask == {kind.name for kind in ProblemKind}


def test_the_type_of_a_problem_leads_to_its_explanation(client: FlaskClient) -> None:
    page = client.get("/docs/problems").text
    for kind in ProblemKind:
        anchor = Problem(kind).as_dict()["type"].removeprefix("/docs/problems#")
        assert f'id="{anchor}"' in page and kind.meaning.startswith(str(kind.status))


def test_invented_methods_make_no_metrics(app: Flask, client: FlaskClient) -> None:
    client.open("/healthz", method="INVENTED")
    text = client.get("/metrics").text
    assert "INVENTED" not in text and 'method="other"' in text


def test_metrics_of_several_processes_tell_each_thing_once(system: Settings, tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    code = """
from core.platform.settings import Settings, use
import sys
use(Settings.model_validate_json(sys.stdin.read()))
from web.app import create_app
client = create_app().test_client()
client.get("/healthz"), client.get("/metrics")
print(client.get("/metrics").text)
"""
    # What is secret is not in what is dumped.
    chosen = system.model_dump(mode="json") | {"mqtt_password": "-", "pictures_url": tmp_path.as_uri()}
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    texts = [
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(chosen),
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for _ in range(2)
    ]
    assert texts[1].count("# TYPE social_writes gauge") == 1
    assert 'social_http_requests_total{method="GET",route="/healthz",status="200"} 2.0' in texts[1]
