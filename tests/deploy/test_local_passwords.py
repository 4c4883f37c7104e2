"""The data servers of `make run` let in who has the password of .local/env, and nobody else of this machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values
from pymongo import MongoClient
from pymongo.errors import OperationFailure
from redis import AuthenticationError, Redis

from core.platform.settings import Settings, use
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port, free_ports
from deploy.local.servers import HOST, Server, command, prepare
from deploy.local.waiting import wait_for
from tests.support.deploy.copies import ENDED_BY_CTRL_C, Copy, press_ctrl_c
from tests.support.processes import ROOT, kill
from tests.support.waiting import eventually

STORES = {"journal": "JOURNAL_PORT", "broker": "BROKER_PORT", "cache": "CACHE_PORT"}
ANOTHER = "another-password"


def settings_of(copy: Copy) -> dict[str, str]:
    return {name: value or "" for name, value in dotenv_values(copy.folder / ".local/env").items()}


def mongo_of(copy: Copy) -> "MongoClient[dict[str, Any]]":
    return MongoClient(settings_of(copy)["MONGO_URL"])


def nobody(port: int) -> "MongoClient[dict[str, Any]]":
    return MongoClient(HOST, port, directConnection=True)


def what_is_kept(copy: Copy) -> tuple[object, object]:
    """What MongoDB and the journal have of what was written into them."""
    with mongo_of(copy) as mongo, Redis.from_url(settings_of(copy)["JOURNAL_URL"]) as journal:
        return mongo["social"]["kept"].find_one(), journal.get("kept")


def change_password(copy: Copy, password: str) -> None:
    file = copy.folder / ".local/env"
    file.write_text(re.sub("DATA_PASSWORD=.*", f"DATA_PASSWORD={password}", file.read_text()))


def start(server: Server) -> "subprocess.Popen[bytes]":
    """The server alone, once it works."""
    prepare(server)
    line = command(server)
    process = subprocess.Popen(line, cwd=server.data, stdout=subprocess.DEVNULL, preexec_fn=die_at_once_with_parent)
    wait_for(server)
    return process


def make_installation_from_before(copy: Copy) -> None:
    """Data and settings as they were when no server asked for a password, and MongoDB had another port."""
    data = copy.folder / ".local/data"
    data.parent.mkdir(mode=0o700)
    mongod, journal = (
        Server(name, port, data / name) for name, port in zip(("mongod", "journal"), free_ports(2), strict=True)
    )
    processes = [start(server) for server in (mongod, journal)]
    with MongoClient[dict[str, Any]](HOST, mongod.port) as mongo, Redis(port=journal.port) as redis:
        mongo["social"]["kept"].insert_one({"_id": 1})
        redis.set("kept", "yes")
    for process in processes:
        process.terminate()
        process.wait(20)
    (copy.folder / ".local/env").write_text("MQTT_PASSWORD=known-to-mosquitto\n")


@pytest.fixture(scope="module", autouse=True)
def own_settings() -> None:
    """Those of no installation: what the suite looks at in MongoDB's commands (tests/support/sharding) wants some."""
    nowhere: dict[str, Any] = dict.fromkeys(("mongo_url", "journal_url", "broker_url", "cache_url"), "none://none")
    use(Settings(_env_file=None, mqtt_password="-", jwt_keys_dir=Path(), **nowhere))


