"""With several partitions: each event is copied into the one log once, and those of a partition in their order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.platform.settings import Settings, settings
from core.servers.partitions import prefixes, tag_of
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes import events, outbox
from core.writes.announcements import Announcer
from core.writes.journal import Write
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_comment, new_post
from tests.support.keys import keys_like

COPIERS = 3


@pytest.fixture(autouse=True)
def apart(configure: Callable[..., Settings], system: Settings) -> None:
    """Four partitions, and an author."""
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=4)
    insert_user(ADA)


def leave_to_others(patched: pytest.MonkeyPatch) -> None:
    """Whoever ends a write copies nothing, as if it had died."""
    patched.setattr(outbox, "prefix_beside", lambda: "")
    patched.setattr(outbox, "copy", lambda _: 0)


def logged() -> list[str]:
    return [event.id for event in events.since(0)]


def pending() -> list[str]:
    return [str(event["id"]) for event in Announcer().pending(100)]


def test_each_event_of_each_partition_is_in_the_log_when_its_write_has_ended() -> None:
    posts = [carry_out(new_post()) for _ in range(8)]
    comments = [carry_out(new_comment(post.resource_id)) for post in posts]
    assert len({post.resource_id[8:10] for post in posts}) == 8
    assert logged() == [write.id for write in [*posts, *comments]]
    assert [event.seq for event in events.since(0)] == list(range(1, 17))
    assert not keys_like(store(), "outbox")


def test_what_a_worker_did_not_copy_the_announcer_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        leave_to_others(patched)
        posts = [carry_out(new_post()) for _ in range(4)]
    assert logged() == []
    assert sorted(pending()) == sorted(logged()) == sorted(post.id for post in posts)


def test_the_number_that_is_announced_is_that_of_the_log() -> None:
    posts = [carry_out(new_post()) for _ in range(4)]
    told = {str(event["id"]): event["seq"] for event in Announcer().pending(100)}
    shown = {event.id: event.public()["seq"] for event in events.since(0)}
    assert told == shown and set(told) == {post.id for post in posts}


@examples(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["write", *range(COPIERS)]), max_size=30))
def test_whoever_copies_and_however_late_each_event_comes_once_and_in_order(steps: list[str | int]) -> None:
    """A copier reads outboxes at one step and copies what it read at its next one, when others have done so as well."""
    store().delete(*(keys_like(store()) or [b"none"]))
    written: list[Write] = []
    read: dict[int, dict[str, list[bytes]]] = {}
    for step in steps:
        if step == "write":
            post_id = written[0].resource_id if written and len(written) % 2 else ""
            with pytest.MonkeyPatch.context() as patched:
                leave_to_others(patched)
                written.append(carry_out(edit_post(post_id, title=f"{len(written)}") if post_id else new_post()))
        elif step in read:
            for prefix, lines in read.pop(int(step)).items():
                script(store(), "copy_events")(settings().events_kept, tag_of(prefix), len(lines), *lines)
        else:
            found = {prefix: store().zrange(f"{prefix}outbox", 0, -1) for prefix in prefixes()}
            read[int(step)] = {prefix: lines for prefix, lines in found.items() if lines}
    outbox.copy(prefixes())
    assert sorted(logged()) == sorted(write.id for write in written)
    for prefix in prefixes():
        of_one = [write.id for write in written if key("write", write.id).startswith(prefix)]
        assert [each for each in logged() if each in of_one] == of_one


def test_many_who_copy_at_once_copy_each_event_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        leave_to_others(patched)
        posts = [carry_out(new_post()) for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        copied = sum(pool.map(lambda _: outbox.copy(prefixes()), range(8)))
    assert copied == len(posts) and sorted(logged()) == sorted(post.id for post in posts)
