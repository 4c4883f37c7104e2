"""The gate learns: what is like what moderators have found to be spam waits for them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core.content.gate import learned, learning
from core.content.gate.lessons import WORDS_MAX, words_of
from core.platform.ids import new_id
from core.platform.settings import Settings
from core.schemas.lessons import StoredLesson
from core.servers.mongo import collection
from core.servers.sharding.filters import partition
from core.writes.journal import Write
from tasks import learning as learning_tasks
from tests.support.held import approve, insert_moderator, reject
from tests.support.journal_writes import ADA, BOB, accept, carry_out, edit_post, insert_user, new_post, report

SPAM, FINE = "Cheap pills, buy them now at our pharmacy", "The train to Vienna was late again this morning"
MO = "d" * 24


@pytest.fixture(autouse=True)
def people(configure: Callable[..., Settings], system: Settings) -> None:
    for person in (ADA, BOB):
        insert_user(person)
    insert_moderator(MO)
    configure(gate_learn=True)
    learned._weights.cache_clear()


def lesson(text: str, *, is_spam: bool) -> None:
    """One that is remembered."""
    item_id = new_id()
    about: StoredLesson = {
        "_id": item_id,
        "p": partition(item_id),
        "author_id": BOB,
        "words": words_of(text),
        "is_spam": is_spam,
        "at": datetime.now(UTC),
    }
    collection("lessons").insert_one(about)


def lessons(count: int = learning.LESSONS_MIN) -> None:
    """So many of each kind, each with a word of its own."""
    for n in range(count):
        lesson(f"{SPAM} offer{n}", is_spam=True)
        lesson(f"{FINE} seat{n}", is_spam=False)


def saying(content: str) -> Write:
    """A post that says this, carried out."""
    return carry_out(accept("post.create", ADA, {"title": "Hello", "content": content}))


def said() -> dict[str, bool]:
    """What is remembered, by item."""
    return {each["_id"]: each["is_spam"] for each in collection("lessons").find()}


def held_post(content: str = SPAM) -> str:
    gate = {"scores": {"words": 3}, "held": True}
    return carry_out(accept("post.create", ADA, {"title": "A title", "content": content, "gate": gate})).resource_id


def test_what_is_like_spam_is_held_and_what_is_not_is_shown() -> None:
    lessons()
    assert learning.learn() > 10
    assert saying(f"{SPAM}!").held == ("learned",)
    assert saying(FINE).held == ()
    assert saying("Quantum chromodynamics on a lattice").held == ()
    assert saying("pills").held == (), "one word is no evidence"
    assert carry_out(accept("post.create", MO, {"title": "Hello", "content": SPAM})).held == ()


def test_an_edit_that_makes_spam_of_something_is_held() -> None:
    lessons()
    learning.learn()
    post = saying(FINE).resource_id
    assert carry_out(edit_post(post, content=SPAM)).held == ("learned",)


def test_few_lessons_teach_nothing_and_what_was_learned_from_them_is_forgotten() -> None:
    lessons()
    learning.learn()
    collection("lessons").delete_many({"is_spam": True})
    assert learning.learn() == 0
    learned._weights.cache_clear()
    assert learning.stored() is None
    assert saying(SPAM).held == ()


def test_it_learns_and_remembers_nothing_while_it_is_off(configure: Callable[..., Settings]) -> None:
    lessons()
    assert learning_tasks.learn() > 10
    configure(gate_learn=False)
    assert saying(SPAM).held == ()
    assert learning_tasks.learn() == 0
    before = said()
    carry_out(reject("post", held_post(), actor=MO))
    assert said() == before


def test_what_moderators_decide_about_what_is_held_is_remembered_and_the_last_decision_counts() -> None:
    good, bad = held_post(), held_post()
    carry_out(approve("post", good, actor=MO))
    carry_out(reject("post", bad, actor=MO))
    assert said() == {good: False, bad: True}
    carry_out(approve("post", bad, rev=1, actor=MO))
    assert said() == {good: False, bad: False}
    stored = collection("lessons").find_one({"_id": good})
    assert stored and stored["words"] == sorted({"title", *words_of(SPAM)}) and stored["author_id"] == ADA


@pytest.mark.parametrize(("act", "reason", "remembered"), [
    ("dismiss", None, [False]),
    ("remove", "spam", [True]),
    ("remove", "hate", []),
])  # fmt: skip
def test_what_they_decide_about_what_was_reported_is(act: str, reason: str | None, remembered: list[bool]) -> None:
    post = saying(SPAM).resource_id
    carry_out(report("post", post))
    body = {"round": 1, "note": ""} | ({"reason": reason} if reason else {})
    carry_out(accept(f"post.{act}", MO, body, resource_id=post))
    assert list(said().values()) == remembered


def test_what_is_brought_back_was_no_spam() -> None:
    post = saying(SPAM).resource_id
    carry_out(accept("post.remove", MO, {"note": "", "reason": "spam"}, resource_id=post))
    assert said() == {post: True}
    carry_out(accept("post.restore", MO, {"note": ""}, resource_id=post))
    assert said() == {post: False}


def test_what_an_author_deletes_says_nothing() -> None:
    post = carry_out(new_post()).resource_id
    carry_out(accept("post.delete", ADA, {}, resource_id=post))
    assert said() == {}


def test_the_words_of_a_text_are_compared_without_case_accents_and_order() -> None:
    assert words_of("Zebra élan ZEBRA a 12 b-side") == ["12", "elan", "side", "zebra"]
    assert len(words_of(" ".join(f"word{n}" for n in range(2 * WORDS_MAX)))) == WORDS_MAX
