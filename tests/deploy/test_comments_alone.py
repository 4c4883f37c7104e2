"""Comments as a service of their own (docker-compose.comments.yml): what the others do while it is gone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from core.platform.settings import Settings
from core.writes.kinds import NOUN_QUEUES, QUEUES
from tests.conftest import prepare_mongo
from tests.support.deploy.compose import SERVICES
from tests.support.deploy.proxied_site import ProxiedSite, is_problem, sign_in
from tests.support.deploy.proxy import start_proxy
from tests.support.processes import ROOT, Processes, answers, environment, kill
from tests.support.users import BASE
from tests.support.waiting import eventually

POST = {"title": "A title", "content": "Some content"}
OVERRIDE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.comments.yml").read_text())["services"]
OTHERS = [queue for queue in QUEUES if queue != "comments"]


class Services:
    """The API and the worker of comments, and those of everything else, behind a proxy."""

    def __init__(self, chosen: Settings, folder: Path) -> None:
        self.processes = Processes(environment(chosen), folder / "log")
        self.others_url = self.processes.start_api(API_NOUNS="posts,people,conversations")
        self.processes.start_worker(queues=OTHERS)
        self.comments_url = self.start_comments()
        self.proxy = start_proxy(folder / "nginx", self.others_url, comments_url=self.comments_url)
        self.ada = sign_in(ProxiedSite(self.proxy, self.others_url), "127.0.0.1")
        self.ada.headers["X-CSRF-TOKEN"] = self.ada.cookies["__Host-csrf_access_token"]

    def start_comments(self, port: int = 0) -> str:
        url = self.processes.start_api(API_NOUNS="comments", port=port)
        self.of_comments = [self.processes.started[-1], self.processes.start_worker(queues=["comments"])]
        return url

    def kill_comments(self) -> None:
        for process in self.of_comments:
            kill(process)

    def post(self, path: str, body: dict[str, Any]) -> requests.Response:
        return self.ada.post(f"{self.proxy.url}{BASE}{path}", json=body)

    def state(self, receipt: dict[str, Any]) -> str:
        return str(self.ada.get(f"{self.proxy.url}{BASE}/writes/{receipt['id']}").json()["state"])

    def applied(self, path: str, body: dict[str, Any]) -> str:
        """The id of what this write has made, once it is there."""
        receipt = self.post(path, body).json()
        eventually(lambda: self.state(receipt) == "applied")
        return str(receipt["resource"]["id"])


@pytest.fixture
def services(configure: Callable[..., Settings], tmp_path: Path) -> Iterator[Services]:
    chosen = configure(trusted_proxies=1, cookie_secure=True)
    prepare_mongo()
    started = Services(chosen, tmp_path)
    yield started
    started.proxy.stop()
    started.processes.stop()


def test_without_the_service_of_comments_posts_and_chat_go_on(services: Services) -> None:
    post_id = services.applied("/posts", POST)
    services.applied(f"/posts/{post_id}/comments", {"content": "Before"})
    services.kill_comments()
    assert is_problem(services.post(f"/posts/{post_id}/comments", {"content": "x"}), 503, "Unavailable")
    assert services.ada.get(f"{services.proxy.url}{BASE}/posts/{post_id}").json()["comment_count"] == 1
    services.applied("/posts", POST)
    room: dict[str, Any] = {"kind": "room", "name": "A room", "member_ids": []}
    talk = services.applied("/conversations", room)
    services.applied(f"/conversations/{talk}/messages", {"content": "Hello"})
    services.start_comments(port=int(services.comments_url.rpartition(":")[2]))
    services.applied(f"/posts/{post_id}/comments", {"content": "After"})


def test_a_comment_waits_for_its_own_worker_and_nothing_else_waits_for_it(services: Services) -> None:
    post_id = services.applied("/posts", POST)
    api, worker = services.of_comments
    kill(worker)
    waiting = services.post(f"/posts/{post_id}/comments", {"content": "Later"}).json()
    services.applied("/posts", POST)
    assert services.state(waiting) == "accepted"
    services.processes.start_worker(queues=["comments"])
    eventually(lambda: services.state(waiting) == "applied")


def test_each_api_serves_its_own_nouns_and_the_receipts_of_all(services: Services) -> None:
    somebody = "0" * 24
    for url, paths in {
        services.comments_url: ("/posts", f"/posts/{somebody}", "/conversations", "/users/me", "/auth/me"),
        services.others_url: (f"/posts/{somebody}/comments", f"/comments/{somebody}"),
    }.items():
        for path in paths:
            assert requests.get(f"{url}{BASE}{path}").json()["title"] == "Not found", (url, path)
        assert requests.get(f"{url}{BASE}/writes/{somebody}").status_code == 401
        assert answers(url)


def test_the_two_files_of_compose_leave_nothing_undone_and_nothing_done_twice() -> None:
    api, comments_api = (OVERRIDE[name]["environment"]["API_NOUNS"].split(",") for name in ("api", "api-comments"))
    assert sorted(api + comments_api) == sorted(NOUN_QUEUES)
    for name, queues in {
        "worker-writes": sorted(set(NOUN_QUEUES) - {"comments"}),
        "worker-comments": ["comments"],
    }.items():
        command = OVERRIDE[name]["command"].split()
        assert sorted(command[command.index("-Q") + 1].split(",")) == queues
        assert sorted(OVERRIDE[name]["healthcheck"]["test"][-1].split(",")) == queues
    for name, changed in OVERRIDE.items():
        base = changed.get("extends", {"service": name})["service"]
        assert base in SERVICES
        mounts = [volume.split(":") for volume in changed.get("volumes", [])]
        assert all((ROOT / source).is_file() and mode == "ro" for source, _, mode in mounts)
