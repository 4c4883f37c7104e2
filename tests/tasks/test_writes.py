"""What becomes of a write: its effect, its receipt, its event, and what it waits for."""

from collections.abc import Callable

import pytest

from core.content import posts
from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.problems import Problem
from core.platform.settings import Settings, settings
from core.servers.mongo import collection
from core.servers.partitions import prefix_of
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import attempts, backlog, events, journal, journal_room, positions
from core.writes.announcements import Announcer
from core.writes.context import Context
from core.writes.journal import Write
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    delete,
    edit_post,
    insert_user,
    new_comment,
    new_post,
    pending_set,
)
from tests.support.keys import keys_like

pytestmark = pytest.mark.usefixtures("system")


def new_in_order() -> Write:
    """A write with the ordering key `talk`, in one partition with all others."""
    return new_post(resource_id=new_id("0" * 24), look=lambda: Context(ordering_key="talk"))


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def test_a_post_is_applied_readable_and_announced() -> None:
    write = carry_out(new_post("Hello"))
    assert (write.state, write.body) == ("applied", {})
    assert b'"title":"Hello"' in posts.get(write.resource_id).json()
    (event,) = Announcer().pending(10)
    assert (event["type"], event["post_id"], event["seq"]) == ("post.created", write.resource_id, positions.of(1))


def test_a_write_carried_out_twice_takes_effect_once() -> None:
    post = carry_out(new_post())
    comment = new_comment(post.resource_id)
    for _ in range(3):
        carry_out(comment)
    stored = collection("posts").find_one({"_id": post.resource_id})
    assert stored and stored["comment_count"] == 1 == collection("comments").count_documents({})


def test_a_write_whose_receipt_was_lost_is_found_done() -> None:
    post = carry_out(new_post())
    comment = new_comment(post.resource_id)
    carry_out(comment)
    # As if the worker had died after the commit: pending again, not finished.
    store().zadd(pending_set(comment), {comment.id: 0})
    store().hset(key("write", comment.id), mapping={"state": "accepted", "queue": "comments"})
    assert carry_out(comment).state == "applied"
    stored = collection("posts").find_one({"_id": post.resource_id})
    assert stored and stored["comment_count"] == 1


def test_an_edit_that_overtakes_its_creation_waits_for_it() -> None:
    creation = new_post("First")
    edited = edit_post(creation.resource_id, title="Second")
    assert carry_out(edited).state == "accepted"
    carry_out(creation)
    assert carry_out(edited).state == "applied"
    assert b'"title":"Second"' in posts.get(creation.resource_id).json()
    assert journal.get(edited.id).attempts == 1


def test_a_delete_that_overtakes_its_creation_waits_for_it() -> None:
    creation = new_post()
    gone = delete("post", creation.resource_id)
    assert carry_out(gone).state == "accepted"
    carry_out(creation)
    assert carry_out(gone).state == "applied"
    assert posts.find(creation.resource_id) is None


def test_the_last_accepted_edit_wins_in_any_order() -> None:
    post = carry_out(new_post())
    first, second = (edit_post(post.resource_id, title=title) for title in ("first", "second"))
    carry_out(second)
    assert carry_out(first).state == "applied"
    assert b'"title":"second"' in posts.get(post.resource_id).json()


def test_edits_of_different_fields_both_count_in_any_order() -> None:
    post = carry_out(new_post())
    title, content = edit_post(post.resource_id, title="T"), edit_post(post.resource_id, content="C")
    carry_out(content)
    carry_out(title)
    shown = posts.get(post.resource_id)
    assert b'"title":"T"' in shown.json() and b'"content":"C"' in shown.json() and shown.rev() == 3


def test_an_edit_for_another_revision_is_rejected() -> None:
    post = carry_out(new_post())
    carry_out(edit_post(post.resource_id, title="mine"))
    late = carry_out(edit_post(post.resource_id, title="yours", if_rev=1))
    assert late.state == "rejected" and late.problem and late.problem["status"] == 412


def test_an_edit_by_somebody_else_is_rejected() -> None:
    post = carry_out(new_post())
    late = carry_out(edit_post(post.resource_id, actor=BOB, title="taken over"))
    assert late.state == "rejected" and late.problem and late.problem["status"] == 403


def test_an_edit_of_nothing_is_rejected() -> None:
    late = carry_out(edit_post("0" * 24, title="nothing"))
    assert late.state == "rejected" and late.problem and late.problem["status"] == 404


def test_a_comment_on_a_deleted_post_is_rejected_and_not_counted() -> None:
    post = carry_out(new_post())
    comment = new_comment(post.resource_id)
    carry_out(delete("post", post.resource_id))
    assert carry_out(comment).state == "rejected"
    assert collection("comments").count_documents({}) == 0


def test_deleting_a_comment_twice_counts_once() -> None:
    post = carry_out(new_post())
    comment = carry_out(new_comment(post.resource_id))
    first, second = delete("comment", comment.resource_id), delete("comment", comment.resource_id)
    assert [carry_out(first).state, carry_out(second).state] == ["applied", "rejected"]
    stored = collection("posts").find_one({"_id": post.resource_id})
    assert stored and stored["comment_count"] == 0


