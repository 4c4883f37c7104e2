"""Mentions: what of a text is one, how it is shown, who is told of it, and that they are told once."""

from typing import Any

import pytest

from core.content import mentions
from core.platform import markdown
from core.platform.markdown_mentions import LINKS_MAX
from core.platform.problems import Problem
from core.platform.settings import Settings, settings
from core.servers.mongo import collection
from core.servers.mqtt import topic_of
from core.servers.sharding.filters import partition
from core.writes import events
from core.writes.announcements import Announcer
from core.writes.journal import Write
from tests.support.journal_writes import ADA, BOB, accept, carry_out, carry_out_together, insert_user, stored

EVE, GRACE = "e" * 24, "f" * 24
PEOPLE = {"ada": ADA, "bob": BOB, "eve": EVE, "grace": GRACE}
LINK = f'<a href="/users/{BOB}" rel="nofollow ugc noopener noreferrer">'


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    for handle, user_id in PEOPLE.items():
        insert_user(user_id, handle)
        collection("handles").insert_one({"_id": handle, "user_id": user_id, "until": None})


def text(noun: str, content: str, post_id: str = "") -> Write:
    """An accepted post or comment of Ada's with this content."""
    body = {"title": "A title"} if noun == "post" else {"post_id": post_id}
    return accept(f"{noun}.create", ADA, body | {"content": content})


def edited(noun: str, item_id: str, content: str) -> Write:
    return accept(f"{noun}.edit", ADA, {"changes": {"content": content}}, resource_id=item_id)


