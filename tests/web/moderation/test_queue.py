"""The queue of the moderators, and what they decide about what is in it."""

from typing import Any

import pytest

from core.content.moderation import open_cases
from tests.support.moderation import WAIT, decide, report
from tests.support.users import BASE, SignedIn

pytestmark = pytest.mark.usefixtures("worker")


def write(who: SignedIn, title: str = "A title") -> str:
    """A new post of theirs; its path."""
    made = who.post("/posts", {"title": title, "content": "Some content"}, **WAIT)
    return str(made.headers["Location"].removeprefix(BASE))


def comment_on(who: SignedIn, post: str) -> str:
    """A new comment of theirs; its path."""
    made = who.post(f"{post}/comments", {"content": "A comment"}, **WAIT)
    return str(made.headers["Location"].removeprefix(BASE))


def queue(who: SignedIn, query: str = "") -> list[dict[str, Any]]:
    return list(who.get(f"/moderation/queue{query}").get_json()["items"])


def test_an_empty_queue_says_so(people: list[SignedIn]) -> None:
    eve = people[2]
    assert eve.get("/moderation/queue").get_json() == {"items": [], "next_cursor": None}
    assert eve.get("/moderation/queue/count").get_json() == {"open_count": 0}


def test_what_was_reported_is_there_with_what_a_moderator_needs(people: list[SignedIn]) -> None:
    ada, bob, eve, zoe = people
    post = write(ada)
    comment = comment_on(bob, post)
    report(bob, post, "spam", "It is an advertisement.")
    report(zoe, post, "hate")
    report(ada, comment, "other")
    first, second = queue(eve)
    assert first["post"] == eve.get(post).get_json() and first["comment"] is None
    assert second["comment"] == eve.get(comment).get_json() and second["post"] is None
    assert (first["report_count"], first["reasons"], first["round"]) == (2, {"spam": 1, "hate": 1}, 1)
    told = [(each["author"]["id"], each["reason"], each["note"]) for each in first["reports"]]
    assert told == [(zoe.id, "hate", ""), (bob.id, "spam", "It is an advertisement.")]
    assert (
        first["standing"] == {"is_banned": False, "is_muted": False, "suspended_until": None}
        and first["decided"] is None
    )
    assert eve.get("/moderation/queue/count").get_json() == {"open_count": 2}
    assert queue(eve, "?reason=other") == [second] and queue(eve, "?reason=illegal") == []
    assert eve.get("/moderation/queue?reason=dull").status_code == 422


