"""The one-shot parts of Compose: the files that servers start with, and MongoDB with passwords."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from core.platform.settings import Settings, use
from core.servers import mongo
from deploy.first_start import PARTS
from deploy.local.install.binaries import require
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.servers import HOST
from tests.support.waiting import eventually

FILES = ("access", "keys", "certificate", "mongo-key")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("MOSQUITTO_DATA", "JWT_KEYS_DIR", "CERTIFICATES_DIR", "MONGO_KEY_DIR"):
        (tmp_path / variable).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("MQTT_PASSWORD", "secret")
    monkeypatch.setenv("PUBLIC_HOST", "social.example.org")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_there_is_not_made_again(folders: Path) -> None:
    for part in FILES:
        PARTS[part]()
    made = contents(folders)
    assert len(made) == 5
    for part in FILES:
        PARTS[part]()
    assert contents(folders) == made


def test_nobody_else_may_read_a_key(folders: Path) -> None:
    for part in FILES:
        PARTS[part]()
    private = [path for path in folders.rglob("*") if path.suffix in (".json", ".pem") or path.name == "keyfile"]
    for path in private:
        others = 0o037 if path.name == "key.pem" else 0o077
        assert path.name == "certificate.pem" or path.stat().st_mode & others == 0, path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_each_container_owns_what_it_reads(folders: Path) -> None:
    for part in FILES:
        PARTS[part]()
    owners = {path.name: path.stat().st_uid for path in folders.rglob("*") if path.is_file()}
    assert (owners["keyfile"], owners["dynamic-security.json"], owners["key.pem"]) == (999, 1883, 10001)
    assert 0 not in owners.values()


def test_the_certificate_is_for_the_public_name(folders: Path) -> None:
    PARTS["certificate"]()
    made = x509.load_pem_x509_certificate((folders / "CERTIFICATES_DIR/certificate.pem").read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["social.example.org", "localhost"]


def test_a_certificate_of_one_s_own_is_left_alone(folders: Path) -> None:
    own = folders / "CERTIFICATES_DIR/certificate.pem"
    own.write_text("mine")
    before = own.stat()
    PARTS["certificate"]()
    assert own.read_text() == "mine" and own.stat().st_uid == before.st_uid and len(list(own.parent.iterdir())) == 1


class Mongod:
    """A server as the image of MongoDB sets it up: root is made first, then it starts with a key and a replica set."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "db", free_port()
        self.folder.mkdir()
        self.address = f"{HOST}:{self.port}"
        self._start()
        with self.client() as client:
            eventually(lambda: answers(client))
            client.admin.command("createUser", "root", pwd="root password", roles=["root"])
        self.stop()

    def secure(self, key_file: Path) -> None:
        self._start("--replSet", "rs0", "--keyFile", str(key_file))

    def client(self, **credentials: Any) -> "MongoClient[dict[str, Any]]":
        return MongoClient(HOST, self.port, directConnection=True, serverSelectionTimeoutMS=500, **credentials)

    def _start(self, *more: str) -> None:
        fixed = ["--dbpath", str(self.folder), "--port", str(self.port), "--bind_ip", HOST, "--nounixsocket"]
        self.process = subprocess.Popen(
            [require("mongod"), *fixed, *more], stdout=subprocess.DEVNULL, preexec_fn=die_at_once_with_parent
        )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def answers(client: "MongoClient[dict[str, Any]]") -> bool:
    try:
        return bool(client.admin.command("ping")["ok"])
    except PyMongoError:
        return False


@pytest.fixture
def mongod(folders: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mongod]:
    PARTS["mongo-key"]()
    server = Mongod(folders)
    server.secure(folders / "MONGO_KEY_DIR/keyfile")
    monkeypatch.setenv("MONGO_MEMBER", server.address)
    monkeypatch.setenv("MONGO_ROOT_PASSWORD", "root password")
    monkeypatch.setenv("MONGO_PASSWORD", "its password")
    yield server
    server.stop()


def test_a_mongodb_with_passwords_lets_the_application_in_and_nobody_else(
    mongod: Mongod, system: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"mongodb://social:its password@{mongod.address}/?replicaSet=rs0&authSource={system.mongo_db}"
    use(system.model_copy(update={"mongo_url": url.replace(" ", "%20")}))
    for _ in range(2):
        PARTS["replica-set"]()
        PARTS["indexes"]()
    mongo.transact(lambda session: mongo.db()["posts"].insert_one({"_id": "x"}, session=session))
    assert mongo.collection("posts").count_documents({}) == 1
    # What is looked at once a minute may be asked (core/writes/store_findings.py).
    assert mongo.db().client["admin"].command("getParameter", transactionLifetimeLimitSeconds=1)["ok"]
    with pytest.raises(OperationFailure, match="not authorized"):
        mongo.db().client["admin"].command("usersInfo")
    with mongod.client() as outsider, pytest.raises(OperationFailure, match="requires authentication"):
        outsider[system.mongo_db]["posts"].find_one()
    monkeypatch.setenv("MONGO_ROOT_PASSWORD", "wrong")
    with pytest.raises(OperationFailure, match="Authentication failed"):
        PARTS["replica-set"]()
    use(system)