@pytest.fixture(params=["post", "comment"])
def noun(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made(noun: str, content: str) -> str:
    """The id of something of Ada's with this content."""
    post_id = carry_out(text("post", "Nothing")).resource_id if noun == "comment" else ""
    return carry_out(text(noun, content, post_id)).resource_id


def told() -> list[tuple[str, str]]:
    """Each event of a mention: its one room, and what mentions."""
    found = [each for each in events.since(0) if each.kind == "mention.created"]
    assert all(len(each.rooms) == 1 and each.body["actor_id"] == ADA for each in found)
    return [(min(each.rooms), str(each.body.get("comment_id", each.body["post_id"]))) for each in found]


def rooms(*user_ids: str) -> list[str]:
    return [f"user:{each}" for each in user_ids]


@pytest.mark.parametrize(
    ("content", "handles"),
    [
        ("Hello @Bob, and @eve!", ["bob", "eve"]),
        ("**@bob** *@bob* (@bob) # @bob\n\n> @bob", ["bob"]),
        ("| a |\n|---|\n| @bob |", ["bob"]),
        ("`@bob`\n\n```\n@bob\n```\n\n    @bob", []),
        ("[@bob](https://example.org) [and *@bob*](https://example.org)", []),
        ("ada@bob.example bob@example.org @bob@example.org", []),
        ("https://example.org/@bob <https://example.org/@bob> www.example.org/@bob", []),
        ("\\@bob a@bob @@bob /@bob", []),
        ("@bo @" + "b" * 31, []),
        # Cyrillic letters that look like Latin ones, and an accent.
        ("@b\u043eb @bob\u0430 @bob\u0301", []),
    ],
)
def test_what_is_a_mention_and_what_is_not(content: str, handles: list[str]) -> None:
    assert markdown.mentioned(content) == handles
    assert ('<a href="/users/' in markdown.render(content, PEOPLE)) == bool(handles)


def test_a_mention_leads_to_the_person_and_is_stored(noun: str) -> None:
    item_id = made(noun, "Hello @Bob, @nobody and @bob")
    item = stored(f"{noun}s", item_id)
    assert item["content_html"] == f"<p>Hello {LINK}@Bob</a>, @nobody and {LINK}@bob</a></p>\n"
    assert (item["mentions"], item["told"]) == ([BOB], [BOB])
    assert told() == [(*rooms(BOB), item_id)]


def test_html_with_mentions_is_bounded() -> None:
    html = markdown.render("@bob " * 2000, PEOPLE)
    assert html.count("<a ") == LINKS_MAX and len(html) < markdown.GROWTH * 10_000 + markdown.HEADROOM
    assert html.count("@bob") == 2000


def test_a_mention_does_not_hide_that_something_is_missing() -> None:
    assert "unused" in markdown.render("@bob\n\n[x]: https://example.org 'unused'", PEOPLE)


def test_who_is_mentioned_is_told_once_however_often_it_is_edited_or_carried_out(noun: str) -> None:
    item_id = made(noun, "@bob")
    for content in ("@bob and @eve", "nobody", "@bob @eve again"):
        write = edited(noun, item_id, content)
        assert [carry_out(write).state for _ in range(2)] == ["applied"] * 2
    assert told() == [(room, item_id) for room in rooms(BOB, EVE)]
    assert stored(f"{noun}s", item_id)["mentions"] == [BOB, EVE]


def test_an_older_edit_that_is_carried_out_later_tells_nobody(noun: str) -> None:
    item_id = made(noun, "Nothing")
    older, newer = edited(noun, item_id, "@bob"), edited(noun, item_id, "@eve")
    for write in (newer, older):
        carry_out(write)
    assert [room for room, _ in told()] == rooms(EVE) and stored(f"{noun}s", item_id)["mentions"] == [EVE]


def test_who_blocks_the_author_is_not_told_and_nobody_is_told_of_themselves(noun: str) -> None:
    pair = f"{BOB}:{ADA}"
    block: Any = {"_id": pair, "p": partition(pair), "blocker_id": BOB, "blocked_id": ADA, "at_ms": 1}
    collection("blocks").insert_one(block)
    item = stored(f"{noun}s", made(noun, "@bob @ada @eve"))
    assert item["mentions"] == [ADA, EVE] and item["content_html"].count("<a ") == 3
    assert [room for room, _ in told()] == rooms(EVE)


def test_a_batch_tells_of_each_mention_in_it() -> None:
    writes = [text("post", content) for content in ("@bob", "plain", "@eve @bob", "@grace")]
    assert carry_out_together(writes) == {"applied": 4}
    assert sorted(told()) == sorted(
        [(room, write.resource_id) for write, found in zip(writes, ("b", "", "eb", "f"), strict=True)
         for each in found for room in rooms(each * 24)]
    )  # fmt: skip


def test_each_event_waits_for_the_broker_under_an_id_of_its_own_and_has_the_topic_of_its_person() -> None:
    write = carry_out(text("post", "@bob @eve"))
    pending = [each for each in Announcer().pending(10) if each["type"] == "mention.created"]
    assert [topic_of(each) for each in pending] == [f"social/v1/users/{each}" for each in (BOB, EVE)]
    ids = {write.id, *(each["id"] for each in pending)}
    assert len(ids) == 3 and {partition(each) for each in ids} == {partition(write.id)}


def test_an_item_that_is_edited_for_ever_tells_only_so_many(noun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "TOLD_MAX", 2)
    item_id = made(noun, "@bob")
    for content in ("@eve", "@grace"):
        carry_out(edited(noun, item_id, content))
    assert [room for room, _ in told()] == rooms(BOB, EVE) and stored(f"{noun}s", item_id)["mentions"] == [GRACE]


@pytest.mark.parametrize(("count", "is_refused"), [(0, False), (20, False), (21, True), (1000, True)])
def test_a_text_mentions_only_so_many(count: int, is_refused: bool) -> None:
    content = " ".join([f"@u{n:04d}" for n in range(count)] * (2 if count < 100 else 1)) + " `@more` @u0000"
    if not is_refused:
        mentions.check_count(content)
        return
    with pytest.raises(Problem, match=f"at most {settings().mentions_max} different people") as refused:
        mentions.check_count(content)
    assert refused.value.status == 422 and refused.value.errors[0]["pointer"] == "/content"


def test_what_was_accepted_without_a_limit_is_carried_out_with_one() -> None:
    content = " ".join(f"@u{n:04d}" for n in range(1000)) + " @bob"
    assert stored("posts", carry_out(text("post", content)).resource_id)["mentions"] == []


def test_a_former_handle_still_means_its_person() -> None:
    for handle, actor in (("bobby", BOB), ("grace_h", GRACE)):
        carry_out(accept("user.rename", actor, {"changes": {"handle": handle}}, resource_id=actor))
    assert stored("posts", made("post", "@bobby @grace"))["mentions"] == [BOB, GRACE]


def test_a_placeholder_mentions_nobody() -> None:
    post_id = carry_out(text("post", "c")).resource_id
    comment = carry_out(text("comment", "@bob", post_id)).resource_id
    carry_out(accept("comment.create", BOB, {"post_id": post_id, "content": "reply", "parent_id": comment}))
    carry_out(accept("comment.delete", ADA, {}, resource_id=comment))
    assert (stored("comments", comment)["removed"], stored("comments", comment)["mentions"]) == (True, [])
