"""Mails over HTTP: when somebody wants them, and how somebody ends them without signing in."""

from pathlib import Path
from typing import Any

import pytest

from core.delivery import bounces, unsubscribing
from core.platform.settings import Settings, use
from tests.support.users import BASE, SignedIn
from tests.support.waiting import eventually

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


def mail_of(who: SignedIn) -> dict[str, Any]:
    return dict(who.get("/inbox/settings").get_json())


def test_when_there_are_mails_is_a_choice(people: list[SignedIn]) -> None:
    ada = people[0]
    assert mail_of(ada)["mail"] == {"reply": "at_once", "mention": "at_once"}
    assert not mail_of(ada)["is_mail_on"] and mail_of(ada)["mail_refused"] is None
    assert ada.patch("/inbox/settings", {"mail": {"mention": "weekly"}, "like": False}, **WAIT).status_code == 200
    assert mail_of(ada)["mail"] == {"reply": "at_once", "mention": "weekly"} and not mail_of(ada)["kinds"]["like"]


@pytest.mark.parametrize(
    "body", [{"mail": {}}, {"mail": True}, {"mail": {"reply": "hourly"}}, {"mail": {"like": "daily"}}, {"mail": None}]
)
def test_what_is_no_choice_of_mails_is_refused(people: list[SignedIn], body: dict[str, Any]) -> None:
    refused = people[0].patch("/inbox/settings", body)
    assert refused.status_code == 422 and refused.get_json()["errors"][0]["pointer"].startswith("/mail")


def test_the_link_of_a_mail_ends_all_of_them_without_a_session(people: list[SignedIn], app: Any) -> None:
    ada, bob = people
    link = f"{BASE}/inbox/unsubscribe?token={unsubscribing.token_of(ada.id)}"
    opened = app.test_client().get(link)
    assert (opened.status_code, opened.headers["Location"]) == (303, link.replace(f"{BASE}/inbox", ""))
    assert mail_of(ada)["mail"]["reply"] == "at_once"
    # As a mail program posts it (RFC 8058).
    assert app.test_client().post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 202
    eventually(lambda: set(mail_of(ada)["mail"].values()) == {"never"})
    assert mail_of(bob)["mail"]["reply"] == "at_once"
    assert app.test_client().post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 202


def test_another_link_ends_nothing(people: list[SignedIn], app: Any) -> None:
    ada, bob = people
    key = unsubscribing.token_of(ada.id).partition(".")[2]

    def status_of(token: str) -> int:
        return int(app.test_client().post(f"{BASE}/inbox/unsubscribe", query_string={"token": token}).status_code)

    assert {status_of(token) for token in (f"{bob.id}.{key}", f"{ada.id}.{'x' * 24}")} == {404}
    shapeless = (f"{ada.id}.", ada.id, f"{ada.id}.{key}x", "x", "é.é", ".", f".{key}")
    assert {status_of(token) for token in shapeless} == {422}
    assert app.test_client().post(f"{BASE}/inbox/unsubscribe").status_code == 422
    assert unsubscribing.token_of(ada.id) == f"{ada.id}.{key}"


def test_a_refusal_is_shown_until_one_chooses_anew(people: list[SignedIn], system: Settings, tmp_path: Path) -> None:
    ada = people[0]
    use(system.model_copy(update={"mail_folder": str(tmp_path)}))
    bounces.note(ada.id, "550 5.1.1")
    refused = mail_of(ada)
    assert refused["is_mail_on"] and refused["mail_refused"]["status"] == "550 5.1.1" and refused["mail_refused"]["at"]
    assert ada.patch("/inbox/settings", {"mail": {"reply": "at_once"}}, **WAIT).status_code == 200
    assert mail_of(ada)["mail_refused"] is None
