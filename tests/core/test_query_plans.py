"""Cost that does not grow: whatever is asked of MongoDB stands on an index."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest
from pymongo import MongoClient, monitoring

from core.identity import accounts
from core.maintenance import drift, retention
from core.platform.ids import new_id
from core.platform.settings import Settings
from core.reads.search.engine import Kind, Page
from core.reads.search.mongo.finds import MongoEngine
from core.reads.search.words import read_query
from core.servers import mongo, mongo_bounded
from core.servers.mongo import collection, db
from core.servers.redis import cache_store
from core.servers.sharding.filters import by_id, by_ids, partition
from core.writes import ledger
from tasks import cleanup
from tests.support.every_write import REQUESTS, World, pushes  # noqa: F401 - a fixture
from tests.support.journal_writes import ADA, insert_user, new_post
from tests.support.users import SignedIn

COMMANDS = ("find", "aggregate", "update", "delete", "findAndModify", "count", "distinct")
# What of a command belongs to its session and not to its plan.
OF_THE_SESSION = ("lsid", "txnNumber", "startTransaction", "autocommit", "readConcern", "writeConcern", "cursor")
pytestmark = pytest.mark.usefixtures("worker")


class Asked(monitoring.CommandListener):
    """Every query that this process sends."""

    def __init__(self) -> None:
        self.commands: list[dict[str, Any]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in COMMANDS:
            self.commands.append(dict(event.command))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Not of interest."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Not of interest."""


