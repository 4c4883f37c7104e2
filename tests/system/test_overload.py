"""Too much at once: acceptance slows down before writes wait for long, and a full journal refuses and loses nothing."""

from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from redis.exceptions import OutOfMemoryError

from core.platform.clock import now_ms
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import announcements, backlog, journal, journal_room
from core.writes.context import Context
from deploy.local.servers import POLICIES
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_post
from tests.support.keys import keys_like
from tests.support.servers import ServerAddresses
from tests.support.users import SignedIn

POST = {"title": "A title", "content": "Some content"}


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def untried_since(seconds: float) -> None:
    """As if the oldest write that nobody has attempted yet had been accepted so long ago."""
    applied_before(60)
    write = new_post()
    store().zadd(key("writes:untried:posts"), {write.id: now_ms() - seconds * 1000})


def applied_before(seconds: float) -> None:
    store().hset(key("progress"), "posts", int(now_ms() - seconds * 1000))


def refused(tries: int = 60) -> int:
    return sum(is_refused() for _ in range(tries))


def is_refused() -> bool:
    try:
        new_post()
    except Problem as problem:
        return (problem.status, problem.retry_after_s) == (503, 5)
    return False


def test_d7_acceptance_slows_with_the_age_of_the_oldest_write_that_waits(system: Settings) -> None:
    shares = []
    for seconds in (
        system.slow_after_s - 5,
        (system.slow_after_s + system.stop_after_s) / 2,
        system.stop_after_s + 1,
    ):
        untried_since(seconds)
        applied_before(0)
        shares.append(refused())
    assert shares[0] == 0 and 10 < shares[1] < 50 and shares[2] == 60


def test_d7_nothing_is_refused_for_its_age_while_nothing_is_applied_at_all(system: Settings) -> None:
    untried_since(system.stop_after_s * 10)
    applied_before(60)
    assert refused() == 0


def test_d7_a_write_that_was_attempted_or_waits_in_a_chain_slows_nobody_down(system: Settings) -> None:
    carry_out(edit_post("0" * 24, title="of nothing"))
    write = new_post()
    assert store().zrange(key("writes:untried:posts"), 0, -1) == [write.id.encode()]
    carry_out(write)
    for _ in range(2):
        journal.accept("post.create", ADA, POST, look=lambda: Context(ordering_key="talk"))
    assert store().zcard(key("writes:untried:posts")) == 1


def test_d7_a_repeated_request_is_never_refused(system: Settings) -> None:
    first = new_post(idempotency_key="one")
    untried_since(system.stop_after_s + 1)
    applied_before(0)
    assert refused(1) == 1
    assert new_post(idempotency_key="one").id == first.id


@pytest.fixture
def full_journal(servers: ServerAddresses, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """`full_journal()`: let the journal have no memory left; it has again when the test ends."""
    monkeypatch.setattr(journal_room, "_seen", (0.0, False))
    with Redis.from_url(servers.journal_url, decode_responses=True) as admin:
        before = admin.config_get("maxmemory")["maxmemory"]
        yield lambda: admin.config_set("maxmemory", 1)
        admin.config_set("maxmemory", before)


def test_d6_a_full_journal_refuses_what_is_new_and_carries_out_what_it_has(
    sign_up: Callable[..., SignedIn], full_journal: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = sign_up()
    kept = new_post()
    full_journal()
    monkeypatch.setattr(journal_room, "LOOK_EVERY_S", 0)
    with pytest.raises(OutOfMemoryError):
        store().set(key("more"), 1)
    answer = user.post("/posts", POST)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert backlog.totals()["accepted"] == 1 == backlog.totals()["pending"]
    assert user.get("/posts").status_code == 200
    # To work off what waits is what makes room.
    assert carry_out(kept).state == "applied"
    assert carry_out(edited := journal.get(kept.id)).state == "applied" == edited.state


def test_d6_every_journal_is_limited_and_evicts_nothing(servers: ServerAddresses) -> None:
    policy = (POLICIES / "redis/journal.conf").read_text()
    with Redis.from_url(servers.journal_url, decode_responses=True) as admin:
        limit = int(admin.config_get("maxmemory")["maxmemory"])
        assert admin.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert "\nmaxmemory " in policy and limit > 0
    compose = (POLICIES.parent / "docker-compose.yml").read_text()
    service = compose[compose.index("\n  journal:") :]
    assert "mem_limit: 1g" in service[: service.index("\n\n")]
    # The kernel must not be the one to say that it is full: a rewrite of the log needs memory besides.
    assert limit <= 0.7 * 2**30


def bytes_of_receipts() -> int:
    patterns = ("write:*", "story:*", "event:*", "claim:*")
    return sum(int(store().memory_usage(name)) for each in patterns for name in keys_like(store(), each))


@pytest.mark.parametrize("has_key", [False, True])
def test_d6_a_finished_write_takes_less_than_a_kilobyte(has_key: bool) -> None:
    count = 50
    for n in range(count):
        keyed = {"idempotency_key": f"6f1c2b7e-0000-4000-8000-{n:012}"} if has_key else {}
        write = carry_out(new_post("A title " * 20, request_id="f" * 24, **keyed))
        announcements.confirm([write.id])
    assert 100 < bytes_of_receipts() / count < 800


def test_d6_a_nearly_full_journal_takes_nothing_new_and_leaves_room_for_the_broker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal_room, "_seen", (0.0, False))
    monkeypatch.setattr(journal_room, "used_share", lambda: 0.91)
    with pytest.raises(Problem) as refused_with:
        new_post()
    assert (refused_with.value.status, backlog.totals()["accepted"]) == (503, 0)
    store().set(key("more"), 1)
