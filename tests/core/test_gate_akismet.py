"""Akismet: it is asked whether a text is spam, with where that came from, which nothing keeps."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from core.content.gate import akismet, judging
from core.content.gate.rules import Facts
from core.platform.settings import Settings
from core.servers.mongo import db
from tests.support.held import insert_moderator
from tests.support.journal_writes import ADA, accept, carry_out, insert_user, new_post
from tests.support.judge import Judge

ADDRESS, BROWSER = "192.0.2.77", "Mozilla/5.0 (Spam)"


@pytest.fixture
def judge(configure: Callable[..., Settings], system: Settings) -> Iterator[Judge]:
    insert_user(ADA, "Ada")
    started = Judge()
    started.answer = b"false"
    configure(gate_akismet_key="a key", gate_akismet_url=started.url, gate_hook_s=1, site_url="https://example.org")
    yield started
    started.stop()


def sent(kind: str = "post.create", actor: str = ADA, resource_id: str = "", **fields: Any) -> dict[str, Any]:
    """What came of a write of this kind that somebody has sent."""
    more = judging.judged(actor, Facts(), akismet.origin(ADDRESS, BROWSER))
    body = fields or {"title": "A title", "content": "Some content"}
    write = accept(kind, actor, body | more, **({"resource_id": resource_id} if resource_id else {}))
    return {"held": carry_out(write).held, "id": write.resource_id}


def test_it_is_asked_as_its_protocol_says(judge: Judge) -> None:
    post = sent()
    assert post["held"] == ()
    ((_, body),) = judge.asked
    asked = dict(parse_qsl(body.decode(), strict_parsing=True))
    about = {"api_key": "a key", "blog": "https://example.org", "blog_charset": "UTF-8", "comment_author": "Ada"}
    about |= {"user_ip": ADDRESS, "user_agent": BROWSER, "comment_type": "forum-post"}
    assert asked == about | {"comment_content": "A title\nSome content"}
    comment = sent("comment.create", post_id=post["id"], content="A comment")
    sent("comment.create", post_id=post["id"], content="A reply", parent_id=comment["id"])
    sent("post.edit", resource_id=post["id"], changes={"title": "Another"})
    types = [dict(parse_qsl(body.decode())) for _, body in judge.asked[1:]]
    assert [each["comment_type"] for each in types] == ["comment", "reply", "forum-post"]
    assert [each["comment_content"] for each in types] == ["A comment", "A reply", "Another"]
    assert [each.get("recheck_reason") for each in types] == [None, None, "edit"]


@pytest.mark.parametrize(
    ("status", "answer", "rule"),
    [
        (200, b"true", "akismet"),
        (200, b"invalid", "akismet_no_answer"),
        (200, b"", "akismet_no_answer"),
        (500, b"false", "akismet_no_answer"),
        (302, b"false", "akismet_no_answer"),
        (200, b"false" * 99_999, "akismet_no_answer"),
    ],
)
def test_what_is_spam_is_held_and_so_is_what_it_says_nothing_about(
    judge: Judge, status: int, answer: bytes, rule: str
) -> None:
    judge.status, judge.answer = status, answer
    assert sent()["held"] == (rule,)


def test_one_that_hangs_or_is_gone_holds(judge: Judge) -> None:
    judge.is_hanging.set()
    assert sent()["held"] == ("akismet_no_answer",)
    judge.stop()
    assert sent()["held"] == ("akismet_no_answer",)


def test_nothing_of_where_it_came_from_is_stored(judge: Judge) -> None:
    judge.answer = b"true"
    held = sent()["id"]
    judge.answer = b"false"
    shown = sent()["id"]
    database = db()
    everything = [doc for name in database.list_collection_names() for doc in database[name].find()]
    assert {held, shown} <= {doc["_id"] for doc in everything}
    assert ADDRESS not in str(everything) and BROWSER not in str(everything)


def test_it_is_not_asked_about_moderators_nor_about_what_was_accepted_before(judge: Judge) -> None:
    assert sent(actor=insert_moderator())["held"] == ()
    assert carry_out(new_post()).held == ()
    assert judge.asked == []


def test_it_is_asked_beside_a_judge_of_ones_own(judge: Judge, configure: Callable[..., Settings]) -> None:
    other = Judge()
    other.answer = b'{"points": 3}'
    judge.answer = b"true"
    configure(
        gate_akismet_key="a key",
        gate_akismet_url=judge.url,
        gate_hook_url=other.url,
        gate_hook_secret="of the judge",
    )
    assert sent()["held"] == ("akismet", "outside")
    other.stop()
