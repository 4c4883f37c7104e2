"""The journeys of people through the pages, in a real browser, against the real system (frontend/journeys)."""

import json
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from core.content.moderation import appeals, open_cases
from core.identity import accounts
from core.platform.settings import Settings, use
from core.servers import redis
from core.servers.mongo import collection
from deploy.local.install.binaries import browser
from deploy.local.install.node import environment as node_environment
from deploy.local.ports import free_port
from tasks import mail as mail_tasks
from tests.conftest import GENEROUS, prepare_mongo, server_settings
from tests.support.journal_writes import carry_out, carry_out_together, new_comment, new_post
from tests.support.letters import text_of
from tests.support.processes import ROOT, Processes, environment, kill
from tests.support.servers import ServerAddresses, drop_database

Action = Callable[[dict[str, Any]], dict[str, Any] | None]
FOLDER = ROOT / "frontend/journeys"
PICTURES = ROOT / "frontend/screenshots"
# How the components look: what their pictures are held against.
ACCEPTED = ROOT / "tests/journeys/accepted"
# No verdict: the longest one takes a minute and a half on a quiet machine, four on a busy one.
TIMEOUT_S = 800
BATCH = 100
pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)


@dataclass
class WholeSystem:
    """The whole system, and what a journey may ask for."""

    processes: Processes
    settings: Settings
    url: str
    worker: "subprocess.Popen[bytes]"
    # What else this journey may ask for.
    more: dict[str, Action] = field(default_factory=dict)

    def kill_worker(self, _: dict[str, Any]) -> None:
        """As the kernel would."""
        kill(self.worker)

    def start_worker(self, _: dict[str, Any]) -> None:
        """Start one again."""
        self.worker = self.processes.start_worker()

    def store_posts(self, asked: dict[str, Any]) -> None:
        """So many posts of this author, one after the other."""
        for n in range(asked["count"]):
            carry_out(new_post(f"Post {n}", actor=asked["author"]))

    def store_comments(self, asked: dict[str, Any]) -> None:
        """So many comments of this author on this post."""
        writes = [new_comment(asked["post"], f"Comment {n}", actor=asked["author"]) for n in range(asked["count"])]
        for n in range(0, len(writes), BATCH):
            carry_out_together(writes[n : n + BATCH])

    def make_moderator(self, asked: dict[str, Any]) -> None:
        """As `flask admin users promote` does."""
        accounts.set_role(asked["user"], accounts.MODERATOR, has=True)

    def mails(self, _: dict[str, Any]) -> dict[str, Any]:
        """All mails so far, to whom and their texts, when those that are due have been sent."""
        mail_tasks.send_mails()
        files = sorted(Path(self.settings.mail_folder).glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        parsed = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return {"mails": [{"to": mail["To"].addresses[0].addr_spec, "text": text_of(mail)} for mail in parsed]}

    def answer(self, line: str) -> str:
        """Do what the journey asks for."""
        asked = json.loads(line)
        actions: dict[str, Action] = {
            "kill worker": self.kill_worker,
            "start worker": self.start_worker,
            "store posts": self.store_posts,
            "store comments": self.store_comments,
            "mails": self.mails,
            "make moderator": self.make_moderator,
            **self.more,
        }
        return json.dumps(actions[asked["what"]](asked) or {}) + "\n"


@contextmanager
def whole_system(servers: ServerAddresses, keys_dir: Path, log: Path, **changes: Any) -> Iterator[WholeSystem]:
    """The whole system with these settings, until the block ends. No other one may run beside it: their workers would
    take each other's messages."""
    own, port = f"t{uuid.uuid4().hex[:12]}", free_port()
    values: dict[str, Any] = server_settings(servers, keys_dir) | GENEROUS | {"mongo_db": own, "key_prefix": f"{own}:"}
    values["pictures_url"] = (log.parent / "pictures").as_uri()
    values["site_url"] = f"http://127.0.0.1:{port}"
    chosen = Settings(_env_file=None, **(values | changes))
    use(chosen)
    prepare_mongo()
    processes = Processes(environment(chosen), log)
    try:
        api, (live,) = processes.start_site(1)
        worker = processes.start_worker()
        yield WholeSystem(processes, chosen, processes.start_frontend(api, live, port), worker)
    finally:
        processes.stop()
        drop_database(chosen)
        redis.cache_store().flushdb()


@pytest.fixture(scope="module")
def running(
    servers: ServerAddresses, keys_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WholeSystem]:
    with whole_system(servers, keys_dir, tmp_path_factory.mktemp("journeys") / "log") as system:
        yield system


@pytest.fixture
def site(running: WholeSystem) -> WholeSystem:
    # Another test's settings may have come in between.
    use(running.settings)
    return running


# Those that have a test of their own, below or in another file.
NAMED = {"edit-window", "gallery", "long-thread", "mail", "menus", "offline", "push", "recovery", "sessions"}
NAMED |= {"by-mail", "held", "leaving", "moderators-prove", "security", "two-edits"}
NO_JOURNEYS = {"accepted-pictures", "barriers", "drawn", "english", "letters", "run", "stage", "tour"}
OTHERS = {path.stem for path in FOLDER.glob("*.mjs")} - NO_JOURNEYS - NAMED


@pytest.mark.parametrize("journey", sorted(OTHERS))
def test_journey(site: WholeSystem, journey: str) -> None:
    walk(site, journey)
    # The next one is on the same site: its moderators begin with nothing to decide.
    assert open_cases.count() + appeals.count() + collection("held").count_documents({"deleted": False}) == 0


def test_face_f1_f2_and_f8_a_comment_on_a_long_thread_stays_in_view_and_the_box_where_it_is(site: WholeSystem) -> None:
    walk(site, "long-thread")


def test_face_f3_what_is_written_without_a_network_survives_a_reload_and_is_sent_once_and_in_order(
    site: WholeSystem,
) -> None:
    walk(site, "offline")


def test_face_f4_menus_are_inside_the_window_on_a_phone(site: WholeSystem) -> None:
    walk(site, "menus")


def test_face_f6_a_session_does_not_pause_under_the_fingers_of_who_is_writing(site: WholeSystem) -> None:
    walk(site, "sessions")


def test_face_f7_a_save_over_somebody_elses_save_asks(site: WholeSystem) -> None:
    walk(site, "two-edits")


def test_each_component_looks_as_accepted_in_each_state_and_look(site: WholeSystem) -> None:
    walk(site, "gallery")


def walk(site: WholeSystem, journey: str) -> None:
    """Walk this journey; it fails as the test does."""
    folders = {"SCREENSHOTS": str(PICTURES), "ACCEPTED": str(ACCEPTED)}
    env = node_environment() | folders | {"BASE": site.url, "CHROMIUM": str(browser())}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(["node", str(FOLDER / "run.mjs"), journey], env=env, text=True, **pipes)
    assert process.stdin and process.stdout
    timer = threading.Timer(TIMEOUT_S, process.kill)
    timer.start()
    try:
        for line in process.stdout:
            process.stdin.write(site.answer(line))
            process.stdin.flush()
        _, errors = process.communicate()
    finally:
        # What was asked for has failed: nobody answers it any more.
        timer.cancel()
        process.kill()
    assert process.returncode == 0, errors
