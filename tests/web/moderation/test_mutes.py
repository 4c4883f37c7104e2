"""Who is muted: what they write waits for a moderator, and nobody tells them that it does because of that."""

from typing import Any

from core.content.moderation import held
from core.identity import accounts
from core.writes import journal
from tests.support.conversations_api import drained
from tests.support.journal_writes import accept
from tests.support.moderation import WAIT
from tests.support.users import SignedIn
from tests.web.moderation.test_standing import decided

POST = {"title": "A title", "content": "Some content"}


def held_by(write: Any) -> list[str]:
    return list(journal.get(write["id"]).held)


def test_what_they_write_and_edit_waits_until_a_moderator_ends_it(people: list[SignedIn]) -> None:
    ada, bob, eve, _ = people
    before = ada.post("/posts", POST).get_json()
    drained()
    decided(eve, ada, "mute", note="Too loud.")
    path = f"/posts/{before['resource']['id']}"
    after = [
        ada.post("/posts", POST).get_json(),
        ada.post(f"{path}/comments", {"content": "A comment"}).get_json(),
        ada.patch(path, {"title": "Another"}).get_json(),
    ]
    theirs = bob.post("/posts", POST).get_json()
    drained()
    assert [held_by(each) for each in (before, *after, theirs)] == [[], ["muted"], ["muted"], ["muted"], []]
    assert bob.get(path).get_json()["title"] == "A title" and len(bob.get("/posts").get_json()["items"]) == 2
    assert ada.get("/inbox").get_json()["items"] == []
    liked = ada.call("PUT", f"{path}/like").get_json()
    decided(eve, ada, "unmute")
    again = ada.post("/posts", POST).get_json()
    drained()
    assert held_by(liked) == held_by(again) == []


def test_what_waits_can_be_approved(people: list[SignedIn]) -> None:
    ada, bob, eve, _ = people
    accounts.set_muted(ada.id, True)
    write = accept("post.create", ada.id, POST)
    drained()
    assert held.find(write.resource_id)
    eve.post(f"/moderation/held/posts/{write.resource_id}/approve", {"rev": 1})
    drained()
    assert bob.get(f"/posts/{write.resource_id}").status_code == 200


def test_it_counts_what_holds_when_the_write_is_carried_out(people: list[SignedIn]) -> None:
    ada = people[0]
    early = accept("post.create", ada.id, POST)
    accounts.set_muted(ada.id, True)
    drained()
    assert journal.get(early.id).held == ("muted",)


def test_moderators_see_that_somebody_is_muted_and_mute_no_moderator(people: list[SignedIn]) -> None:
    ada, bob, eve, zoe = people
    decided(eve, ada, "mute")
    accept("post.create", bob.id, POST)
    refused = eve.post(f"/moderation/users/{zoe.id}/decision", {"act": "mute"}, **WAIT)
    assert (refused.status_code, refused.get_json()["title"]) == (403, "A moderator")
    entry = eve.get("/moderation/audit").get_json()["items"][0]
    assert (entry["act"], entry["before"], entry["after"]) == ("user.mute", {"muted": None}, {"muted": True})
