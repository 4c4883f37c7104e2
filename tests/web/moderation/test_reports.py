"""Who reports what, as everybody else sees it: not at all."""

from typing import Any

import pytest

from core.servers.mongo import collection
from core.writes import events
from tests.support.conversations_api import drained, outcome
from tests.support.journal_writes import accept
from tests.support.moderation import report
from tests.support.users import BASE, SignedIn


@pytest.fixture(params=["post", "comment"])
def path(request: pytest.FixtureRequest, people: list[SignedIn]) -> str:
    """The path of something that Ada wrote."""
    ada = people[0]
    found = ada.post("/posts", {"title": "A title", "content": "Some content"}).get_json()["resource"]["href"]
    drained()
    if request.param == "comment":
        found = ada.post(f"{found.removeprefix(BASE)}/comments", {"content": "A comment"}).get_json()["resource"][
            "href"
        ]
        drained()
    return str(found.removeprefix(BASE))


def stored() -> dict[str, Any]:
    """The only report that there is."""
    found = list(collection("reports").find({}))
    assert len(found) == 1
    return dict(found[0])


def test_another_report_of_the_same_person_takes_the_place_of_the_first(people: list[SignedIn], path: str) -> None:
    bob = people[1]
    for reason, note in (("spam", ""), ("hate", "Look at the second line.")):
        receipt = bob.call("PUT", f"{path}/report", {"reason": reason, "note": note})
        assert receipt.status_code == 202
        assert outcome(bob, receipt.get_json())["state"] == "applied"
    assert (stored()["reason"], stored()["note"]) == ("hate", "Look at the second line.")
    assert bob.delete(f"{path}/report").status_code == 202
    drained()
    assert stored()["deleted"]


def test_nobody_reports_what_is_their_own_or_gone(people: list[SignedIn], path: str) -> None:
    ada, bob, *_ = people
    own = ada.call("PUT", f"{path}/report", {"reason": "spam"})
    assert (own.status_code, own.get_json()["title"]) == (403, "Your own")
    ada.delete(path)
    drained()
    assert bob.call("PUT", f"{path}/report", {"reason": "spam"}).status_code == 404
    # Whatever was accepted, the worker refuses it as well.
    kind, item_id = f"{path.split('/')[1][:-1]}.report", path.rpartition("/")[2]
    forged = accept(kind, bob.id, {"reason": "spam", "note": ""}, resource_id=item_id)
    assert outcome(bob, {"id": forged.id})["problem"]["status"] == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"reason": "dull"}, {"reason": "spam", "note": "n" * 501}, {"reason": "spam", "note": "\0"}, {"note": ""}],
)
def test_a_report_has_one_of_the_reasons_and_a_short_note(
    body: dict[str, str], people: list[SignedIn], path: str
) -> None:
    assert people[1].call("PUT", f"{path}/report", body).status_code == 422


def test_nobody_is_told_of_a_report(people: list[SignedIn], path: str) -> None:
    ada, bob, *_ = people
    before, seen = events.bounds(), ada.get(path)
    bob.call("PUT", f"{path}/report", {"reason": "spam"})
    drained()
    assert events.bounds() == before
    assert ada.get("/inbox").get_json()["items"] == []
    assert ada.get(path).data == seen.data and ada.get(path).headers["ETag"] == seen.headers["ETag"]


def test_a_report_with_a_wait_is_answered_with_the_item_as_everybody_sees_it(
    people: list[SignedIn], path: str, worker: object
) -> None:
    report(people[1], path)
    assert stored()["reason"] == "spam"
