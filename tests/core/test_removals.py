"""Removals: what moderators removed can be appealed once and brought back, with all that hangs on it, until a purge."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content import removals
from core.identity import accounts
from core.maintenance import drift
from core.platform.clock import now_ms
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.writes.journal import Write
from tasks import cleanup
from tests.core.test_reports import made
from tests.support.aged import HOUR_MS, left
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    delete,
    edit_comment,
    insert_user,
    new_comment,
    new_post,
    new_reply,
    stored,
)
from tests.support.orders import in_any_order
from tests.support.simulation.serial_model import walk

EVE, ZOE = "e" * 24, "c" * 24
few = examples(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
Item = tuple[str, str]


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    """Ada writes, Bob looks on, Eve and Zoe are moderators."""
    for person in (ADA, BOB, EVE, ZOE):
        insert_user(person)
    for person in (EVE, ZOE):
        accounts.set_role(person, accounts.MODERATOR, has=True)


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest) -> Item:
    """The noun and the id of something that can be removed."""
    return made(request.param)


def remove(item: Item, actor: str = EVE) -> Write:
    """An accepted removal."""
    return accept(f"{item[0]}.remove", actor, {"round": None, "note": "", "reason": "hate"}, resource_id=item[1])


def appeal(item: Item, actor: str = ADA) -> Write:
    """An accepted appeal."""
    return accept(f"{item[0]}.appeal", actor, {"words": "It was a joke."}, resource_id=item[1])


def decide(item: Item, act: str = "restore", actor: str = EVE) -> Write:
    """An accepted decision about a removal."""
    return accept(f"{item[0]}.{act}", actor, {"note": "Look again."}, resource_id=item[1])


def document(item: Item) -> dict[str, Any]:
    return stored(f"{item[0]}s", item[1])


def refusal(write: Write) -> str:
    ended = carry_out(write)
    assert ended.state == "rejected" and ended.problem, ended
    return str(ended.problem["title"])


def check_all_counts() -> None:
    """Every counter is exact, and the cache says what MongoDB says."""
    assert [name for _, names in drift.wrong_counters("") for name in names] == []
    assert [name for _, names in drift.wrong_cache("") for name in names] == []


def thread(post_id: str) -> list[str]:
    """The comments on a post's own level, as a reader sees them."""
    return [each["id"] for each in walk(f"comments:{post_id}", "oldest", 2)]


def notices() -> list[dict[str, Any]]:
    found = collection("notices").find({"user_id": ADA, "kind": "moderation"})
    return [{name: each.get(name) for name in ("outcome", "reason")} for each in found]


def test_what_was_removed_comes_back_as_it_was(item: Item) -> None:
    before = document(item)
    carry_out(remove(item))
    assert document(item)["deleted"] and notices() == [{"outcome": None, "reason": "hate"}]
    restored = decide(item)
    assert [carry_out(each).state for each in (restored, restored)] == ["applied", "applied"]
    changed = {"version", "seqs", "removed"}
    assert {each: value for each, value in document(item).items() if each not in changed} == {
        each: value for each, value in before.items() if each not in changed
    }
    assert removals.find(item[1]) is None and notices() == [{"outcome": "restored", "reason": None}]
    assert item[1] in [each["id"] for each in walk("feed:all", "newest", 2)] or item[1] in thread(before["post_id"])
    check_all_counts()
    (entry,) = collection("audit").find({"act": f"{item[0]}.restore"})
    assert (entry["who"], entry["why"], entry["before"]) == (EVE, "Look again.", {"reason": "hate"})


def test_a_post_comes_back_with_its_comments() -> None:
    post_id = carry_out(new_post()).resource_id
    first, second = (carry_out(new_comment(post_id)).resource_id for _ in range(2))
    carry_out(delete("comment", first))
    carry_out(remove(("post", post_id)))
    carry_out(decide(("post", post_id)))
    assert thread(post_id) == [second] and document(("post", post_id))["comment_count"] == 1
    assert carry_out(new_comment(post_id)).state == "applied"
    check_all_counts()


def test_a_comment_with_replies_comes_back_with_its_words() -> None:
    post_id = carry_out(new_post()).resource_id
    comment_id = carry_out(new_comment(post_id, "What it said")).resource_id
    carry_out(new_reply(post_id, comment_id))
    item = ("comment", comment_id)
    carry_out(remove(item))
    assert (document(item)["removed"], document(item)["content"]) == (True, "")
    carry_out(decide(item))
    found = document(item)
    assert (found["removed"], found["content"], found["reply_count"]) == (False, "What it said", 1)
    assert document(("post", post_id))["comment_count"] == 2
    check_all_counts()


@pytest.mark.parametrize("is_first", [True, False], ids=["above first", "above last"])
def test_what_a_reply_stands_below_has_a_place_again(is_first: bool) -> None:
    post_id = carry_out(new_post()).resource_id
    above = carry_out(new_comment(post_id, "Above")).resource_id
    reply = ("comment", carry_out(new_reply(post_id, above)).resource_id)
    gone = [delete("comment", above), remove(reply)]
    for each in gone if is_first else reversed(gone):
        assert carry_out(each).state == "applied"
    assert thread(post_id) == []
    carry_out(decide(reply))
    place = stored("comments", above)
    assert (place["deleted"], place["removed"], place["content"], place["reply_count"]) == (False, True, "", 1)
    assert thread(post_id) == [above] and document(("post", post_id))["comment_count"] == 1
    check_all_counts()