def test_a_walk_shows_each_case_once_whatever_is_decided_meanwhile(people: list[SignedIn]) -> None:
    ada, bob, eve, _ = people
    posts = [write(ada, f"Post {number}") for number in range(5)]
    for each in posts:
        report(bob, each)
    seen, cursor = list[str](), ""
    while True:
        page = eve.get(f"/moderation/queue?limit=2{cursor}").get_json()
        seen += [f"/posts/{each['id']}" for each in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
        # What is decided, or reported once more, moves nothing.
        decide(eve, seen[-1], {"act": "dismiss"}, **WAIT)
        report(eve, posts[-1])
    assert seen == posts
    assert eve.get("/moderation/queue?cursor=x").status_code == 400


def test_a_dismissed_item_stays_and_says_what_was_decided_when_it_comes_again(people: list[SignedIn]) -> None:
    ada, bob, eve, zoe = people
    post = write(ada)
    report(bob, post)
    assert decide(eve, post, {"act": "dismiss", "round": 1}, **WAIT).status_code == 200
    assert queue(zoe) == [] and ada.get(post).status_code == 200 and ada.get("/inbox").get_json()["items"] == []
    second = decide(zoe, post, {"act": "remove", "reason": "spam", "round": 1})
    assert (second.status_code, second.get_json()["title"]) == (409, "Already decided")
    ada.patch(post, {"title": "Another"}, **WAIT)
    report(bob, post)
    (case,) = queue(zoe)
    assert (case["round"], case["decided"]["act"], case["decided"]["by"]["id"]) == (2, "dismiss", eve.id)


@pytest.mark.parametrize("noun", ["post", "comment"])
def test_a_removed_item_is_gone_and_its_author_is_told_why_and_not_by_whom(people: list[SignedIn], noun: str) -> None:
    ada, bob, eve, _ = people
    item = write(ada) if noun == "post" else comment_on(ada, write(bob))
    report(bob, item)
    removal = {"act": "remove", "reason": "harassment", "round": 1, "note": "Third time."}
    assert decide(eve, item, removal, If_Match='"1"', **WAIT).status_code == 204
    assert ada.get(item).status_code == 404 and queue(eve) == [] and open_cases.count() == 0
    answer = ada.get("/inbox")
    (notice,) = answer.get_json()["items"]
    assert (notice["kind"], notice["reason"], notice["actors"]) == ("moderation", "harassment", [])
    assert eve.id not in answer.text and "Third time." not in answer.text
    entry = eve.get("/moderation/audit").get_json()["items"][0]
    assert (entry["act"], entry["why"], entry["by"]["id"]) == (f"{noun}.remove", "Third time.", eve.id)
    assert entry["after"] == {"reason": "harassment"}


def test_a_moderator_who_saw_another_revision_is_refused(people: list[SignedIn]) -> None:
    ada, bob, eve, _ = people
    post = write(ada)
    report(bob, post)
    ada.patch(post, {"title": "Another"}, **WAIT)
    assert decide(eve, post, {"act": "dismiss", "round": 1}, If_Match='"1"').status_code == 412
    assert len(queue(eve)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"act": "hide"},
        {"act": "remove"},
        {"act": "dismiss", "reason": "spam"},
        {"act": "dismiss", "round": 0},
        {"act": "dismiss", "note": "n" * 501},
    ],
)
def test_a_decision_that_says_nothing_sensible_is_refused(people: list[SignedIn], body: dict[str, Any]) -> None:
    assert decide(people[2], f"/posts/{'0' * 24}", body).status_code == 422


def test_nobody_decides_about_what_they_wrote_or_what_is_gone(people: list[SignedIn]) -> None:
    _, bob, eve, _ = people
    own = write(eve)
    report(bob, own)
    assert decide(eve, own, {"act": "dismiss"}).get_json()["title"] == "Your own"
    assert decide(eve, f"/posts/{'0' * 24}", {"act": "remove", "reason": "spam"}).status_code == 404


def test_the_audit_log_is_read_by_subject_and_by_who_and_page_by_page(people: list[SignedIn]) -> None:
    ada, bob, eve, zoe = people
    posts = [write(ada) for _ in range(3)]
    for who, each in zip((eve, zoe, eve), posts, strict=True):
        report(bob, each)
        decide(who, each, {"act": "dismiss"}, **WAIT)

    def subjects(query: str) -> list[str]:
        return [f"/posts/{each['subject']}" for each in eve.get(f"/moderation/audit?{query}").get_json()["items"]]

    assert subjects(f"who={eve.id}") == [posts[2], posts[0]]
    assert subjects(f"subject={posts[1].rpartition('/')[2]}") == [posts[1]]
    whole = eve.get("/moderation/audit").get_json()["items"]
    # An operator has made them moderators.
    promotions = [each for each in whole if each["act"] == "user.promote"]
    assert {each["user"]["id"] for each in promotions} == {eve.id, zoe.id}
    assert [(each["by"], each["operator"]) for each in promotions] == [(None, "operator")] * 2
    walked, cursor = list[Any](), ""
    while cursor is not None:
        page = eve.get(f"/moderation/audit?limit=2{cursor and f'&cursor={cursor}'}").get_json()
        walked += page["items"]
        cursor = page["next_cursor"]
    assert walked == whole and len(whole) == 5
