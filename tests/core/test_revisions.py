"""Revisions: each edit keeps what was there before, once, whatever happens; the oldest go, and all go with the item."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content import revisions
from core.maintenance import drift
from core.platform import markdown
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.writes import ledger
from core.writes.journal import Write
from tasks import cleanup
from tasks.effects import kinds
from tests.support.aged import HOUR_MS, deleted_ago, left
from tests.support.journal_writes import (
    ADA,
    accept,
    carry_out,
    carry_out_together,
    delete,
    edit_comment,
    edit_post,
    insert_user,
    make_due,
    new_comment,
    new_post,
    new_reply,
    stored,
)
from tests.support.orders import in_any_order

few = examples(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
Item = tuple[str, str]


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user()


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest) -> Item:
    """The noun and the id of something that can be edited; it says `A comment` or `Some content`."""
    post_id = carry_out(new_post()).resource_id
    return request.param, post_id if request.param == "post" else carry_out(new_comment(post_id)).resource_id


def edit(item: Item, content: str) -> Write:
    noun, item_id = item
    return edit_post(item_id, content=content) if noun == "post" else edit_comment(item_id, content)


def document(item: Item) -> dict[str, Any]:
    return stored(f"{item[0]}s", item[1])


def history(item: Item) -> list[tuple[int, str]]:
    return [(each["rev"], each["content"]) for each in revisions.newest(item[1], 1000)]


def check_whole(item: Item) -> None:
    """One revision for each edit that changed something, without a gap, and the counter says how many."""
    doc = document(item)
    assert [rev for rev, _ in history(item)] == list(range(doc["rev"] - 1, 0, -1))
    assert doc["revision_count"] == doc["rev"] - 1


def test_an_edit_keeps_what_was_there_before(item: Item) -> None:
    before = document(item)
    write = carry_out(edit(item, "*New*"))
    (kept,) = revisions.newest(item[1], 10)
    texts = {name: before[name] for name in ("title", "content", "content_html") if name in before}
    assert {name: kept.get(name) for name in texts} == texts and ("title" in kept) == (item[0] == "post")
    assert (kept["_id"], kept["rev"], kept["author_id"], kept["at_ms"]) == (f"1:{item[1]}", 1, ADA, write.at_ms)
    assert kept["p"] == before["p"] and kept["at_ms"] == document(item)["updated_ms"]
    check_whole(item)


def test_an_edit_that_comes_twice_keeps_it_once(item: Item) -> None:
    write = edit(item, "New")
    for _ in range(2):
        assert carry_out(write).state == "applied"
        ledger.once([write], kinds.carry_out)
    assert len(history(item)) == 1
    check_whole(item)


def test_an_edit_that_fails_keeps_nothing(item: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("after the effect, before the note of it")

    write = edit(item, "New")
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "_note", fail)
        assert carry_out(write).state == "accepted"
    assert history(item) == [] and document(item)["rev"] == 1
    make_due(write)
    assert carry_out(write).state == "applied"
    check_whole(item)


@pytest.mark.parametrize("is_batch", [True, False], ids=["in a batch", "one by one"])
def test_edits_in_any_order_leave_a_history_without_gaps(item: Item, is_batch: bool) -> None:
    @few
    @given(in_any_order(st.just([f"text {n}" for n in range(4)]), twice=2))
    def play(drawn: tuple[list[str], list[int]]) -> None:
        texts, numbers = drawn
        writes = [edit(item, text) for text in texts]
        order = [writes[n] for n in numbers]
        if is_batch:
            carry_out_together(order)
        for write in order:
            assert carry_out(write).state == "applied"
        check_whole(item)
        assert document(item)["content"] == "text 3"
        times = [each["at_ms"] for each in revisions.newest(item[1], 1000)]
        assert times == sorted(times, reverse=True)

    play()


def test_an_edit_that_a_later_one_overtook_was_never_to_be_seen(item: Item) -> None:
    first = document(item)["content"]
    earlier, later = edit(item, "earlier"), edit(item, "later")
    assert [carry_out(write).state for write in (later, earlier)] == ["applied", "applied"]
    assert history(item) == [(1, first)]


def test_of_two_edits_of_one_revision_one_is_refused_and_keeps_nothing() -> None:
    post_id = carry_out(new_post()).resource_id
    first, second = (edit_post(post_id, if_rev=1, content=f"text {n}") for n in range(2))
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(carry_out, (first, second)))
    for write in ended:
        make_due(write)
    states = sorted(carry_out(write).state for write in ended)
    assert states == ["applied", "rejected"]
    assert history(("post", post_id)) == [(1, "Some content")]


def test_edits_that_race_are_all_kept(item: Item) -> None:
    writes = [edit(item, f"text {n}") for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(carry_out, writes))
    for write in writes:
        make_due(write)
        assert carry_out(write).state == "applied"
    check_whole(item)


@pytest.mark.parametrize("most", [0, 1, 3])
def test_the_oldest_go(item: Item, most: int, system: Settings, configure: Callable[..., Settings]) -> None:
    for n in range(3):
        carry_out(edit(item, f"text {n}"))
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, revisions_max=most)
    for n in range(3, 6):
        carry_out(edit(item, f"text {n}"))
    assert history(item) == [(rev, f"text {rev - 2}") for rev in range(6, 6 - most, -1)]
    assert document(item)["revision_count"] == most


def test_a_text_from_before_html_was_stored_is_kept_and_shown(item: Item) -> None:
    collection(f"{item[0]}s").update_one({"_id": item[1]}, {"$unset": {"content_html": 1, "revision_count": 1}})
    carry_out(edit(item, "New"))
    check_whole(item)
    assert "content_html" not in revisions.newest(item[1], 1)[0]


def test_messages_and_people_have_no_history() -> None:
    other = insert_user("b" * 24, "Bob")
    room = carry_out(accept("conversation.create", ADA, {"kind": "direct", "members": [other], "name": None}))
    said = {"conversation_id": room.resource_id, "content": "A message", "client_id": None}
    message = carry_out(accept("message.create", ADA, said))
    changes = {"conversation_id": room.resource_id, "changes": {"content": "New"}}
    carry_out(accept("message.edit", ADA, changes, resource_id=message.resource_id))
    carry_out(accept("user.edit", ADA, {"changes": {"name": "Ada Two"}}, resource_id=ADA))
    assert stored("messages", message.resource_id)["rev"] == 2 and left("revisions") == set()


def test_the_history_goes_with_the_text_of_a_comment_of_which_only_the_place_is_left() -> None:
    post_id = carry_out(new_post()).resource_id
    comment_id = carry_out(new_comment(post_id)).resource_id
    carry_out(new_reply(post_id, comment_id))
    carry_out(edit_comment(comment_id, "New"))
    late = edit_comment(comment_id, "Newer")
    carry_out(delete("comment", comment_id))
    assert carry_out(late).state == "applied"
    assert stored("comments", comment_id)["removed"] and left("revisions") == set()
    assert [name for _, names in drift.wrong_counters("") for name in names] == []


def test_the_history_is_purged_with_its_item(item: Item, system: Settings) -> None:
    noun, item_id = item
    carry_out(edit(item, "New"))
    deleted_ago(f"{noun}s", item_id, system.retention_deleted_s * 1000 - HOUR_MS)
    assert cleanup.clean_up(f"deleted-{noun}s") == 0 and left("revisions") == {f"1:{item_id}"}
    deleted_ago(f"{noun}s", item_id, system.retention_deleted_s * 1000 + HOUR_MS)
    assert cleanup.clean_up(f"deleted-{noun}s") == 1 and left("revisions") == set()


def test_a_history_of_what_does_not_exist_is_an_orphan(item: Item) -> None:
    carry_out(edit(item, "New"))
    collection(f"{item[0]}s").delete_one({"_id": item[1]})
    assert cleanup.clean_up("orphans") == 1 and left("revisions") == set()


def test_a_wrong_count_is_found_and_mended(item: Item) -> None:
    noun, item_id = item
    for n in range(2):
        carry_out(edit(item, f"text {n}"))
    collection("revisions").delete_one({"_id": revisions.id_of(item_id, 1)})
    wrong = [name for _, names in drift.wrong_counters("") for name in names]
    assert wrong == [f"{noun}:{item_id}"] and drift.recount(wrong) == 1
    assert document(item)["revision_count"] == 1


def test_the_html_is_that_of_its_text(item: Item) -> None:
    carry_out(edit(item, "*New*"))
    carry_out(edit(item, "Newer"))
    assert revisions.newest(item[1], 1)[0]["content_html"] == markdown.render("*New*")
