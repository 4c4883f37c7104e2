"""A31: secrets of every kind enter a running system, and are looked for at every place where they could be told."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from pymongo import MongoClient

from core.platform.settings import Settings
from core.writes import backlog
from core.writes.kinds import QUEUES
from deploy.local.ports import free_port
from deploy.make_env import factor_key
from tests.support.brokers import for_redis
from tests.support.canaries import WAIT, Keeper, Secret, canary
from tests.support.clients.event_stream import EventStream, get_stream
from tests.support.clients.listener import Listener
from tests.support.clients.live import Person
from tests.support.judge import Judge
from tests.support.letters import Letters
from tests.support.outlets import is_in, listening_to, opened, stores
from tests.support.processes import ROOT, Processes, environment
from tests.support.push_service import push_service
from tests.support.pushes import KEY
from tests.support.site import Site
from tests.support.waiting import eventually

FLOWER = ("/api/tasks", "/api/workers", "/api/queues/length", "/tasks", "/broker", "/workers")


def of_servers(settings: Settings, stack: ExitStack) -> tuple[dict[str, str], dict[str, Secret]]:
    """Addresses of the stores with a name and a password each, and those passwords."""
    names = ("MONGO_URL", "JOURNAL_URL", "BROKER_URL", "CACHE_URL")
    passwords = {name: canary(name.replace("_", "-")) for name in names}
    # Redis without a password takes any from its user `default`; MongoDB wants one that it knows.
    urls = {name: getattr(settings, name.lower()).replace("://", f"://default:{passwords[name]}@") for name in names}
    admin = stack.enter_context(MongoClient[dict[str, object]](settings.mongo_url))["admin"]
    user = canary("user")
    admin.command("createUser", user, pwd=passwords["MONGO_URL"], roles=["root"])
    stack.callback(admin.command, "dropUser", user)
    urls["MONGO_URL"] = urls["MONGO_URL"].replace("default:", f"{user}:") + "&authSource=admin"
    return urls, {name: Secret(value) for name, value in passwords.items()}


@dataclass
class System:
    """A running system, all of its processes, and what it was given that is secret."""

    site: Site
    judge: Judge
    letters: Letters
    secrets: dict[str, Secret]
    flower: str
    metrics: list[str]

    def is_flower_there(self) -> bool:
        """Whether Flower answers, to whoever knows no password, that there is one."""
        return requests.get(self.flower, timeout=20).status_code == 401

    def flower_says(self) -> str:
        """All that Flower shows to whoever knows its password."""
        auth = ("admin", self.secrets["Flower's password"].value)
        return "\n".join(requests.get(self.flower + path, auth=auth, timeout=20).text for path in FLOWER)


@pytest.fixture
def running(system: Settings, configure: Callable[..., Settings], tmp_path: Path) -> Iterator[System]:
    with ExitStack() as stack:
        urls, secrets = of_servers(system, stack)
        judge, akismet = Judge(), Judge()
        akismet.answer = b"false"
        for each in (judge, akismet):
            stack.callback(each.stop)
        hook, flower, factors = canary("gate-hook"), canary("flower"), factor_key()
        secrets["Akismet's key"] = Secret(canary("akismet"))
        secrets |= {"gate hook": Secret(hook), "Flower's password": Secret(flower), "factor key": Secret(factors)}
        secrets |= {"push key": Secret(KEY), "MQTT password": Secret(system.mqtt_password.get_secret_value())}
        env = environment(system) | urls | {"LOG_LEVEL": "DEBUG", "MAIL_FOLDER": str(tmp_path / "mail")}
        env |= {"FACTOR_KEY": factors, "GATE_HOOK_URL": judge.url, "GATE_HOOK_SECRET": hook, "PUSH_KEY": KEY}
        env |= {"GATE_AKISMET_KEY": secrets["Akismet's key"].value, "GATE_AKISMET_URL": akismet.url}
        env |= {"PUSH_SERVICES": "https://push.example.org", "FLOWER_BASIC_AUTH": f"admin:{flower}"}
        ports = {name: str(free_port()) for name in ("FLOWER_PORT", "METRICS_PORT")}
        processes = Processes(env | ports, tmp_path / "log")
        stack.callback(processes.stop)
        # With the events that Flower shows.
        worker = ("celery", "-A", "workers.main", "worker", "-c", "2", "-n", "canary@%h", "-E", "-Q", ",".join(QUEUES))
        processes.start(*worker, PROMETHEUS_MULTIPROC_DIR=str(tmp_path / "metrics"))
        processes.start_beat()
        processes.start("celery", "-A", "workers.main", "flower", "--conf=deploy/flowerconfig.py")
        site = Site.start(processes)
        metrics = [site.api, *site.live, f"http://127.0.0.1:{ports['METRICS_PORT']}"]
        address = f"http://127.0.0.1:{ports['FLOWER_PORT']}"
        yield System(site, judge, Letters(tmp_path / "mail"), secrets, address, metrics)


def read_as(person: requests.Session, url: str, ids: dict[str, str]) -> str:
    """All that somebody is told who asks for whatever there is to read, of these ids."""
    found = []
    for path, operations in json.loads((ROOT / "docs/openapi.json").read_text())["paths"].items():
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", value)
        if "get" in operations:
            answer = person.get(url + path, params={"q": "canary"} if path.endswith("search") else None, timeout=20)
            found.append(f"{answer.headers} {answer.text}")
    return "\n".join(found)


def use_everything(system: System, keeper: Keeper, friend: Person) -> dict[str, str]:
    """Put every secret in; the ids of what is the keeper's."""
    with push_service() as service:
        browser = service.browser("phone")
    keeper.use_sessions()
    keeper.use_factors()
    keeper.change_what_one_signs_in_with()
    keeper.connect_to_mqtt()
    told = browser.subscription() | {"endpoint": "https://push.example.org/canary"}
    keeper.subscribe(told)
    post = keeper.do("POST", "/posts", {"title": "For all", "content": "To read"}, **WAIT)["id"]
    ids = {"user_id": keeper.caller.user["id"], "post_id": post, "message_id": keeper.talk_to(friend.id)}
    ids["conversation_id"] = keeper.do("GET", "/conversations")["items"][0]["id"]
    ids["write_id"] = keeper.do("PUT", f"/posts/{post}/like")["id"]
    eventually(lambda: backlog.totals()["pending"] == 0)
    return ids


