"""The journal and MongoDB: whether they belong together, and what happens when one of them went back in time."""

import json
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from core.content import posts
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.redis_urls import node_urls
from core.writes import installation, journal, ledger, store_findings
from core.writes.installation import InstallationError
from tasks import installation as tasks
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_post
from tests.support.keys import keys_like
from tests.support.processes import BIN, ROOT, environment
from tests.support.servers import ServerAddresses
from web.app import create_app

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)
    installation.check_at_start()


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["admin", *words])


def title_of(post_id: str) -> bytes:
    return posts.get(post_id).body


def empty_the_journal() -> None:
    for name in keys_like(store()):
        store().delete(name)


def as_it_was(then: dict[bytes, bytes]) -> None:
    """Put a copy of the journal back."""
    empty_the_journal()
    for name, value in then.items():
        store().restore(name, 0, value)


def copy_of_the_journal() -> dict[bytes, bytes]:
    return {name: store().dump(name) for name in keys_like(store())}


def test_d1_an_edit_after_the_journal_was_restored_is_the_last_one() -> None:
    post = carry_out(new_post())
    copy = copy_of_the_journal()
    for title in ("one", "two", "three"):
        carry_out(edit_post(post.resource_id, title=title))
    as_it_was(copy)
    installation.check_at_start()
    assert carry_out(edit_post(post.resource_id, title="after")).state == "applied"
    assert b'"title":"after"' in title_of(post.resource_id)


def test_d1_an_edit_in_an_emptied_journal_is_the_last_one() -> None:
    post = carry_out(new_post())
    carry_out(edit_post(post.resource_id, title="before"))
    empty_the_journal()
    # Not even a start in between: the clock alone orders it.
    assert carry_out(edit_post(post.resource_id, title="after")).state == "applied"
    assert b'"title":"after"' in title_of(post.resource_id)


def test_d1_an_edit_is_the_last_one_also_when_the_clock_went_back_with_the_journal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = carry_out(new_post())
    copy = copy_of_the_journal()
    # What MongoDB has was accepted under a clock that is a week ahead of the journal's now.
    store().incrby(key("writes:seq"), 7 * 86_400_000_000)
    carry_out(edit_post(post.resource_id, title="before"))
    as_it_was(copy)
    installation.check_at_start()
    carry_out(edit_post(post.resource_id, title="after"))
    assert b'"title":"after"' in title_of(post.resource_id)


def test_d1_seq_grows_with_every_write_and_never_repeats() -> None:
    seqs = [new_post().seq for _ in range(200)]
    assert seqs == sorted(set(seqs))
    assert max(seqs) < 2**53


def test_d1_a_restored_journal_is_noticed_and_raised() -> None:
    copy = copy_of_the_journal()
    carry_out(new_post())
    as_it_was(copy)
    assert installation.names() == ["journal_older"]
    installation.check_at_start()
    assert installation.names() == []
    assert new_post().seq > ledger.newest_seq() + installation.AHEAD


def test_d1_an_emptied_journal_stops_the_start_until_it_is_adopted(
    run: Run, client: FlaskClient, system: Settings
) -> None:
    carry_out(new_post())
    empty_the_journal()
    with pytest.raises(InstallationError, match=r"The journal is empty, and MongoDB is not.*flask admin db adopt"):
        installation.check_at_start()
    ready = client.get("/readyz").get_json()
    assert (ready["status"], ready["findings"]) == ("degraded", ["journal_emptied"])
    compared = run("db", "compare")
    assert compared.exit_code == 1 and "journal_emptied" in compared.output and "journal_id     -" in compared.output
    with pytest.raises(InstallationError):
        create_app()
    admin = [str(BIN / "flask"), "admin", "db", "adopt", "--yes"]
    subprocess.run(admin, cwd=ROOT, env=environment(system), check=True, capture_output=True)
    installation.check_at_start()
    assert run("db", "compare").exit_code == 0


def test_d1_a_journal_of_another_installation_stops_the_start() -> None:
    carry_out(new_post())
    store().hset(key("installation"), "id", "another")
    with pytest.raises(InstallationError, match="two different installations"):
        installation.check_at_start()
    installation.adopt()
    installation.check_at_start()


