"""What the reader of the fault bench takes for wrong: only what was applied before it began to walk."""

from dataclasses import replace

import pytest

from bench.faults.check import following, liked
from bench.faults.ledger import Entry
from bench.faults.reader import Expected, wrong

BEGAN_S = 100.0
POST = Entry(
    "key", "post.create", "POST", "/posts", {"content": "key 0"}, resource_id="a", state="applied", ended_s=90.0
)
EDIT = Entry("more", "post.edit", "PATCH", "/posts/a", {"content": "key 3"}, state="applied", ended_s=95.0)
OLD = [{"id": "a", "content": "key 0"}]


def found(*entries: Entry, shown: list[dict[str, str]]) -> list[str]:
    return wrong(shown, Expected(entries, BEGAN_S, set()))


def test_what_was_applied_before_the_walk_has_to_be_shown() -> None:
    assert found(POST, shown=[]) == ["a was skipped"]
    assert found(POST, EDIT, shown=OLD) == ["a is at edit 0, and was at 3"]
    assert found(POST, EDIT, shown=[{"id": "a", "content": "key 3"}]) == []


@pytest.mark.parametrize("ended_s", [0.0, 101.0], ids=["nobody knows since when", "during the walk"])
def test_what_was_applied_later_need_not_be_shown(ended_s: float) -> None:
    assert found(replace(POST, ended_s=ended_s), shown=[]) == []
    assert found(POST, replace(EDIT, ended_s=ended_s), shown=OLD) == []


def test_what_is_shown_twice_or_after_its_deletion_is_wrong() -> None:
    delete = Entry("end", "post.delete", "DELETE", "/posts/a", None, state="applied", ended_s=99.0)
    assert found(POST, shown=OLD * 2) == ["a 2 times"]
    assert found(delete, shown=OLD) == ["a was deleted before"]


def test_of_likes_and_their_withdrawals_the_one_accepted_last_is_expected() -> None:
    def press(kind: str, item: str) -> Entry:
        return Entry("key", kind, "PUT", f"/{kind.partition('.')[0]}s/{item}/like", None)

    entries = [press("post.like", "a"), press("comment.like", "b"), press("post.unlike", "a")]
    assert liked([POST, *entries]) == {"a": False, "b": True}


def test_of_each_pair_the_follow_or_its_withdrawal_that_was_accepted_last_is_expected() -> None:
    def press(kind: str, author: int, user_id: str) -> Entry:
        return Entry("key", kind, "PUT", f"/users/{user_id}/follow", None, author=author)

    entries = [press("user.follow", 1, "a"), press("user.follow", 2, "a"), press("user.unfollow", 1, "a")]
    assert following([POST, *entries]) == {(1, "a"): False, (2, "a"): True}
