"""The operator's own judge: it is asked about a text before that is stored, which is held if it does not answer."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator

import pytest

from core.platform.settings import Settings
from tests.support.held import insert_moderator
from tests.support.journal_writes import ADA, accept, carry_out, carry_out_together, edit_post, insert_user, new_post
from tests.support.judge import Judge

SECRET = "of the judge"


@pytest.fixture
def judge(configure: Callable[..., Settings], system: Settings) -> Iterator[Judge]:
    insert_user(ADA)
    started = Judge()
    configure(gate_hook_url=started.url, gate_hook_secret=SECRET, gate_hook_s=1)
    yield started
    started.stop()


def test_it_is_asked_about_the_text_and_signs_are_those_of_webhooks(judge: Judge) -> None:
    write = new_post("A title")
    assert carry_out(write).held == ()
    ((headers, body),) = judge.asked
    text = {"title": "A title", "content": "Some content"}
    assert json.loads(body) == {"id": write.id, "kind": "post.create", "author_id": ADA, "text": text}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    code = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{code}"


def test_its_points_are_added_to_those_of_the_rules(judge: Judge) -> None:
    judge.answer = b'{"points": 2, "why": "tone"}'
    assert carry_out(new_post()).held == ()
    gate = {"scores": {"new_account": 1}, "held": False}
    body = {"title": "t", "content": "c", "gate": gate}
    assert carry_out(accept("post.create", ADA, body)).held == ("new_account", "outside")
    judge.answer = b'{"points": 3}'
    both = [new_post(), new_post()]
    assert carry_out_together(both)["applied"] == 2
    assert carry_out(new_post()).held == ("outside",)


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, b""), (302, b'{"points": 0}'), (200, b"no"), (200, b'{"points": -1}'), (200, b"{}"), (200, b" " * 99_999)],
)
def test_what_is_no_answer_holds(judge: Judge, status: int, answer: bytes) -> None:
    judge.status, judge.answer = status, answer
    assert carry_out(new_post()).held == ("outside_no_answer",)


def test_a_judge_that_hangs_or_is_gone_holds(judge: Judge) -> None:
    judge.is_hanging.set()
    assert carry_out(new_post()).held == ("outside_no_answer",)
    judge.stop()
    assert carry_out(new_post()).held == ("outside_no_answer",)


def test_an_edit_is_judged_by_what_it_says(judge: Judge) -> None:
    post = carry_out(new_post())
    judge.answer = b'{"points": 9}'
    assert carry_out(edit_post(post.resource_id, title="Worse")).held == ("outside",)
    assert json.loads(judge.asked[-1][1])["text"] == {"title": "Worse"}


def test_it_is_not_asked_about_moderators_nor_about_what_is_held_anyway(judge: Judge) -> None:
    assert carry_out(new_post(actor=insert_moderator())).held == ()
    gate = {"scores": {"words": 3}, "held": True}
    assert carry_out(accept("post.create", ADA, {"title": "t", "content": "c", "gate": gate})).held == ("words",)
    assert judge.asked == []


def test_a_judge_needs_a_secret(configure: Callable[..., Settings]) -> None:
    with pytest.raises(ValueError, match="GATE_HOOK_URL needs it"):
        configure(gate_hook_url="http://127.0.0.1:1/")
