"""Threads in which comments and posts are removed, deleted and brought back: all counts are exact, all have a place."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.platform.settings import Settings
from core.servers.mongo import collection
from core.writes.journal import Write
from tests.support.journal_writes import carry_out, delete, edit_comment, new_comment, new_post, new_reply, stored
from tests.support.orders import in_any_order
from tests.support.removals import (
    Item,
    appeal,
    check_all_counts,
    decide,
    document,
    insert_people,
    refusal,
    remove,
    thread,
)

few = examples(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    insert_people()


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
