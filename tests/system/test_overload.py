"""Too much at once: acceptance slows down before writes wait for long, and a full journal refuses and loses nothing."""

from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from redis.exceptions import OutOfMemoryError

from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.servers.partitions import are_together, prefixes
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.redis_urls import node_urls
from core.writes import announcements, backlog, journal, journal_room
from core.writes.context import Context
from deploy.local.servers import POLICIES
from tasks import events, sweep, writes
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_post, states
from tests.support.keys import keys_like
from tests.support.servers import ServerAddresses
from tests.support.users import SignedIn

POST = {"title": "A title", "content": "Some content"}


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def untried_since(seconds: float) -> None:
    """As if the oldest write that nobody has attempted yet had been accepted so long ago, in each partition."""
    applied_before(60)
    write = new_post()
    for prefix in prefixes():
        store().zadd(f"{prefix}writes:untried:posts", {write.id: now_ms() - seconds * 1000})


def applied_before(seconds: float) -> None:
    for prefix in prefixes():
        store().hset(f"{prefix}progress", "posts", int(now_ms() - seconds * 1000))


def untried() -> list[bytes]:
    return [each for prefix in prefixes() for each in store().zrange(f"{prefix}writes:untried:posts", 0, -1)]


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
    assert untried() == [write.id.encode()]
    carry_out(write)
    for _ in range(2):
        new_post(resource_id=new_id("0" * 24), look=lambda: Context(ordering_key="talk"))
    assert len(untried()) == 1


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
    admins = [Redis.from_url(url, decode_responses=True) for url in node_urls(servers.journal_url)]
    before = [int(admin.config_get("maxmemory")["maxmemory"] or 0) for admin in admins]

    def limit(bytes_max: list[int]) -> None:
        for admin, each in zip(admins, bytes_max, strict=True):
            admin.config_set("maxmemory", each)

    yield lambda: limit([1] * len(admins))
    limit(before)
    for admin in admins:
        admin.close()


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


@pytest.mark.parametrize("partitions", [1, 4])
def test_d6_workers_sweeper_and_announcer_go_on_in_a_full_journal(
    configure: Callable[..., Settings], system: Settings, full_journal: Callable[[], None], partitions: int
) -> None:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=max(partitions, system.partitions))
    kept = [new_post(f"Post {n}") for n in range(10)]
    full_journal()
    # The message of who accepted them got lost.
    store().delete(key("writes:woken:posts"))
    assert sweep.sweep_writes() == ["posts"]
    assert writes.apply_writes("posts")["applied"] == 10
    sweep.sweep_events()
    assert events.announce_events() == 10
    assert states(kept) == ["applied"] * 10 and announcements.backlog()[0] == 0


def test_d6_every_journal_is_limited_and_evicts_nothing(servers: ServerAddresses) -> None:
    policy = (POLICIES / "redis/journal.conf").read_text()
    with Redis.from_url(node_urls(servers.journal_url)[0], decode_responses=True) as admin:
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
    # The names of keys are longer by that of their partition.
    assert 100 < bytes_of_receipts() / count < (800 if are_together() else 900)


def test_d6_a_nearly_full_journal_takes_nothing_new_and_leaves_room_for_the_broker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal_room, "_seen", (0.0, False))
    monkeypatch.setattr(journal_room, "used_share", lambda: 0.91)
    with pytest.raises(Problem) as refused_with:
        new_post()
    assert (refused_with.value.status, backlog.totals()["accepted"]) == (503, 0)
    store().set(key("more"), 1)
