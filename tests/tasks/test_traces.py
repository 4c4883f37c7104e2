"""What becomes of writes that are traced, each in its own trace, when workers carry them out together."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import SpanProcessor

from core.content.chat import messages
from core.platform import traces
from core.platform.settings import Settings
from core.platform.tracer import Tracer
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import events, journal
from core.writes.journal import Write
from realtime import chat_commands
from tasks.effects.kinds import KINDS
from tasks.writes import submit
from tests.support.conversations_api import start
from tests.support.journal_writes import ADA, carry_out, carry_out_together, insert_user, new_post
from tests.support.remembered import Remembered, id_of, links_of, parent_of, remembering, trace_of
from tests.support.users import SignedIn


@pytest.fixture
def remembered(system: Settings) -> Iterator[Remembered]:
    insert_user(ADA)
    with remembering() as spans:
        yield spans


def new_traced_post(title: str = "A title") -> Write:
    return submit("post.create", ADA, {"title": title, "content": "Some content"})


def test_writes_of_a_batch_stay_in_their_traces_and_link_to_the_batch(remembered: Remembered) -> None:
    writes = [new_traced_post(), new_post(), new_traced_post()]
    assert carry_out_together(writes)["applied"] == 3
    accepted = remembered.spans("accept")
    batch, *others = remembered.spans("apply batch")
    applied = remembered.spans("apply post.create")
    assert not others and len({trace_of(span) for span in accepted}) == 2 == len(applied)
    assert [trace_of(span) for span in applied] == [trace_of(span) for span in accepted]
    assert [parent_of(span) for span in applied] == [id_of(span) for span in accepted]
    # The batch is in the trace of the first; the other one's leads to it, and is led to.
    assert (parent_of(batch), links_of(batch)) == (id_of(accepted[0]), [id_of(accepted[1])])
    assert [links_of(span) for span in applied] == [[id_of(batch)]] * 2
    assert [span.attributes["social.write"] for span in applied if span.attributes] == [writes[0].id, writes[2].id]


def test_a_batch_without_a_traced_write_is_no_span(remembered: Remembered) -> None:
    assert carry_out_together([new_post(), new_post()])["applied"] == 2
    assert remembered.spans() == []


def test_a_batch_that_is_split_is_below_the_one_it_was_of(
    remembered: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    effect = KINDS["post.create"]

    def fail(session: Any, writes: list[Write]) -> Any:
        if any(write.body["title"] == "Poison" for write in writes):
            raise ZeroDivisionError("Some private text")
        return effect(session, writes)

    monkeypatch.setitem(KINDS, "post.create", fail)
    carry_out_together([new_traced_post(), new_traced_post("Poison")])
    first, second, whole = remembered.spans("apply batch")
    assert parent_of(first) == parent_of(second) == id_of(whole)
    came = [span.attributes and span.attributes["social.came"] for span in remembered.spans("apply post.create")]
    assert came == ["applied", "failed"]
    assert [span.status.is_ok for span in remembered.spans("apply post.create")] == [True, False]
    assert "Some private text" not in remembered.text() and "Poison" not in remembered.text()


def test_a_replayed_or_repeated_write_keeps_its_trace(remembered: Remembered) -> None:
    write = new_traced_post()
    with remembering():
        again = submit("post.create", ADA, {"title": "Another", "content": "Some content"})
    assert journal.get(write.id).traceparent == write.traceparent != again.traceparent
    (accepted,) = remembered.spans("accept")
    assert traces.id_in(write.traceparent) == f"{trace_of(accepted):032x}"


def test_a_message_from_a_socket_begins_a_trace_which_its_early_event_has_and_shows_to_nobody(
    sign_up: Callable[..., SignedIn],
) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    asked = {"conversation_id": start(ada, bob).rpartition("/")[2], "content": "Hello"}
    with remembering() as remembered:
        chat_commands.send(ada.id, "request-of-a-socket", asked)
    (accepted,), event = remembered.spans("accept message.create"), events.since(0)[-1]
    assert (event.kind, parent_of(accepted)) == ("message.new", 0)
    assert traces.id_in(event.traceparent) == f"{trace_of(accepted):032x}"
    assert "traceparent" not in str([event.public(), messages.payload(event)])


def test_off_a_write_that_was_traced_is_carried_out_all_the_same(remembered: Remembered) -> None:
    write = new_traced_post()
    traces.use(None)
    assert store().hexists(key("write", write.id), "traceparent")
    assert carry_out(write).state == "applied"
    assert remembered.spans("apply") == []
    # Its receipt is for its owner, and says nothing of it.
    assert not store().hexists(key("write", write.id), "traceparent")


class EndlessProcessor(SpanProcessor):
    """Its shutdown does not return before it may."""

    def __init__(self) -> None:
        self.called, self.may_return = threading.Event(), threading.Event()

    def shutdown(self) -> None:
        self.called.set()
        self.may_return.wait()


def test_a_process_does_not_wait_for_a_collector_when_it_ends(system: Settings) -> None:
    endless = EndlessProcessor()
    tracer = Tracer("test", endless)
    with tracer.begin("something", "internal", ""):
        pass
    tracer.flush()
    assert endless.called.is_set() and not endless.may_return.is_set()
    endless.may_return.set()


def test_a_process_without_a_span_has_nothing_to_send(system: Settings) -> None:
    endless = EndlessProcessor()
    Tracer("test", endless).flush()
    assert not endless.called.is_set()
