"""Passwords over HTTP: changed by who knows them, or by the link of a mail; and what a mail says of sign-ins."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from structlog import make_filtering_bound_logger, wrap_logger
from structlog.processors import JSONRenderer
from structlog.testing import CapturingLoggerFactory

from core.delivery import mails
from core.identity import accounts, passwords, sessions
from core.platform.settings import Settings, use
from core.servers.mongo import collection
from tests.support.letters import SEND_S, Letters, text_of
from tests.support.recovery import CONFIRM, RESET, forgotten, post, title
from tests.support.users import BASE, PASSWORD, SignedIn, sign_in
from web.http import password_guesses, sign_ins

pytestmark = pytest.mark.usefixtures("letters")
SignUp = Callable[..., SignedIn]
NEW = "another good password"


def test_security_a8_a_changed_password_ends_all_other_sessions_and_is_told(
    ada: SignedIn, address: str, letters: Letters, client: FlaskClient
) -> None:
    assert sign_in(client, address).status_code == 200
    change = {"password": PASSWORD, "new_password": NEW}
    assert ada.post("/auth/password", change).status_code == 204
    assert ada.get("/auth/me").status_code == 200 and client.get(f"{BASE}/auth/me").status_code == 401
    assert sign_in(client, address).status_code == 401 and sign_in(client, address, NEW).status_code == 200
    mails.send_due(SEND_S)
    assert "Your password was changed" in letters.subjects(address)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"password": "wrong", "new_password": NEW}, (403, "Wrong password")),
        ({"password": PASSWORD, "new_password": "password1"}, (422, "Common password")),
        ({"password": PASSWORD, "new_password": "short"}, (422, "Invalid request")),
        ({"new_password": NEW}, (422, "Invalid request")),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    ada: SignedIn, address: str, change: dict[str, str], expected: tuple[int, str]
) -> None:
    refused = ada.post("/auth/password", change)
    assert title(refused) == expected
    if "errors" in refused.get_json():
        assert refused.get_json()["errors"][0]["pointer"] in ("/new_password", "/password")
    assert sign_in(ada.client, address).status_code == 200


def test_guesses_in_a_session_are_limited_as_guesses_at_the_sign_in(
    ada: SignedIn, configure: Callable[..., Settings], system: Settings
) -> None:
    limits = {"rate_sign_in_device": "2/minute", "rate_sign_in_network": "2/minute"}
    use(system.model_copy(update=limits))
    wrong = {"password": "wrong", "new_password": NEW}
    assert [ada.post("/auth/password", wrong).status_code for _ in range(3)] == [403, 403, 429]
    assert ada.post("/auth/address", {"password": "wrong", "email": "new@example.org"}).status_code == 429


def test_a_password_that_changes_around_a_sign_in_leaves_no_session(
    ada: SignedIn, address: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sessions.start

    def start(*about: str) -> sessions.Refresh:
        # The old password has been proven; the session is not there yet, so the change does not find it.
        assert ada.post("/auth/password", {"password": PASSWORD, "new_password": NEW}).status_code == 204
        return real(*about)

    monkeypatch.setattr(sessions, "start", start)
    assert sign_in(client, address).status_code == 401
    assert len(sessions.listed(ada.id)) == 1


def test_an_old_hash_that_is_renewed_brings_no_old_password_back(
    ada: SignedIn, address: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "is_outdated", lambda _: True)
    real = passwords.hash_password

    def slow(password: str) -> str:
        monkeypatch.setattr(accounts, "hash_password", real)
        assert ada.post("/auth/password", {"password": PASSWORD, "new_password": NEW}).status_code == 204
        return real(password)

    monkeypatch.setattr(accounts, "hash_password", slow)
    assert sign_in(client, address).status_code == 401
    monkeypatch.setattr(accounts, "is_outdated", passwords.is_outdated)
    assert sign_in(client, address, NEW).status_code == 200


def test_a_forgotten_password_is_reset_once_by_the_link_of_a_mail(
    ada: SignedIn, address: str, letters: Letters, client: FlaskClient
) -> None:
    token = forgotten(client, letters, address)
    assert post(client, "reset", token=token, new_password="password1").status_code == 422
    assert post(client, "reset", token=token, new_password=NEW).status_code == 204
    assert ada.get("/auth/me").status_code == 401
    assert sign_in(client, address, NEW).status_code == 200
    # Who opened the link reads the address.
    assert client.get(f"{BASE}/auth/me").get_json()["is_confirmed"]
    assert title(post(client, "reset", token=token, new_password=PASSWORD)) == (410, "Link ended")
    stored = list(collection("mail_links").find())
    assert token not in str(stored)


def test_all_links_that_reset_a_password_end_with_it(
    ada: SignedIn, address: str, letters: Letters, client: FlaskClient
) -> None:
    first, second = (forgotten(client, letters, address) for _ in range(2))
    assert first != second
    assert ada.post("/auth/password", {"password": PASSWORD, "new_password": NEW}).status_code == 204
    assert {post(client, "reset", token=each, new_password=PASSWORD).status_code for each in (first, second)} == {410}


def test_a_link_ends_after_its_time(ada: SignedIn, address: str, letters: Letters, client: FlaskClient) -> None:
    token = forgotten(client, letters, address)
    past = datetime.now(UTC) - timedelta(seconds=1)
    collection("mail_links").update_many({}, {"$set": {"until": past}})
    assert title(post(client, "reset", token=token, new_password=NEW)) == (410, "Link ended")


def test_a_link_opens_only_what_it_is_for(ada: SignedIn, address: str, letters: Letters, client: FlaskClient) -> None:
    mails.send_due(SEND_S)
    confirmation = letters.link(address, CONFIRM)
    assert post(client, "reset", token=confirmation, new_password=NEW).status_code == 410
    assert post(client, "confirm", token=forgotten(client, letters, address)).status_code == 410


def test_who_asks_does_not_learn_whether_there_is_an_account(
    ada: SignedIn, address: str, letters: Letters, client: FlaskClient
) -> None:
    answers = [post(client, "forgotten", email=each) for each in (address, "nobody@example.org")]
    own, other = ((each.status_code, each.data, sorted(dict(each.headers))) for each in answers)
    assert own == other
    mails.send_due(SEND_S)
    assert letters.subjects("nobody@example.org") == [] and RESET in letters.subjects(address)


def test_mails_that_are_asked_for_are_limited(ada: SignedIn, system: Settings, client: FlaskClient) -> None:
    use(system.model_copy(update={"rate_mails": "2/hour", "mail_folder": "/tmp"}))
    statuses = [post(client, "forgotten", email="Nobody@example.org").status_code for _ in range(3)]
    assert statuses == [202, 202, 429]
    assert post(client, "forgotten", email="NOBODY@example.org").status_code == 429


def test_without_mails_the_answer_says_so(ada: SignedIn, system: Settings, client: FlaskClient) -> None:
    use(system)
    assert title(post(client, "forgotten", email="ada@example.org")) == (409, "No mails")
    assert ada.post("/auth/confirmation").status_code == 409
    change = {"password": PASSWORD, "email": "new@example.org"}
    assert ada.post("/auth/address", change).status_code == 409
    assert {each["kind"] for each in collection("account_mails").find()} == {"confirm"}


def test_a_sign_in_on_a_new_device_is_told_to_a_confirmed_address(
    ada: SignedIn, address: str, letters: Letters, client: FlaskClient
) -> None:
    assert sign_in(client, address).status_code == 200
    accounts.set_confirmed(ada.id)
    # This client has signed in before, and the other one has not.
    assert sign_in(ada.client, address).status_code == 200
    fresh = ada.client.application.test_client()
    answer = fresh.post(
        f"{BASE}/auth/login",
        json={"email": address, "password": PASSWORD},
        headers={"User-Agent": "Strange Browser"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert answer.status_code == 200
    mails.send_due(SEND_S)
    told = [mail for mail in letters.to(address) if mail["Subject"] == "A new sign-in to your account"]
    assert len(told) == 1
    assert "Strange Browser" in text_of(told[0]) and "203.0.113" in text_of(told[0])


def test_security_f21_sign_ins_are_in_the_log_without_address_and_password(
    ada: SignedIn, address: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = CapturingLoggerFactory()
    for module in (sign_ins, password_guesses):
        monkeypatch.setattr(module, "_log", wrap_logger(lines(), [JSONRenderer()], make_filtering_bound_logger("INFO")))
    assert sign_in(client, address, "wrong word").status_code == 401
    assert sign_in(client, address).status_code == 200
    told = [json.loads(call.args[0]) for call in lines.logger.calls]
    assert [each["event"] for each in told] == ["guess_refused", "signed_in"]
    assert told[1]["user"] == ada.id and all(each["network"] for each in told)
    assert address not in str(told) and PASSWORD not in str(told) and "wrong word" not in str(told)
