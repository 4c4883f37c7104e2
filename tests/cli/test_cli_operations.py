"""`flask admin`, as an operator calls it: users, keys, cache, clean-up, database, settings."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from core.identity import key_files
from core.maintenance import migrations
from core.platform.clock import now_ms
from core.platform.settings import Settings
from core.reads import feeds
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection
from core.servers.redis import cache_store, key
from core.servers.sharding.layout import COLLECTIONS
from tests.conftest import carry_out_pending
from tests.support.journal_writes import carry_out, new_post
from tests.support.users import BASE, PASSWORD, SignedIn
from tests.support.waiting import eventually

Run = Callable[..., Result]
POST = {"title": "A title", "content": "Some content"}


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["admin", *words])


# Users.


def test_users_are_listed_newest_first_without_their_passwords(run: Run, sign_up: Callable[..., SignedIn]) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    lines = [json.loads(line) for line in run("users", "list", "--json").output.splitlines()]
    assert [each["_id"] for each in lines] == [bob.id, ada.id]
    assert set(lines[0]) == {
        "_id",
        "name",
        "email",
        "roles",
        "banned",
        "muted",
        "suspended",
        "unconfirmed",
        "created_at",
    }
    assert json.loads(run("users", "list", "--json", "--email", lines[1]["email"]).output)["_id"] == ada.id


def test_a_banned_user_is_out_at_once_and_comes_in_no_more(run: Run, sign_up: Callable[..., SignedIn]) -> None:
    ada = sign_up()
    email = json.loads(run("users", "list", "--json").output)["email"]
    assert "banned" in run("users", "ban", email).output
    assert ada.get("/auth/me").status_code == 401
    credentials = {"email": email, "password": PASSWORD}
    assert ada.client.post(f"{BASE}/auth/login", json=credentials).status_code == 403
    assert ada.client.post(f"{BASE}/auth/login", json=credentials | {"password": "wrong word"}).status_code == 401
    assert "banned" in run("users", "list", "--banned").output
    assert run("users", "ban", ada.id, "--undo").exit_code == 0
    assert ada.client.post(f"{BASE}/auth/login", json=credentials).status_code == 200


def test_a_moderator_may_delete_what_others_wrote_and_not_edit_it(run: Run, sign_up: Callable[..., SignedIn]) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    path = ada.post("/posts", POST).get_json()["resource"]["href"].removeprefix(BASE)
    carry_out_pending()
    assert bob.delete(path).status_code == 403
    assert "moderator" in run("users", "promote", bob.id).output
    assert bob.get("/auth/me").get_json()["roles"] == ["moderator"]
    assert bob.patch(path, {"title": "Mine"}).status_code == 403
    accepted = bob.delete(path)
    carry_out_pending()
    assert bob.get(f"/writes/{accepted.get_json()['id']}").get_json()["state"] == "applied"
    assert ada.get(path).status_code == 404
    run("users", "promote", bob.id, "--undo")
    assert bob.get("/auth/me").get_json()["roles"] == []


def test_a_moderator_no_more_is_refused_by_the_worker(run: Run, sign_up: Callable[..., SignedIn]) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    path = ada.post("/posts", POST).get_json()["resource"]["href"].removeprefix(BASE)
    carry_out_pending()
    run("users", "promote", bob.id)
    accepted = bob.delete(path).get_json()["id"]
    run("users", "promote", bob.id, "--undo")
    carry_out_pending()
    assert bob.get(f"/writes/{accepted}").get_json()["problem"]["status"] == 403
    assert ada.get(path).status_code == 200


@pytest.mark.parametrize("words", [("ban", "0" * 24), ("promote", "nobody@example.org")])
def test_an_unknown_user_is_an_error(run: Run, words: tuple[str, ...]) -> None:
    assert run("users", *words).exit_code == 1


# Keys.


@pytest.fixture
def own_keys(app: Flask, keys_dir: Path, tmp_path: Path, configure: Callable[..., Settings]) -> Path:
    folder = tmp_path / "keys"
    shutil.copytree(keys_dir, folder)
    configure(jwt_keys_dir=folder, key_prefix=key(""))
    return folder


def test_a_rotation_signs_nobody_out_and_is_published(
    own_keys: Path, run: Run, sign_up: Callable[..., SignedIn]
) -> None:
    ada = sign_up()
    answer = json.loads(run("keys", "rotate", "--yes", "--json").output)
    assert len(answer["live"]) == 2 and answer["removed"] == []
    assert ada.get("/auth/me").status_code == 200
    assert sign_up("Bob").get("/auth/me").status_code == 200
    published = ada.client.get("/.well-known/jwks.json").get_json()["keys"]
    assert {each["kid"] for each in published} == set(answer["live"])
    listed = [json.loads(line) for line in run("keys", "list", "--json").output.splitlines()]
    assert [(each["kid"], each["use"]) for each in listed][-1] == (answer["signs"], "signs")


def test_two_rotations_within_a_second_sign_with_the_newest(own_keys: Path, run: Run) -> None:
    signing = [json.loads(run("keys", "rotate", "--yes", "--json").output)["signs"] for _ in range(2)]
    assert signing == sorted(set(signing))
    assert key_files.key_files(own_keys)[-1].stem == signing[-1]
    assert key_files.key_files(own_keys)[-1].stat().st_mode & 0o077 == 0


def test_a_key_goes_an_hour_after_its_last_token_and_not_an_hour_before(
    own_keys: Path, run: Run, system: Settings
) -> None:
    run("keys", "rotate", "--yes")
    old, newer = key_files.key_files(own_keys)
    for ago_s, live in ((system.refresh_ttl_s - 3600, 3), (system.refresh_ttl_s + 3600, 3)):
        moment = now_ms() / 1000 - ago_s
        os.utime(newer, (moment, moment))
        assert len(json.loads(run("keys", "rotate", "--yes", "--json").output)["live"]) == live
    assert not old.exists() and newer.exists()


def test_revoking_signs_everybody_out(own_keys: Path, run: Run, sign_up: Callable[..., SignedIn]) -> None:
    ada = sign_up()
    assert run("keys", "rotate", "--revoke").exit_code == 1, "nobody confirmed it"
    assert run("keys", "rotate", "--revoke", "--yes").exit_code == 0
    # Each process looks at the folder once a second.
    eventually(lambda: ada.get("/auth/me").status_code == 401, within_s=10)


# The cache.


def test_a_wrong_cache_is_found_and_repaired(run: Run, sign_up: Callable[..., SignedIn]) -> None:
    post = carry_out(new_post(actor=sign_up().id)).resource_id
    assert run("cache", "verify").exit_code == 0
    cache_store().hset(cache_key("post", post), "body", "{}")
    found = run("cache", "verify", "--json")
    assert found.exit_code == 1 and json.loads(found.stdout)["differ"] == [f"post:{post}"]
    assert run("cache", "verify", "--repair").exit_code == 0
    assert run("cache", "verify").exit_code == 0


def test_the_cache_is_made_anew(run: Run, sign_up: Callable[..., SignedIn]) -> None:
    ada = sign_up()
    for _ in range(3):
        carry_out(new_post(actor=ada.id))
    answer = run("cache", "rebuild", "--json")
    assert answer.exit_code == 0 and json.loads(answer.stdout)["forgotten"] >= 3
    assert not feeds.page(Index.feed(), Span()).wants_fills
    assert len(ada.get("/posts").get_json()["items"]) == 3


# Clean-up.


def test_a_dry_run_says_what_the_run_then_does(run: Run, system: Settings, sign_up: Callable[..., SignedIn]) -> None:
    posts = [carry_out(new_post(actor=sign_up().id)).resource_id for _ in range(2)]
    gone_ms = now_ms() - system.retention_deleted_s * 1000 - 1
    collection("posts").update_one({"_id": posts[0]}, {"$set": {"deleted": True, "deleted_ms": gone_ms}})
    dry = run("cleanup", "run", "deleted-posts", "--dry-run")
    assert "would remove or repair 1" in dry.output and posts[0] in dry.output
    assert collection("posts").count_documents({}) == 2
    assert "overdue posts                  1" in run("cleanup", "report").output
    assert json.loads(run("cleanup", "run", "deleted-posts", "--json").output)["count"] == 1
    assert "deleted-posts     2" in run("cleanup", "list").output
    assert json.loads(run("cleanup", "report", "--json").output)["overdue"]["posts"] == 0
    assert run("cleanup", "run", "no-such-job").exit_code == 2


# The database.


def test_migrations_are_shown_and_carried_out(run: Run) -> None:
    assert run("db", "status").exit_code == 1
    assert json.loads(run("db", "migrate", "--json").output)["version"] == migrations.CURRENT
    assert run("db", "status").exit_code == 0
    assert "posts." in run("db", "ensure-indexes").output
    collection("meta").update_one({"_id": "schema"}, {"$set": {"version": migrations.CURRENT + 1}})
    assert run("db", "status").exit_code == 2
    refused = run("db", "migrate")
    assert refused.exit_code != 0


def test_the_commands_that_shard_mongodb_are_printed_when_the_data_is_prepared(
    run: Run, configure: Callable[..., Settings]
) -> None:
    configure(mongo_shards=2)
    printed = run("db", "shard-keys").output.splitlines()
    assert [line for line in printed if "dropIndex" in line] == printed[1:2]
    sharded = [name for name, layout in COLLECTIONS.items() if layout.shard_key]
    assert sum(line.startswith("sh.shardCollection") for line in printed) == len(sharded)
    collection("meta").delete_one({"_id": "shards"})
    assert "not prepared" in run("db", "shard-keys").output
    configure(mongo_shards=1)
    assert "MONGO_SHARDS is 1" in run("db", "shard-keys").output


# Settings.


def test_settings_are_shown_and_secrets_are_not(run: Run, configure: Callable[..., Settings], system: Settings) -> None:
    configure(journal_url="redis://:hidden@127.0.0.1:1/0", key_prefix=key(""))
    shown = run("config", "show", "--json").output
    assert "hidden" not in shown and system.mqtt_password.get_secret_value() not in shown
    values = json.loads(shown)
    assert values["JOURNAL_URL"] == "redis://:********@127.0.0.1:1/0" and values["INDEX_MAX"] == system.index_max
    assert "COOKIE_SECURE            False" in run("config", "show").output
