"""What nobody refers to goes after a time, and nothing else does."""

import os
import time
from pathlib import Path

import pytest

from core.content.pictures import files
from core.maintenance import stray_pictures
from core.maintenance.migrations import migrate
from core.platform.settings import Settings
from core.reads import cache
from core.servers.mongo import collection, db
from core.servers.pictures.store import store
from core.writes import attempts, backlog
from tasks import cleanup
from tests.pictures.test_picture_deaths import set_picture, shown
from tests.support.faults import failing
from tests.support.journal_writes import ADA, BOB, accept, carry_out, insert_user, make_due
from tests.support.pictures import png


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    insert_user(ADA)
    insert_user(BOB, "Bob")


def grow_old(settings: Settings) -> None:
    """Everything that is kept was put an hour before it may go."""
    root = Path(settings.pictures_url.get_secret_value().removeprefix("file://"))
    at_s = time.time() - settings.pictures_kept_s - 3600
    for file in (each for each in root.rglob("*") if each.is_file()):
        os.utime(file, (at_s, at_s))


def names() -> set[str]:
    return {each.name for each in store().listed("")}


def run() -> int:
    return int(cleanup.clean_up("pictures"))


def test_what_was_sent_goes_when_its_write_has_ended_and_the_picture_stays(system: Settings) -> None:
    for actor in (ADA, BOB):
        assert carry_out(set_picture(actor=actor)).state == "applied"
    refused = set_picture(b"hello")
    assert carry_out(refused).state == "rejected"
    assert len(names()) == 5 and run() == 0
    grow_old(system)
    assert [run(), run()] == [3, 0]
    assert all(name.startswith(files.MADE) for name in names()) and shown(ADA) == shown(BOB)


def test_what_was_replaced_or_removed_goes(system: Settings) -> None:
    first, second = png(), png(colour=(0, 0, 0))
    for file in (first, second):
        carry_out(set_picture(file))
    carry_out(set_picture(actor=BOB))
    carry_out(accept("user.edit", BOB, {"changes": {"profile_img": None}}, resource_id=BOB))
    grow_old(system)
    assert run() == 3 + 2 and len(names()) == 1
    user = collection("users").find_one({"_id": ADA})
    assert user and files.made(ADA, str(user["profile_img"]))


def test_what_a_write_waits_for_stays_however_long(system: Settings) -> None:
    pending, dead = set_picture(), set_picture(actor=BOB)
    (attempt,) = attempts.begin([dead.id])
    assert attempt.body["upload"] in names()
    with failing("update", times=1000, errorCode=1):
        for _ in range(system.attempts_max + 1):
            make_due(dead)
            carry_out(dead)
    grow_old(system)
    before = {name for name in names() if name.startswith(files.UPLOADS)}
    run()
    assert {name for name in names() if name.startswith(files.UPLOADS)} == before and len(before) == 2
    assert {write.id for write in backlog.unfinished("pictures")} == {pending.id, dead.id}
    assert carry_out(pending).state == "applied"


def test_a_file_that_is_sent_again_is_young_again(system: Settings) -> None:
    carry_out(set_picture())
    carry_out(accept("user.edit", ADA, {"changes": {"profile_img": None}}, resource_id=ADA))
    grow_old(system)
    (made,) = [name for name in names() if name.startswith(files.MADE)]
    found = [name for _, some in stray_pictures.find("") for name in some]
    assert made in found
    # Between the two looks.
    carry_out(set_picture())
    assert stray_pictures.remove(found) == len(found) - 1 and made in names()


def test_files_of_nobody_and_unfinished_ones_go(system: Settings) -> None:
    for name in ("made/aa/" + "f" * 24 + "-" + "0" * 64, "made/aa/odd", "uploads/b.12.new", "elsewhere"):
        store().put(name, b"x")
    grow_old(system)
    assert run() == 4 and not names()


def test_the_migration_drops_addresses_elsewhere_and_leaves_pictures(system: Settings) -> None:
    carry_out(set_picture())
    before = shown()
    db()["users"].update_one({"_id": BOB}, {"$set": {"profile_img": "https://example.org/b.png"}})
    # Also before it has run nobody is led there.
    assert b'"profile_img":null' in cache.get([f"user:{BOB}"])[f"user:{BOB}"].json()
    db()["meta"].update_one({"_id": "schema"}, {"$set": {"version": 18, "place": "", "owner": None}}, upsert=True)
    assert migrate() >= 1
    users = {user["_id"]: user for user in collection("users").find()}
    assert users[BOB]["profile_img"] is None and users[BOB]["version"] == 2
    assert users[ADA]["profile_img"] == files.sha256(before)