@for_redis
@pytest.mark.timeout(600)
def test_security_a31_no_secret_is_anywhere_but_where_it_belongs(running: System, system: Settings) -> None:
    eve, friend, nobody = running.site.person(), running.site.person(), requests.Session()
    everything = Listener(system.mqtt_username, system.mqtt_password.get_secret_value(), "canary")
    assert everything.subscribe("social/#")
    stream = EventStream(get_stream(running.site, eve, "?rooms=feed"))
    with listening_to(system.broker_url) as broker:
        keeper = Keeper(running.site.api, running.letters)
        ids = use_everything(running, keeper, friend)
        # What Flower makes its pages from.
        eventually(lambda: "task-succeeded" in opened(b"\n".join(broker)))
        eventually(running.is_flower_there)
        eventually(lambda: stream.named("post.created"))
        eventually(lambda: everything.heard)
    outlets = stores() | {
        "log": running.site.processes.printed(),
        "broker": opened(b"\n".join(broker)),
        "Flower": running.flower_says(),
        "metrics": "\n".join(requests.get(f"{url}/metrics", timeout=20).text for url in running.metrics),
        "MQTT": "\n".join(f"{each.topic} {each.payload!r} {vars(each.properties)}" for each in everything.heard),
        "stream of another": str(stream.heard),
        "answers to another": read_as(eve.http, running.site.api, ids),
        "answers to nobody": read_as(nobody, running.site.api, ids),
        "questions to the judge": str(running.judge.asked),
    }
    everything.close()
    stream.answer.close()
    assert all(outlets.values()), {name: len(text) for name, text in outlets.items()}
    secrets = running.secrets | keeper.secrets
    found = {
        what: {name for name, text in outlets.items() if is_in(secret.value, text)} - set(secret.for_a_while)
        for what, secret in secrets.items()
    }
    assert found == {what: set(secret.home) for what, secret in secrets.items()}
