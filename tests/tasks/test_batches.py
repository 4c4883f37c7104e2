"""Batches: what harms one write harms no other one, and what came of each is what would have come of it alone."""

from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from core.content import posts
from core.platform.ids import new_id
from core.platform.settings import Settings
from core.schemas.stored import StoredPost
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import attempts, backlog, journal, ledger, turns
from core.writes.context import Context
from core.writes.journal import Write
from tasks import writes
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    carry_out_together,
    delete,
    edit_post,
    insert_user,
    make_due,
    new_comment,
    new_post,
    states,
    stored,
)
from tests.support.keys import keys_like
from tests.support.long_form import tries
from tests.support.simulation.harness import STEPS, crash, pick
from tests.system.test_interleavings import Comments

POST = {"title": "A title", "content": "Some content"}


def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a post that is called `Poison` cannot be stored."""
    real = posts.insert

    def insert(session: Any, some: list[Write]) -> list[StoredPost]:
        if any(write.body["title"] == "Poison" for write in some):
            raise ZeroDivisionError
        return real(session, some)

    monkeypatch.setattr(posts, "insert", insert)


def test_one_poison_write_among_ninety_nine_dies_and_the_others_are_applied_at_once(
    ada: str, system: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch)
    good = [new_post(f"Post {n}") for n in range(60)]
    poison = new_post("Poison")
    good += [new_post(f"Post {n}") for n in range(60, 99)]
    assert writes.apply_writes("posts")["applied"] == 99
    assert set(states(good)) == {"applied"} and {journal.get(each.id).attempts for each in good} == {1}
    assert collection("posts").count_documents({}) == 99 == collection("ledger").count_documents({})
    for _ in range(system.attempts_max - 1):
        assert carry_out(poison).state in ("accepted", "dead")
    dead = journal.get(poison.id)
    assert (dead.state, dead.last_error, dead.attempts) == ("dead", "ZeroDivisionError", system.attempts_max)


def test_a_batch_says_of_each_write_what_would_have_come_of_it_alone(ada: str) -> None:
    insert_user(BOB, "Bob")
    post, gone = carry_out(new_post()), carry_out(new_post())
    comment = carry_out(new_comment(gone.resource_id))
    carry_out(delete("post", gone.resource_id))
    some = [
        new_comment(post.resource_id),
        new_comment(gone.resource_id),
        edit_post(post.resource_id, actor=BOB, title="Taken over"),
        edit_post(post.resource_id, title="Edited"),
        edit_post(post.resource_id, if_rev=7, title="Of another revision"),
        delete("comment", comment.resource_id),
        new_comment(post.resource_id),
    ]
    assert carry_out_together(some) == {"applied": 3, "rejected": 4}
    assert states(some) == ["applied", "rejected", "rejected", "applied", "rejected", "rejected", "applied"]
    reasons = [(journal.get(each.id).problem or {}).get("status") for each in some]
    assert reasons == [None, 404, 403, None, 412, 404, None]
    post_now = stored("posts", post.resource_id)
    assert (post_now["comment_count"], post_now["title"], post_now["rev"]) == (2, "Edited", 2)
    # What was refused has changed nothing.
    assert stored("comments", comment.resource_id)["deleted"] is False


def test_who_is_banned_is_refused_and_nobody_else_in_the_batch(ada: str) -> None:
    insert_user(BOB, "Bob")
    some = [new_post(actor=who) for who in (ADA, BOB, ADA)]
    collection("users").update_one({"_id": BOB}, {"$set": {"banned": True}})
    carry_out_together(some)
    assert states(some) == ["applied", "rejected", "applied"]


def test_what_a_batch_creates_its_later_writes_can_be_about(ada: str) -> None:
    post = new_post()
    some = [post, new_comment(post.resource_id), edit_post(post.resource_id, title="Edited"), new_post()]
    assert carry_out_together(some) == {"applied": 4}
    post_now = stored("posts", post.resource_id)
    assert (post_now["comment_count"], post_now["title"]) == (1, "Edited")


def test_a_write_that_has_to_wait_waits_and_the_others_of_its_batch_do_not(ada: str) -> None:
    creation = new_post()
    comment, other = new_comment(creation.resource_id), new_post()
    assert carry_out_together([comment, other]) == {"applied": 1, "waits": 1}
    assert (states([comment, other]), journal.get(comment.id).attempts) == (["accepted", "applied"], 0)
    assert carry_out_together([creation]) == {"applied": 1}
    # Its end has made what waited for it due.
    assert writes.apply_writes("comments")["applied"] == 1


def test_a_chain_is_one_batch_and_stays_in_order_when_that_is_split(ada: str, monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned(monkeypatch)

    def ordered(title: str) -> Write:
        about: dict[str, Any] = {"resource_id": new_id("0" * 24), "look": lambda: Context(ordering_key="talk")}
        return accept("post.create", ADA, POST | {"title": title}, **about)

    before, poison, *after = [ordered("Before"), ordered("Poison"), *(ordered(f"After {n}") for n in range(5))]
    other = new_post("Other")
    counted = writes.apply_writes("posts")
    assert (counted["applied"], counted["failed"], counted["waits"]) == (2, 1, 5)
    assert states([before, poison, other]) == ["applied", "accepted", "applied"]
    assert {(journal.get(each.id).state, journal.get(each.id).attempts) for each in after} == {("accepted", 0)}
    monkeypatch.undo()
    make_due(poison)
    turns.tell_of([poison.id], "posts")
    assert writes.apply_writes("posts")["applied"] == 6
    made = [each["title"] for each in collection("posts").find().sort("seqs") if each["title"] != "Other"]
    assert sorted(made) == sorted(["Before", "Poison", *(f"After {n}" for n in range(5))])


def test_the_same_batch_twice_is_applied_once(ada: str) -> None:
    post = carry_out(new_post())
    some = [new_comment(post.resource_id, f"Comment {n}") for n in range(10)]
    first = attempts.begin(write.id for write in some)
    for write in some:
        store().hdel(key("write", write.id), "lease_ms")
    second = attempts.begin(write.id for write in some)
    # The first attempt was overtaken: what it did counts, what it says does not.
    assert writes.carry_out(first) == {}
    assert writes.carry_out(second) == {"applied": 10}
    assert stored("posts", post.resource_id)["comment_count"] == 10
    assert collection("comments").count_documents({}) == 10


def test_two_writes_with_one_forgotten_key_in_a_batch_are_one(ada: str) -> None:
    first = new_post("Once", idempotency_key="once")
    store().delete(*keys_like(store(), "claim:*"))
    second = new_post("Once", idempotency_key="once")
    assert carry_out_together([first, second]) == {"applied": 2}
    assert journal.get(second.id).resource_id == first.resource_id != second.resource_id
    assert collection("posts").count_documents({}) == 1


def test_a_write_of_a_kind_that_is_not_known_here_waits_for_newer_code(ada: str) -> None:
    newer, known = journal.accept("poll.create", ADA, {}), new_post()
    assert carry_out_together([newer, known]) == {"applied": 1, "waits": 1}
    assert (journal.get(newer.id).attempts, journal.get(newer.id).last_error) == (0, "unknown kind poll.create")


def test_an_exhausted_write_is_given_up_and_its_batch_is_applied(ada: str, system: Settings) -> None:
    exhausted, *others = [new_post(f"Post {n}") for n in range(5)]
    store().hset(key("write", exhausted.id), "attempts", system.attempts_max)
    assert carry_out_together([exhausted, *others]) == {"applied": 4, "dead": 1}
    assert ledger.once([journal.get(exhausted.id)], lambda *_: [])[0].status == ledger.GIVEN_UP  # type: ignore[union-attr]
    assert backlog.totals() == {"accepted": 5, "applied": 4, "rejected": 0, "pending": 0, "dead": 1}


class Batches(Comments):
    """Workers take any split of the writes in batches, and die between any two steps."""

    def some(self, picks: list[int]) -> list[Write]:
        return [self.accepted[n % len(self.accepted)] for n in dict.fromkeys(picks)]

    @precondition(lambda self: self.accepted)
    @rule(picks=st.lists(pick, min_size=2, max_size=8))
    def carry_out_a_batch(self, picks: list[int]) -> None:
        carry_out_together(self.some(picks))
        for write in self.accepted:
            self.check_receipt(journal.get(write.id))

    @precondition(lambda self: self.accepted)
    @rule(picks=st.lists(pick, min_size=2, max_size=8), step=st.sampled_from(STEPS), after=st.booleans())
    def die_with_a_batch(self, picks: list[int], step: str, after: bool) -> None:
        crash(self.some(picks), step, after)
        for write in self.accepted:
            self.check_receipt(journal.get(write.id))

    @rule()
    def take_a_turn(self) -> None:
        writes.apply_writes("posts")
        for write in self.accepted:
            self.check_receipt(journal.get(write.id))


def test_any_split_into_batches_with_deaths_between_any_two_steps_ends_like_one_write_after_the_other(
    system: Settings,
) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Batches(system),  # type: ignore[arg-type]
        settings=examples(
            max_examples=tries(40, short=20),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