def test_a_poison_write_dies_is_kept_and_can_be_replayed(monkeypatch: pytest.MonkeyPatch, system: Settings) -> None:
    write = new_post("Poison")
    with monkeypatch.context() as patched:
        patched.setattr("core.content.posts.insert", lambda *_: 1 / 0)
        for _ in range(system.attempts_max):
            carry_out(write)
    dead = journal.get(write.id)
    assert (dead.state, dead.body["title"], dead.last_error) == ("dead", "Poison", "ZeroDivisionError")
    assert carry_out(write).state == "dead"
    assert backlog.replay(write.id) == "post.create"
    assert carry_out(write).state == "applied"
    assert backlog.totals() == {"accepted": 1, "applied": 1, "rejected": 0, "pending": 0, "dead": 0}


def test_a_write_that_kills_its_worker_each_time_dies(system: Settings) -> None:
    write = new_post()
    for _ in range(system.attempts_max):
        assert attempts.begin([write.id])
        store().hset(key("write", write.id), "lease_ms", 0)
    assert carry_out(write).state == "dead"


def test_what_waits_for_a_dead_creation_is_told(system: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    creation = new_post()
    edited = edit_post(creation.resource_id, title="later")
    carry_out(edited)
    monkeypatch.setattr("core.content.posts.insert", lambda *_: 1 / 0)
    for _ in range(system.attempts_max):
        carry_out(creation)
    assert carry_out(edited).state == "rejected"


def test_a_leased_write_is_not_carried_out_by_a_second_worker() -> None:
    write = new_post()
    assert attempts.begin([write.id])
    assert not attempts.begin([write.id])


def test_a_replay_of_what_is_not_dead_is_refused() -> None:
    with pytest.raises(LookupError):
        backlog.replay(new_post().id)


def test_the_same_key_and_body_is_the_same_write() -> None:
    first, second = (new_post("Once", idempotency_key="k") for _ in range(2))
    assert first.id == second.id and first.resource_id == second.resource_id


def test_the_same_key_with_another_body_is_refused() -> None:
    new_post("One", idempotency_key="k")
    with pytest.raises(Problem) as refused:
        new_post("Two", idempotency_key="k")
    assert refused.value.status == 422


def test_the_same_key_of_another_user_is_another_write() -> None:
    assert new_post(idempotency_key="k").id != new_post(idempotency_key="k", actor=BOB).id


@pytest.mark.parametrize("partitions", [1, 256])
def test_beyond_the_backlog_nothing_is_accepted(
    configure: Callable[..., Settings], system: Settings, monkeypatch: pytest.MonkeyPatch, partitions: int
) -> None:
    own = {"key_prefix": system.key_prefix, "mongo_db": system.mongo_db}
    chosen = configure(backlog_max=2, partitions=max(partitions, system.partitions), **own)
    monkeypatch.setattr(journal_room, "LOOK_EVERY_S", 0)
    assert prefix_of(new_post().id) != prefix_of(new_post().id) or chosen.partitions == 1
    with pytest.raises(Problem) as refused:
        new_post()
    assert (refused.value.status, refused.value.retry_after_s, backlog.totals()["accepted"]) == (503, 5, 2)


def test_writes_of_one_chain_are_carried_out_in_the_order_of_acceptance() -> None:
    writes = [new_in_order() for _ in range(3)]
    other = new_post(look=lambda: Context(ordering_key="another"))
    assert carry_out(writes[2]).state == carry_out(writes[1]).state == "accepted"
    assert (journal.get(writes[1].id).attempts, carry_out(other).state) == (0, "applied")
    for write in writes:
        assert carry_out(write).state == "applied"
    assert not keys_like(store(), "tail:*") and not keys_like(store(), "waiting:*")
    assert carry_out(new_in_order()).state == "applied"


def test_who_waits_in_a_chain_is_due_when_the_one_before_it_has_ended() -> None:
    first, second, third = (new_in_order() for _ in range(3))

    def due() -> list[str]:
        due_ms = {each.id: store().zscore(pending_set(each), each.id) for each in (first, second, third)}
        return [write_id for write_id, at_ms in due_ms.items() if at_ms is not None and at_ms <= now_ms() + 1000]

    assert due() == [first.id]
    assert carry_out(first).state == "applied"
    assert due() == [second.id]
    assert carry_out(second).state == carry_out(third).state == "applied"


def test_the_newest_events_are_kept_in_order(configure: Callable[..., Settings]) -> None:
    configure(events_kept=3, key_prefix=settings().key_prefix)
    assert events.bounds() == (1, 0)
    posts_made = [carry_out(new_post()) for _ in range(5)]
    assert events.bounds() == (3, 5)
    kept = events.since(3)
    assert [(each.seq, each.id) for each in kept] == [(4, posts_made[3].id), (5, posts_made[4].id)]
    assert kept[0].rooms == {"feed", f"post:{posts_made[3].resource_id}"}
    assert kept[0].public() == {k: v for k, v in Announcer().pending(10)[3].items() if k != "request_id"}