def test_no_comment_comes_back_below_what_is_gone() -> None:
    post_id = carry_out(new_post()).resource_id
    above = carry_out(new_comment(post_id)).resource_id
    reply = ("comment", carry_out(new_reply(post_id, above)).resource_id)
    carry_out(remove(reply))
    carry_out(delete("comment", above))
    collection("comments").delete_one({"_id": above})
    assert refusal(decide(reply)) == "Not found" and document(reply)["deleted"]
    comment = ("comment", carry_out(new_comment(post_id)).resource_id)
    carry_out(remove(comment))
    carry_out(delete("post", post_id))
    assert refusal(decide(comment)) == "Not found" and document(comment)["deleted"]


def test_an_appeal_is_its_authors_and_is_made_once(item: Item) -> None:
    assert refusal(appeal(item)) == "Not found"
    carry_out(remove(item))
    assert refusal(appeal(item, BOB)) == "Not found"
    asked = appeal(item)
    assert [carry_out(each).state for each in (asked, asked)] == ["applied", "applied"]
    assert refusal(appeal(item)) == "Already appealed"
    found = removals.find(item[1])
    assert found and found["appeal"] == {"words": "It was a joke.", "at_ms": asked.at_ms, "is_open": True}


def test_what_the_author_deleted_is_no_removal(item: Item) -> None:
    carry_out(delete(*item))
    assert refusal(appeal(item)) == "Not found" and refusal(decide(item)) == "Already decided"


def test_of_two_decisions_about_an_appeal_the_first_counts(item: Item) -> None:
    carry_out(remove(item))
    assert refusal(decide(item, "uphold")) == "Already decided"
    carry_out(appeal(item))
    assert carry_out(decide(item, "uphold")).state == "applied"
    assert refusal(decide(item, "uphold", ZOE)) == "Already decided" and document(item)["deleted"]
    assert {"outcome": "upheld", "reason": None} in notices()
    (entry,) = collection("audit").find({"act": f"{item[0]}.uphold"})
    assert entry["before"] == {"reason": "hate", "appeal": "It was a joke."}
    # Moderators may change their minds; then there is nothing left to decide.
    assert carry_out(decide(item, actor=ZOE)).state == "applied"
    assert refusal(decide(item)) == "Already decided"


@pytest.mark.parametrize("act", ["restore", "uphold"])
def test_only_moderators_decide_and_not_about_what_they_wrote(item: Item, act: str) -> None:
    carry_out(remove(item))
    carry_out(appeal(item))
    accounts.set_role(ADA, accounts.MODERATOR, has=True)
    assert [refusal(decide(item, act, who)) for who in (BOB, ADA)] == ["Not a moderator", "Your own"]


def age(item: Item, system: Settings) -> None:
    """As if it had been removed longer ago than tombstones are kept."""
    over_ms = now_ms() - system.retention_deleted_s * 1000 - HOUR_MS
    for name in ("removals", f"{item[0]}s"):
        collection(name).update_one({"_id": item[1]}, {"$set": {"deleted_ms": over_ms}})


def test_a_removal_is_purged_with_its_item(item: Item, system: Settings) -> None:
    carry_out(remove(item))
    age(item, system)
    assert cleanup.clean_up(f"deleted-{item[0]}s") == 1 and left("removals") == set()


def test_the_words_of_a_placeholder_are_purged_as_others_are(system: Settings) -> None:
    item = made("comment")
    carry_out(new_reply(document(item)["post_id"], item[1]))
    carry_out(remove(item))
    age(item, system)
    assert cleanup.clean_up("deleted-removals") == 1 and left("removals") == set()
    assert refusal(decide(item)) == "Already decided" and not document(item)["deleted"]


def test_what_is_appealed_is_kept_for_as_long_again(system: Settings) -> None:
    post_id = carry_out(new_post()).resource_id
    above = carry_out(new_comment(post_id)).resource_id
    reply = ("comment", carry_out(new_reply(post_id, above)).resource_id)
    carry_out(delete("comment", above))
    carry_out(remove(reply))
    for item in (reply, ("comment", above)):
        age(item, system)
    carry_out(appeal(reply))
    assert [cleanup.clean_up(f"deleted-{name}") for name in ("comments", "removals")] == [0, 0]
    assert carry_out(decide(reply)).state == "applied" and thread(post_id) == [above]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("remove", "remove", "restore", "restore", "delete", "reply", "edit", "appeal")),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=9,
)


def test_whatever_happens_to_a_thread_all_counts_are_exact() -> None:
    @few
    @given(in_any_order(STEPS))
    def play(drawn: tuple[list[tuple[str, int]], list[int]]) -> None:
        steps, numbers = drawn
        post_id = carry_out(new_post()).resource_id
        first = carry_out(new_comment(post_id)).resource_id
        second = carry_out(new_reply(post_id, first)).resource_id
        third = carry_out(new_reply(post_id, second)).resource_id
        items = [("post", post_id), *(("comment", each) for each in (first, second, third))]
        writes = [asked(what, items[n], post_id) for what, n in steps]
        for n in numbers:
            assert carry_out(writes[n]).state in ("applied", "rejected")
        check_all_counts()
        check_thread(post_id)

    play()


def asked(what: str, item: Item, post_id: str) -> Write:
    """An accepted write about this item; of a post only what is not about comments alone."""
    of_comment = item[0] == "comment"
    if what == "reply":
        return new_reply(post_id, item[1]) if of_comment else new_comment(post_id)
    if what == "edit" and of_comment:
        return edit_comment(item[1], "Edited")
    if what == "delete":
        return delete(*item)
    if what == "appeal":
        return appeal(item)
    return decide(item) if what == "restore" else remove(item)


def check_thread(post_id: str) -> None:
    """Each comment that is shown stands below one that is shown, and only placeholders have no words."""
    shown = {each["_id"]: each for each in collection("comments").find({"post_id": post_id, "deleted": False})}
    for each in shown.values():
        assert set(each["path"]) <= shown.keys() and bool(each["content"]) != bool(each["removed"])
        assert each["reply_count"] or not each["removed"]
