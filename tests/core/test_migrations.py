"""Migrations: numbered, resumable, one at a time; a start on newer data stops."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from core.maintenance import migrations
from core.maintenance.migrations import Migration, SchemaError, migrate
from core.platform.settings import Settings
from core.servers import mongo
from core.servers.mongo import collection
from core.servers.timeouts import REQUEST
from tests.support.faults import failing
from tests.support.journal_writes import ADA, BOB, insert_user
from web.app import create_app

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three migrations, the second one of three batches; the list says what was done."""
    done: list[str] = []

    def once(cursor: str) -> None:
        done.append(f"once{cursor}")

    def batches(cursor: str) -> str | None:
        done.append(f"batch {cursor or 0}")
        return None if cursor == "2" else str(int(cursor or 0) + 1)

    steps = (Migration(1, "one", once), Migration(2, "two", batches), Migration(3, "three", once))
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    monkeypatch.setattr(migrations, "CURRENT", 3)
    return done


def test_indexes_and_migrations_may_take_longer_than_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    how = {"times": 1, "blockConnection": True, "blockTimeMS": int(REQUEST.mongo_s * 1000) + 500}

    def slow(cursor: str) -> None:
        with failing("update", **how):
            collection("posts").update_many({}, {"$set": {"is_migrated": True}})

    monkeypatch.setattr(migrations, "MIGRATIONS", (Migration(1, "slow", slow),))
    monkeypatch.setattr(migrations, "CURRENT", 1)
    assert migrate() == 1
    with failing("createIndexes", **how):
        assert mongo.ensure_indexes()


def test_each_migration_runs_once_in_order(history: list[str]) -> None:
    assert [migrate(), migrate()] == [3, 0]
    assert history == ["once", "batch 0", "batch 1", "batch 2", "once"]
    assert (migrations.stored_version(), migrations.check()) == (3, 0)


def test_one_that_was_cut_off_goes_on_where_it_stopped(history: list[str]) -> None:
    def cut_off(migration: Migration, cursor: str) -> None:
        if cursor == "2":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrate(cut_off)
    assert (migrations.stored_version(), migrations.check()) == (1, 2)
    assert migrate() == 2
    assert history == ["once", "batch 0", "batch 1", "batch 1", "batch 2", "once"]


def test_only_one_migrates_at_a_time(history: list[str]) -> None:
    def attempt(_: int) -> int:
        try:
            return migrate()
        except SchemaError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 3
    assert history.count("once") == 2


def test_the_lock_of_a_dead_process_runs_out(history: list[str]) -> None:
    meta = {"_id": "schema", "version": 1, "place": "", "owner": "dead", "until": datetime.now(UTC) + timedelta(60)}
    collection("meta").insert_one(meta)
    with pytest.raises(SchemaError, match="Another process is migrating"):
        migrate()
    collection("meta").update_one({"_id": "schema"}, {"$set": {"until": datetime.now(UTC) - timedelta(seconds=1)}})
    assert migrate() == 2


def test_a_lost_lock_stops_the_slower_one(history: list[str]) -> None:
    def lose(*_: object) -> None:
        collection("meta").update_one({"_id": "schema"}, {"$set": {"owner": "another"}})

    with pytest.raises(SchemaError, match="took the lock"):
        migrate(lose)


def test_a_start_on_newer_data_says_so_and_stops(history: list[str]) -> None:
    collection("meta").insert_one({"_id": "schema", "version": 4})
    for start in (create_app, migrate, migrations.check):
        with pytest.raises(SchemaError, match="schema 4, and this version of the code knows 3"):
            start()


def test_the_real_migrations_bring_old_data_to_the_present(system: Settings) -> None:
    insert_user(ADA)
    insert_user(BOB)
    collection("users").update_one({"_id": BOB}, {"$set": {"banned": True}})
    assert migrate() == migrations.CURRENT
    assert {user["_id"]: user["banned"] for user in collection("users").find()} == {ADA: False, BOB: True}
