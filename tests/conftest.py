"""What the tests stand on: real servers on free ports, and for each test its own database and key prefix."""

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

os.environ["ENV_FILE"] = os.devnull

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as examples

from core.content.pictures import making
from core.maintenance import shards
from core.platform.settings import Settings, use
from core.servers import mongo, redis
from core.servers.redis import in_batches
from core.writes import attempts, backlog
from tasks import effects, enqueue
from tasks import writes as write_tasks
from tasks.app import app as celery
from tasks.broker import queues
from tests.support.brokers import HAS_RABBITMQ
from tests.support.databases import Databases
from tests.support.redis_cluster import HAS_CLUSTERS
from tests.support.servers import ServerAddresses, start_servers
from tests.support.sharding.fixtures import asks_no_more_shards_than_declared, shard_notes  # noqa: F401 - fixtures of all
from tests.support.users import SignedIn, sign_up_through

# How long an example takes says how busy the machine is.
examples.register_profile("patient", deadline=None)
examples.load_profile("patient")
# Makes every kind of write known, as a worker's start does.
for module in (*effects.MODULES, "tasks.canary"):
    import_module(module)

GENEROUS = {f"rate_{name}": "100000/minute" for name in ("sign_up", "sign_in_address", "sign_in_account")}
GENEROUS |= {f"rate_{name}": "100000/minute" for name in ("sign_in_network", "sign_in_device")}
GENEROUS |= {f"rate_{name}": "100000/minute" for name in ("mails", "mails_address")}
GENEROUS |= {f"rate_{name}": "100000/minute" for name in ("writes", "messages", "reads", "search", "pictures")}


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerAddresses]:
    """MongoDB, all Redis and Mosquitto, for this test process."""
    folder = tmp_path_factory.mktemp("servers")
    addresses = start_servers(folder, has_clusters=HAS_CLUSTERS, has_rabbitmq=HAS_RABBITMQ)
    yield addresses
    addresses.stop()


@pytest.fixture
def paused(servers: ServerAddresses) -> Iterator[Callable[[str], None]]:
    """`paused("cache")`: let a server hang; it goes on when the test ends, at the latest."""
    yield servers.pause
    for name in servers.processes:
        servers.resume(name)


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one signing key."""
    folder = tmp_path_factory.mktemp("keys")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "2026-01-01-test.pem").write_bytes(pem)
    return folder


def server_settings(servers: ServerAddresses, keys_dir: Path) -> dict[str, Any]:
    """The settings that say where the servers are."""
    return {
        "mongo_url": servers.mongo_url,
        # As on two shards, so that every query names its partition (tests/support/sharding).
        "mongo_shards": int(os.environ.get("TEST_MONGO_SHARDS", "2")),
        "journal_url": servers.journal_url,
        "broker_url": servers.broker_url,
        "cache_url": servers.cache_url,
        "mqtt_host": servers.mqtt_host,
        "mqtt_port": servers.mqtt_port,
        "mqtt_password": servers.mqtt_password,
        "jwt_keys_dir": keys_dir,
        "cookie_secure": False,
        "wait_max_s": 60,
        "log_level": "ERROR",
    }


@pytest.fixture(scope="session")
def databases() -> Databases:
    """Those that tests have left empty."""
    return Databases()


@pytest.fixture
def configure(
    servers: ServerAddresses, keys_dir: Path, databases: Databases, tmp_path: Path
) -> Iterator[Callable[..., Settings]]:
    """`configure(index_max=3)`: make these the settings of the test, beside a database and prefix of its own."""
    database, own = databases.take(), f"t{uuid.uuid4().hex[:12]}"
    fixed = server_settings(servers, keys_dir) | GENEROUS | {"mongo_db": database, "key_prefix": f"{own}:"}
    fixed["pictures_url"] = (tmp_path / "pictures").as_uri()

    def make(**changes: Any) -> Settings:
        chosen = Settings(_env_file=None, **(fixed | changes))
        use(chosen)
        return chosen

    yield make
    databases.give_back(servers.mongo_url, database)


def answering() -> None:
    """Every server is there again: what this process remembers of an outage is over."""
    stores = (redis.journal(), redis.cache_store())
    for breaker in (enqueue.breaker, mongo.client_and_breaker()[1], *chain.from_iterable(map(redis.breakers, stores))):
        breaker.succeeded()


def prepare_mongo() -> None:
    """MongoDB has its indexes, and is prepared for shards."""
    mongo.ensure_indexes()
    shards.note_prepared([])


def empty_broker() -> None:
    """No message is left of earlier tests."""
    if HAS_RABBITMQ:
        for name in queues.names():
            queues.empty(name)
        return
    with celery.connection_for_write() as connection:
        connection.default_channel.client.flushdb()


@pytest.fixture
def system(configure: Callable[..., Settings]) -> Iterator[Settings]:
    """The stores, empty, with their indexes."""
    chosen = configure()
    answering()
    prepare_mongo()
    empty_broker()
    yield chosen
    answering()
    redis.cache_store().flushdb()


def carry_out_pending() -> int:
    """Do what the workers would: one attempt at every pending write, in batches; returns how many there were."""
    pending = [write.id for write in backlog.listed("pending", 10_000)]
    for some in in_batches(pending):
        write_tasks.carry_out(attempts.begin(some))
    return len(pending)


@pytest.fixture
def drain(system: Settings) -> Callable[[], None]:
    """`drain()`: carry out what is pending, and what that makes possible."""

    def until_empty() -> None:
        for _ in range(20):
            if not carry_out_pending():
                return
        raise AssertionError("writes stay pending")

    return until_empty


@pytest.fixture
def worker(system: Settings) -> Iterator[None]:
    """Carries out writes as they come, in a thread, by calling the tasks."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.005):
            carry_out_pending()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture(autouse=True)
def patient_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    """An API that is made here puts only itself in a hurry, not all that this process asks of the broker."""
    monkeypatch.setattr(enqueue, "hurry", lambda: None)


@pytest.fixture(autouse=True)
def patient_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """How busy the machine is, is not for a test to say."""
    monkeypatch.setattr(making, "WITHIN_S", 120.0)


@pytest.fixture(autouse=True)
def no_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that is called as a function ends when nothing is left to do."""
    for module in ("tasks.writes", "tasks.events"):
        monkeypatch.setattr(f"{module}.LINGER_S", 0.0)


@pytest.fixture
def app(system: Settings) -> Flask:
    """The API."""
    from web.app import create_app

    return create_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A caller without a session."""
    return app.test_client()


@pytest.fixture
def scrape(client: FlaskClient) -> Callable[[], str]:
    """`scrape()`: the metrics that the API tells."""
    return lambda: client.get("/metrics").text


@pytest.fixture
def sign_up(app: Flask) -> Callable[..., SignedIn]:
    """`sign_up()`: a new user with a session."""
    return lambda name="Ada": sign_up_through(app.test_client(), name)