@contextmanager
def a_copy(factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A folder in which nothing was ever started."""
    made = Copy(factory.mktemp("passwords"))
    yield made
    for process in made.started:
        kill(process)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with a_copy(tmp_path_factory) as made:
        yield made


@pytest.fixture
def another(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with a_copy(tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def with_servers(copy: Copy) -> Iterator[Copy]:
    """An installation from before, in which `make servers` runs, and a worker."""
    make_installation_from_before(copy)
    with copy.servers():
        worker = copy.make("worker", "QUEUE=cache")
        eventually(lambda: "cache@" in copy.printed("worker"))
        yield copy
        assert press_ctrl_c(worker) in ENDED_BY_CTRL_C


@pytest.fixture(scope="module")
def backup(with_servers: Copy) -> Path:
    """A backup of that."""
    folder = with_servers.folder / "copied"
    assert with_servers.make("backup", f"TO={folder}").wait(60) == 0
    return folder


def test_security_f16_no_server_starts_alone_without_a_password(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "deploy.local.servers", "journal"]
    env = {"JOURNAL_PORT": "1", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    answer = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert answer.returncode == 1 and "There is no password for journal in .local/env" in answer.stderr


def test_security_f16_nobody_makes_the_first_user_of_a_new_mongodb(tmp_path: Path) -> None:
    server = Server("mongod", free_port(), tmp_path / "mongod", password="secret")
    process = start(server)
    with nobody(server.port) as outsider, pytest.raises(OperationFailure, match="requires authentication"):
        outsider["admin"].command("createUser", "mine", pwd="mine", roles=["root"])
    process.kill()
    process.wait(20)


def test_security_f16_an_installation_from_before_keeps_its_data(with_servers: Copy) -> None:
    assert what_is_kept(with_servers) == ({"_id": 1}, b"yes")
    assert settings_of(with_servers)["MQTT_PASSWORD"] == "known-to-mosquitto"


@pytest.mark.parametrize("name", STORES)
def test_security_f16_redis_refuses_who_has_no_password(with_servers: Copy, name: str) -> None:
    with Redis(port=int(with_servers.ports[STORES[name]])) as outsider, pytest.raises(AuthenticationError):
        outsider.ping()
    with Redis.from_url(settings_of(with_servers)[f"{name.upper()}_URL"]) as application:
        assert application.ping()


def test_security_f16_mongodb_refuses_who_has_no_password(with_servers: Copy) -> None:
    with nobody(int(with_servers.ports["MONGO_PORT"])) as outsider:
        for ask in (lambda: outsider["social"]["kept"].find_one(), outsider.list_database_names):
            with pytest.raises(OperationFailure, match="requires authentication"):
                ask()
        with pytest.raises(OperationFailure, match="requires authentication"):
            outsider["admin"].command("createUser", "mine", pwd="mine", roles=["root"])


def test_security_f16_the_application_has_its_own_database_only(with_servers: Copy) -> None:
    with mongo_of(with_servers) as application:
        for ask in (
            lambda: application["other"]["kept"].find_one(),
            lambda: application["admin"].command("usersInfo"),
            lambda: application["social"].command("createUser", "mine", pwd="mine", roles=[]),
        ):
            with pytest.raises(OperationFailure, match="not authorized"):
                ask()


def test_security_f16_no_command_line_and_no_log_has_a_password(with_servers: Copy) -> None:
    known = settings_of(with_servers)
    key = (with_servers.folder / ".local/data/mongod/keyfile").read_text()
    passwords = [known["DATA_PASSWORD"], known["MQTT_PASSWORD"], known["PUSH_KEY"], known["FACTOR_KEY"], key]
    passwords.append(known["FLOWER_BASIC_AUTH"].partition(":")[2])
    lines = subprocess.run(["ps", "-eo", "args", "-ww"], capture_output=True, text=True, check=True).stdout
    logs = [*(with_servers.folder / ".local/logs").iterdir(), *with_servers.folder.glob("*.log")]
    shown = [lines, *(path.read_text(errors="replace") for path in logs)]
    assert str(with_servers.folder / ".local/data/mongod") in lines and len(logs) > 5
    assert not [text for text in shown if any(password in text for password in passwords)]


def test_security_f16_nobody_else_may_read_a_file_with_a_password(with_servers: Copy) -> None:
    local = with_servers.folder / ".local"
    files = [local / "env", local / "data/mongod/keyfile", *(local / f"data/{name}/redis.conf" for name in STORES)]
    assert [path for path in (local, *files) if path.stat().st_mode & 0o077] == []


def test_security_f16_a_backup_is_made_with_the_passwords(with_servers: Copy, backup: Path) -> None:
    assert backup.is_dir()
    assert "Backed up to" in with_servers.printed("backup")
    with mongo_of(with_servers) as mongo:
        # It is not locked any more.
        mongo["social"]["kept"].insert_one({"_id": 2})


def test_security_f16_a_backup_that_cannot_ask_the_journal_is_none(with_servers: Copy) -> None:
    known = settings_of(with_servers)["DATA_PASSWORD"]
    change_password(with_servers, ANOTHER)
    refusal = with_servers.refusal("backup", f"TO={with_servers.folder / 'refused'}")
    change_password(with_servers, known)
    assert refusal.startswith("The journal has another password than .local/env.")


def test_security_f16_what_is_restored_takes_the_password_of_the_settings(
    with_servers: Copy, another: Copy, backup: Path
) -> None:
    restored = another.make("restore", f"FROM={backup}")
    assert restored.wait(60) == 0, another.printed("restore")
    former = settings_of(with_servers)["DATA_PASSWORD"]
    assert settings_of(another)["DATA_PASSWORD"] == former
    change_password(another, "short")
    assert "DATA_PASSWORD must be eight letters" in another.refusal("servers")
    change_password(another, ANOTHER)
    with another.servers():
        assert what_is_kept(another) == ({"_id": 1}, b"yes")
        before = settings_of(another)["MONGO_URL"].replace(ANOTHER, former)
        with MongoClient[dict[str, Any]](before) as mongo, pytest.raises(OperationFailure, match="Authentication fail"):
            mongo["social"]["kept"].find_one()
