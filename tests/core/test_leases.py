"""An attempt that was overtaken says nothing about a write any more; no refusal is said of what took effect."""

from collections.abc import Callable
from unittest.mock import Mock

import pytest
from pymongo.errors import AutoReconnect

from core.content import documents
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import attempts, backlog, journal, ledger
from core.writes.attempts import End
from core.writes.journal import Write
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_comment, new_post
from tests.support.keys import keys_like
from tests.support.simulation.harness import Crash

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def begun(write: Write) -> Write:
    """An attempt at this write that goes on and on, and whose lease has run out."""
    (attempt,) = attempts.begin([write.id])
    store().hset(key("write", write.id), "lease_ms", 0)
    return attempt


def state_of(write: Write) -> str:
    return journal.get(write.id).state


def test_d2b_an_overtaken_attempt_cannot_reject_what_its_successor_applied() -> None:
    post = carry_out(new_post())
    late = edit_post(post.resource_id, title="late", if_rev=2)
    first = begun(late)
    carry_out(edit_post(post.resource_id, title="earlier"))
    (second,) = attempts.begin([late.id])
    assert second.lease != first.lease
    ledger.once([second], lambda session, writes: [ledger.Outcome(None)])
    assert not attempts.finish([End(first, "rejected", problem=Problem(ProblemKind.CHANGED_MEANWHILE).as_dict())]).ids
    assert state_of(late) == "accepted"
    assert attempts.finish([End(second, "applied")]).ids == {late.id}
    assert state_of(late) == "applied"


@pytest.mark.parametrize("state", ["rejected", "dead", "applied"])
def test_d2b_the_word_of_an_overtaken_attempt_does_not_count(state: str) -> None:
    write = new_post()
    first = begun(write)
    assert attempts.begin([write.id])
    assert not attempts.finish([End(first, state)]).ids
    assert (state_of(write), backlog.totals()["pending"]) == ("accepted", 1)


def test_d2b_an_overtaken_attempt_cannot_end_the_lease_of_its_successor() -> None:
    write = new_post()
    first = begun(write)
    assert attempts.begin([write.id])
    assert not attempts.defer([first], "late", delay_ms=0, refund=True)
    assert journal.get(write.id).attempts == 2
    assert not attempts.begin([write.id])


def test_d2b_what_is_given_up_while_an_attempt_is_under_way_is_dead_and_never_takes_effect(
    system: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = new_post("Too late")
    for _ in range(system.attempts_max - 1):
        begun(write)
    real = documents.new_item

    def overtaken(*asked: object) -> object:
        # The last attempt is in the middle of its transaction when its lease has run out, and somebody gives it up.
        monkeypatch.setattr(documents, "new_item", real)
        store().hset(key("write", write.id), "lease_ms", 0)
        carry_out(write)
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "new_item", overtaken)
    assert carry_out(write).state == "dead"
    assert collection("posts").count_documents({}) == 0
    assert backlog.replay(write.id) == "post.create"
    assert (carry_out(write).state, collection("posts").count_documents({})) == ("applied", 1)


def test_d2b_what_was_committed_is_applied_and_not_given_up(system: Settings) -> None:
    write = new_post("In time")
    for _ in range(system.attempts_max):
        last = begun(write)
    ledger.once([last], lambda session, writes: [ledger.Outcome(None)])
    assert carry_out(write).state == "applied"


def test_d2b_a_refusal_stays_the_same_when_its_receipt_was_lost() -> None:
    post = carry_out(new_post())
    late = edit_post(post.resource_id, title="late", if_rev=3)
    refused = ledger.refuse(begun(late), Problem(ProblemKind.CHANGED_MEANWHILE, "The revision is 1 now, not 3."))
    # By now it would be in order; but it may have been told that it is not.
    carry_out(edit_post(post.resource_id, title="one"))
    carry_out(edit_post(post.resource_id, title="two"))
    ended = carry_out(late)
    assert (ended.state, ended.problem) == ("rejected", refused.as_dict())  # type: ignore[union-attr]


def test_d2b_a_refusal_is_noted_before_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    post = carry_out(new_post())
    late = edit_post(post.resource_id, title="late", if_rev=3)
    with monkeypatch.context() as dying:
        dying.setattr(attempts, "finish", Mock(side_effect=Crash))
        with pytest.raises(Crash):
            carry_out(late)
    store().hset(key("write", late.id), "lease_ms", 0)
    # By now it would be in order; but whoever comes next finds that it was refused.
    carry_out(edit_post(post.resource_id, title="one"))
    carry_out(edit_post(post.resource_id, title="two"))
    assert state_of(carry_out(late)) == "rejected"


def test_a_write_is_not_given_up_while_mongodb_cannot_say_whether_it_was_applied(
    system: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = new_post()
    for _ in range(system.attempts_max):
        begun(write)

    def unavailable(*_: object) -> None:
        raise AutoReconnect

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "transact", unavailable)
        assert carry_out(write).state == "accepted"
    assert carry_out(write).state == "dead"


# The edge is that of the document (16 MiB); the largest is beyond what one message to MongoDB may hold.
@pytest.mark.parametrize("content", ["x" * (16 * 2**20 - 200), "x" * 2**24, "x" * 50_000_000, 2**70, "\ud800"])
def test_field_1_what_can_never_be_stored_is_rejected_with_a_reason_at_the_first_attempt(
    content: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = {"content": content, "content_html": "", "mentions": []}
    monkeypatch.setattr("core.content.mentions.rich", lambda _, contents: dict.fromkeys(contents, text))
    ended = carry_out(new_post())
    assert (ended.state, ended.attempts) == ("rejected", 1)
    assert ended.problem and (ended.problem["status"], ended.problem["title"]) == (422, "Cannot be stored")


def forget(write: Write) -> None:
    """What a restored journal does not know of."""
    for name in [*keys_like(store(), "claim:*"), key("write", write.id)]:
        store().delete(name)


def forgotten_by_the_journal(make: Callable[[], Write]) -> tuple[Write, Write]:
    """A write that was applied, and the same request again after a journal was restored that does not know of it."""
    first = carry_out(make())
    forget(first)
    return first, make()


def test_d1_a_create_that_a_restored_journal_has_forgotten_is_recognised_by_the_ledger() -> None:
    post = carry_out(new_post())
    first, second = forgotten_by_the_journal(lambda: new_comment(post.resource_id, idempotency_key="once"))
    assert second.id != first.id
    ended = carry_out(second)
    assert (ended.state, ended.resource_id) == ("applied", first.resource_id)
    stored = collection("posts").find_one({"_id": post.resource_id})
    assert stored and stored["comment_count"] == 1 == collection("comments").count_documents({})
    assert carry_out(second).resource_id == first.resource_id


def test_d1_another_request_with_a_key_that_the_journal_has_forgotten_is_refused() -> None:
    first, second = forgotten_by_the_journal(lambda: new_post("One", idempotency_key="once"))
    forget(second)
    ended = carry_out(new_post("Two", idempotency_key="once"))
    assert ended.state == "rejected" and ended.problem and ended.problem["title"] == "Idempotency conflict"
    forget(ended)
    assert carry_out(new_post("One", idempotency_key="once")).resource_id == first.resource_id


def test_d1_a_key_whose_time_is_over_is_free_again(configure: Callable[..., Settings], system: Settings) -> None:
    first, second = forgotten_by_the_journal(lambda: new_post("One", idempotency_key="once"))
    collection("ledger").update_one({"_id": first.id}, [{"$set": {"at": {"$subtract": ["$at", 90_000_000]}}}])
    assert carry_out(second).resource_id == second.resource_id != first.resource_id
