"""Pictures over HTTP: sent, seen, removed, refused."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.content.pictures import files
from core.platform.settings import Settings, use
from core.servers.mongo import collection
from core.servers.pictures.store import PicturesUnavailableError, store
from core.writes import backlog
from tests.support.pictures import RED, encoded, is_like, opened, png, quarters, send_picture
from tests.support.users import BASE, SignedIn
from tests.support.waiting import eventually

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def ada(sign_up: Callable[..., SignedIn]) -> SignedIn:
    return sign_up()


def picture_of(who: SignedIn) -> str | None:
    found = who.get(f"/users/{who.id}").get_json()["profile_img"]
    assert found is None or isinstance(found, str)
    return found


def test_security_f8_a_picture_is_sent_and_everybody_gets_it_from_here(ada: SignedIn, client: FlaskClient) -> None:
    ada.post("/posts", {"title": "t", "content": "c"}, **WAIT)
    sent = send_picture(ada, png((600, 400)), **WAIT)
    address = sent.get_json()["profile_img"]
    assert sent.status_code == 200 and address.startswith(f"{BASE}/pictures/{ada.id}/")
    assert client.get(f"{BASE}/posts").get_json()["items"][0]["author"]["profile_img"] == address
    shown = client.get(address)
    assert shown.status_code == 200 and shown.content_type == "image/webp"
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert is_like(opened(shown.data), (100, 100), RED)
    assert files.sha256(shown.data) in address


def test_who_has_a_picture_is_not_sent_it_again(ada: SignedIn, client: FlaskClient) -> None:
    address = send_picture(ada, png(), **WAIT).get_json()["profile_img"]
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert "immutable" in again.headers["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("public_reads", [True, False])
def test_an_address_that_nobody_was_given_leads_nowhere(
    ada: SignedIn, client: FlaskClient, system: Settings, public_reads: bool
) -> None:
    use(system.model_copy(update={"public_reads": public_reads}))
    address = send_picture(ada, png(), **WAIT).get_json()["profile_img"]
    digest = address.rpartition("/")[2]
    for wrong in (f"{BASE}/pictures/{'0' * 24}/{digest}", f"{BASE}/pictures/{ada.id}/{'0' * 64}.webp"):
        refused = client.get(wrong)
        assert refused.status_code == 404 and refused.headers["Cache-Control"] == "no-store"
    for odd in (f"{ada.id}/..%2f..%2fuploads%2fx.webp", f"{ada.id}/{digest}.png", "uploads/x", ""):
        assert client.get(f"{BASE}/pictures/{odd}").status_code == 404
    assert client.get(address).status_code == 200


def test_what_was_sent_is_not_served(ada: SignedIn, client: FlaskClient) -> None:
    send_picture(ada, png(), **WAIT)
    (upload,) = [each.name for each in store().listed("") if each.name.startswith(files.UPLOADS)]
    assert client.get(f"{BASE}/pictures/{upload}").status_code == 404
    assert client.get(f"{BASE}/pictures/{ada.id}/{files.sha256(png())}.webp").status_code == 404


def ended(who: SignedIn, receipt: dict[str, Any]) -> dict[str, Any]:
    """The receipt as it is in the end."""

    def now() -> dict[str, Any] | None:
        found = dict(who.get(f"/writes/{receipt['id']}").get_json())
        return None if found["state"] == "accepted" else found

    return eventually(now) or {}


def test_a_write_without_waiting_has_a_receipt_that_says_it(ada: SignedIn) -> None:
    sent = send_picture(ada, png())
    assert sent.status_code == 202 and sent.get_json()["kind"] == "user.set_picture"
    assert ended(ada, sent.get_json())["state"] == "applied" and picture_of(ada)


def test_the_same_request_again_is_one_write_and_keeps_one_file(ada: SignedIn) -> None:
    answers = [send_picture(ada, png(), Idempotency_Key="one", **WAIT) for _ in range(3)]
    assert {answer.headers["Link"] for answer in answers} == {answers[0].headers["Link"]}
    assert backlog.totals()["accepted"] == 1 and collection("users").find_one({"_id": ada.id})["rev"] == 2  # type: ignore[index]
    assert len([each for each in store().listed("") if each.name.startswith(files.UPLOADS)]) == 1
    other = send_picture(ada, png(colour=(0, 0, 0)), Idempotency_Key="one", **WAIT)
    assert (other.status_code, other.get_json()["title"]) == (422, "Idempotency conflict")


def test_the_last_picture_counts_and_can_be_removed(ada: SignedIn) -> None:
    first = send_picture(ada, png(), **WAIT).get_json()["profile_img"]
    second = send_picture(ada, encoded(quarters(), "JPEG"), **WAIT).get_json()["profile_img"]
    assert first != second and picture_of(ada) == second
    removed = ada.patch("/users/me", {"profile_img": None}, **WAIT)
    assert removed.status_code == 200 and removed.get_json()["profile_img"] is None
    assert send_picture(ada, png(), **WAIT).get_json()["profile_img"] == first


@pytest.mark.parametrize("file", [b"", b"hello", png()[:50]])
def test_the_receipt_says_that_it_was_no_picture(ada: SignedIn, file: bytes) -> None:
    receipt = ended(ada, send_picture(ada, file).get_json())
    assert receipt["state"] == "rejected" and receipt["problem"]["title"] == "Not a picture"
    refused = send_picture(ada, file, **WAIT)
    assert (refused.status_code, refused.get_json()["type"]) == (422, "/docs/problems#not-a-picture")
    assert picture_of(ada) is None


def test_one_with_too_many_pixels_is_refused_with_their_number(ada: SignedIn, system: Settings) -> None:
    use(system.model_copy(update={"picture_pixels_max": 1000}))
    refused = send_picture(ada, png((100, 100)), **WAIT).get_json()
    assert refused["title"] == "Picture too large" and "1,000 pixels" in refused["detail"]


def test_one_with_too_many_bytes_is_refused_at_once(ada: SignedIn, system: Settings) -> None:
    use(system.model_copy(update={"picture_bytes_max": 5000}))
    refused = send_picture(ada, b"x" * 5001)
    assert (refused.status_code, refused.get_json()["title"]) == (413, "Body too large")
    assert send_picture(ada, b"x" * 5000).status_code == 202
    assert list(store().listed("")) != []


def test_more_than_64_kib_is_for_pictures_alone(ada: SignedIn) -> None:
    large = encoded(quarters((1200, 1200)).effect_spread(400), "PNG")
    assert 64 * 1024 < len(large) < 5 * 1024 * 1024
    assert send_picture(ada, large, **WAIT).status_code == 200
    assert ada.post("/posts", {"title": "t", "content": "c" * 100_000}).status_code == 413


@pytest.mark.parametrize("media_type", ["image/png", "application/json", "multipart/form-data; boundary=x", ""])
def test_it_is_sent_as_bytes(ada: SignedIn, media_type: str) -> None:
    assert send_picture(ada, png(), media_type).status_code == 415
    assert not list(store().listed(""))


@pytest.mark.parametrize("path", ["/users/me", "/auth/register"])
def test_an_address_elsewhere_is_refused_and_told_how_to_send_a_picture(ada: SignedIn, path: str) -> None:
    about: dict[str, Any] = {"profile_img": "https://example.org/a.png"}
    if path == "/auth/register":
        about |= {"name": "Eve", "email": "eve@example.org", "password": "correct horse battery"}
    refused = ada.call("PATCH" if path == "/users/me" else "POST", path, about)
    assert refused.status_code == 422
    (error,) = refused.get_json()["errors"]
    assert error["pointer"] == "/profile_img" and "PUT /api/v1/users/me/picture" in error["message"]


def test_pictures_have_a_limit_of_their_own(ada: SignedIn, system: Settings) -> None:
    use(system.model_copy(update={"rate_pictures": "2/hour"}))
    assert [send_picture(ada, png()).status_code for _ in range(3)] == [202, 202, 429]
    assert ada.patch("/users/me", {"name": "Still"}).status_code == 202


def test_who_is_banned_shows_nothing_new(ada: SignedIn) -> None:
    collection("users").update_one({"_id": ada.id}, {"$set": {"banned": True}})
    refused = send_picture(ada, png(), **WAIT)
    assert (refused.status_code, refused.get_json()["title"]) == (403, "Banned")


def test_without_a_store_nothing_is_accepted(ada: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: bytes) -> str:
        raise PicturesUnavailableError("away")

    monkeypatch.setattr(files, "keep_upload", fail)
    refused = send_picture(ada, png(), Idempotency_Key="one")
    assert refused.status_code == 503 and backlog.totals()["accepted"] == 0
    monkeypatch.undo()
    assert send_picture(ada, png(), Idempotency_Key="one").status_code == 202