def test_d1_an_emptied_mongodb_stops_the_start() -> None:
    carry_out(new_post())
    tasks.check_stores()
    for name in ("meta", "ledger", "posts"):
        collection(name).drop()
    with pytest.raises(InstallationError, match="MongoDB is empty, and the journal is not"):
        installation.check_at_start()


def test_d1_a_mongodb_that_is_older_than_the_journal_is_told() -> None:
    tasks.check_stores()
    before = collection("meta").find_one({"_id": "installation"})
    assert before
    carry_out(new_post())
    assert tasks.check_stores() == 0
    collection("meta").replace_one({"_id": "installation"}, before)
    collection("ledger").delete_many({})
    assert installation.names() == ["mongo_older"]
    installation.check_at_start()
    assert installation.names() == ["mongo_older"]
    installation.adopt()
    assert installation.names() == []


def test_d1_a_new_installation_and_one_from_before_the_marks_start(system: Settings) -> None:
    empty_the_journal()
    collection("meta").drop()
    installation.check_at_start()
    carry_out(new_post())
    # As an earlier version left it: no id anywhere, and notes without `seq`.
    store().delete(key("installation"))
    store().set(key("writes:seq"), 24_688)
    collection("meta").drop()
    collection("ledger").update_many({}, {"$unset": {"seq": ""}})
    installation.check_at_start()
    assert installation.names() == []
    assert new_post().seq > 24_688


def test_many_processes_that_start_at_once_agree_on_one_id() -> None:
    store().delete(key("installation"))
    collection("meta").drop()
    collection("ledger").drop()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: installation.check_at_start(), range(32)))
    found = installation.compare()
    assert found.journal_id == found.mongo_id != ""


def test_another_number_of_partitions_stops_the_start(
    configure: Callable[..., Settings], system: Settings, run: Run
) -> None:
    carry_out(new_post())
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=8 * system.partitions % 255 + 1)
    assert "journal_parted" in installation.names()
    with pytest.raises(InstallationError, match="PARTITIONS"):
        installation.check_at_start()
    assert json.loads(run("db", "compare", "--json").output)["partitions"] == system.partitions
    assert run("db", "adopt", "--yes").exit_code == 0
    assert "journal_parted" not in installation.names()


@pytest.fixture
def configured(servers: ServerAddresses) -> Iterator[Callable[[str, str], None]]:
    """`configured("appendfsync", "no")`: as an operator might have it; it is as before when the test ends."""
    # In a cluster, on the one that it names first.
    with Redis.from_url(node_urls(servers.journal_url)[0], decode_responses=True) as admin:
        before = {name: admin.config_get(name)[name] for name in (*store_findings.WANTED, "maxmemory")}
        yield admin.config_set
        for name, value in before.items():
            admin.config_set(name, value)


@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("appendfsync", "everysec", "journal_appendfsync"),
        ("appendfsync", "no", "journal_appendfsync"),
        ("appendonly", "no", "journal_appendonly"),
        ("maxmemory-policy", "allkeys-lru", "journal_maxmemory_policy"),
        ("maxmemory", "0", "journal_unlimited"),
    ],
)
def test_o2_a_journal_that_may_lose_what_it_is_given_is_told(
    name: str, value: str, finding: str, configured: Callable[[str, str], None], client: FlaskClient, run: Run
) -> None:
    assert client.get("/readyz").get_json()["findings"] == []
    configured(name, value)
    assert tasks.check_stores() == 1
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"], ready.get_json()["findings"]) == (200, "degraded", [finding])
    # It is said, and the start goes on.
    installation.check_at_start()
    told = json.loads(run("db", "compare", "--json").output)["findings"]
    assert [each["name"] for each in told] == [finding] and told[0]["do"]


def test_a_mongodb_that_keeps_the_transactions_of_the_dead_is_told(transaction_lifetime: Callable[[int], None]) -> None:
    transaction_lifetime(8)
    assert installation.names() == []
    transaction_lifetime(60)
    assert installation.names() == ["mongo_transaction_lifetime"]


def test_o7_the_stores_are_compared_by_their_marks(run: Run) -> None:
    write = carry_out(new_post())
    told = json.loads(run("db", "compare", "--json").output)
    assert told["journal_seq"] == told["mongo_seq"] == journal.get(write.id).seq
    assert told["journal_id"] == told["mongo_id"] and told["findings"] == []