@pytest.fixture
def asked(system: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """What the application asks of MongoDB from now on."""
    listener = Asked()
    _, breaker = mongo.client_and_breaker()
    client = MongoClient[dict[str, Any]](
        system.mongo_url, w="majority", journal=True, readConcernLevel="majority", event_listeners=[listener]
    )
    monkeypatch.setattr(mongo, "client_and_breaker", lambda: (client, breaker))
    monkeypatch.setattr(mongo_bounded, "_client", lambda *_: client)
    yield listener
    client.close()


def plan_of(command: dict[str, Any]) -> dict[str, Any]:
    """How MongoDB would carry this command out."""
    plain = {name: value for name, value in command.items() if name[0] != "$" and name not in OF_THE_SESSION}
    if "aggregate" in plain:
        plain["cursor"] = {}
    return dict(db().command("explain", plain, verbosity="queryPlanner"))


def single(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The statements of this command, one by one: MongoDB explains one at a time."""
    name = next(iter(command))
    many = {"update": "updates", "delete": "deletes"}.get(name, "")
    for statement in command.get(many, [None]):
        yield command | ({many: [statement]} if many else {})


def stages(plan: Any) -> set[str]:
    """The stages of a plan, at any depth."""
    if isinstance(plan, list):
        return {each for part in plan for each in stages(part)}
    if not isinstance(plan, dict):
        return set()
    own = {str(plan["stage"])} if "stage" in plan else set()
    return own | {each for name, part in plan.items() if name != "rejectedPlans" for each in stages(part)}


def without_an_index(asked: Asked) -> list[str]:
    """The queries that would read a whole collection."""
    commands, asked.commands = asked.commands, []
    assert commands
    return [
        repr({name: part for name, part in each.items() if name not in OF_THE_SESSION})
        for command in commands
        for each in single(command)
        if "COLLSCAN" in stages(plan_of(each))
    ]


def test_a_query_without_an_index_is_found(asked: Asked) -> None:
    list(collection("posts").find({"title": "A title"}))
    assert len(without_an_index(asked)) == 1
    list(collection("posts").find({"deleted": False}).sort([("created_ms", -1), ("_id", -1)]).limit(21))
    collection("posts").update_one({"_id": "a"}, {"$set": {"title": "b"}})
    assert without_an_index(asked) == []


def walk(reader: SignedIn, path: str) -> None:
    """Read this path in every way, past the cache: each page, and the page behind it."""
    for query in ("?", "?limit=1", "?limit=1&order=oldest", "?since=1", "?until=99999999999999"):
        cache_store().flushall()
        answer = reader.get(path + query)
        assert answer.status_code == 200 or query != "?", path
        if answer.status_code == 200 and (cursor := answer.get_json().get("next_cursor")):
            cache_store().flushall()
            assert reader.get(f"{path}{query}&cursor={cursor}").status_code == 200


def test_everything_that_people_write_and_read_stands_on_an_index(
    asked: Asked, sign_up: Callable[..., SignedIn]
) -> None:
    world = World(*(sign_up(name) for name in ("Ada", "Bob", "Eve", "Dan", "Mo")))
    ends = [kind for kind in REQUESTS if kind.endswith(("delete", "remove"))]
    for kind in [*(each for each in REQUESTS if each not in ends), *reversed(ends)]:
        if kind == ends[-1]:
            user = f"/users/{world.ada.id}"
            for path in (
                "/posts",
                f"{world.post}/comments",
                f"{user}/posts",
                f"{world.room}/messages",
                "/conversations",
            ):
                walk(world.ada, path)
            for path in (
                "/posts?order=top",
                "/posts?order=hot",
                "/posts?order=top&within=day",
                f"{world.post}/comments?order=top",
            ):
                assert world.ada.get(path).status_code == 200
            for path in ("/inbox", "/inbox/unread", "/inbox/settings", "/inbox/push", "/invitations"):
                assert world.ada.get(path).status_code == 200
            assert world.mo.get("/moderation/held?state=rejected").status_code == 200
            walk(world.mo, "/moderation/held")
            walk(world.eve, "/moderation/held/own")
            for path in (world.post, world.comment, world.room, world.message, user, "/users/me/blocks"):
                walk(world.ada, path)
            for path in (world.post, world.comment):
                walk(world.ada, f"{path}/history")
        assert REQUESTS[kind](world, {"Prefer": "wait=60"}).status_code < 300, kind
    accounts.set_banned(world.bob.id, True)
    assert without_an_index(asked) == []


def examined(command: dict[str, Any]) -> int:
    """How many keys and documents MongoDB looks at for this command."""
    plain = {name: value for name, value in command.items() if name[0] != "$" and name not in OF_THE_SESSION}
    stats = db().command("explain", plain, verbosity="executionStats")["executionStats"]
    return max(int(stats["totalKeysExamined"]), int(stats["totalDocsExamined"]))


@pytest.mark.parametrize("shards", [1, 2])
def test_a_read_by_id_looks_at_no_more_than_it_finds(
    asked: Asked, configure: Callable[..., Settings], shards: int
) -> None:
    configure(mongo_shards=shards)
    root = new_id()
    ids = [new_id(root) for _ in range(300)]
    blank = {"author_id": ADA, "post_id": root, "created_ms": 1, "deleted": False}
    db()["comments"].insert_many([{"_id": each, "p": partition(each), **blank} for each in ids])
    notes = [
        {"_id": each, "p": partition(each), "key": f"key {each}", "at": datetime.now(UTC), "outcome": {"event": None}}
        for each in ids
    ]
    db()["ledger"].insert_many(notes)
    asked.commands.clear()
    list(collection("comments").find(by_id(ids[7])))
    list(collection("comments").find(by_ids(ids[:5])))
    ledger.once([replace(new_post(idempotency_key="once"), id=ids[3])], lambda session, writes: [])
    # The worker carries out the post meanwhile.
    reads = [each for each in asked.commands if "find" in each and any(item_id in repr(each) for item_id in ids)]
    assert len(reads) == 3
    # Seeks between the ids of one partition count as well.
    assert [examined(command) <= most for command, most in zip(reads, (2, 12, 4), strict=True)] == [True] * 3


def test_what_operators_and_the_schedule_ask_again_and_again_stands_on_an_index(asked: Asked) -> None:
    ledger.newest_seq()
    retention.overdue()
    for name in ("deleted-posts", "deleted-comments", "deleted-messages", "orphans", "counters"):
        cleanup.clean_up(name)
    list(drift.wrong_counters(""))
    assert without_an_index(asked) == []


@pytest.mark.parametrize("most", [1, 5000])
def test_a_search_stands_on_an_index(asked: Asked, configure: Callable[..., Settings], most: int) -> None:
    configure(search_matches_max=most)
    blank = {"author_id": ADA, "post_id": ADA, "title": "Red wine", "content": "Red wine", "deleted": False}
    for name in ("posts", "comments"):
        ids = [new_id() for _ in range(5)]
        db()[name].insert_many([{"_id": each, "p": partition(each), "created_ms": 1, **blank} for each in ids])
    for n, name in enumerate(("Red", "Wine Red", "Wine Red")):
        insert_user(f"{n:024x}", name)
    asked.commands.clear()
    kinds: tuple[Kind, ...] = ("posts", "comments", "people")
    for kind in kinds:
        query, after = read_query("red" if kind == "people" else "red wine"), ""
        for _ in range(2):
            after = MongoEngine().find(kind, query, Page(1, after, monotonic() + 10)).after
        assert after or kind == "people"
    assert without_an_index(asked) == []
