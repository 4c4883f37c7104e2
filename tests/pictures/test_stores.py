"""Where pictures are kept: a folder, and a bucket of an S3-compatible server."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from core.platform.settings import Settings, SettingsError, load, use
from core.servers.pictures.store import PictureStore, PicturesUnavailableError, store
from deploy.local.ports import free_port
from tests.pictures.test_picture_deaths import set_picture, shown
from tests.support.journal_writes import ADA, carry_out, insert_user


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a bucket, on a server of its own."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=(port := free_port()), verbose=False)
    server.start()
    about = {"aws_access_key_id": "key", "aws_secret_access_key": "se/cret", "region_name": "eu-central-1"}
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", config=Config(), **about)
    client.create_bucket(Bucket="social", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield f"s3+http://key:se%2Fcret@127.0.0.1:{port}/social/pictures?region=eu-central-1"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, system: Settings) -> PictureStore:
    """The store of the test, empty."""
    if request.param == "s3":
        use(Settings.model_validate(system.model_dump() | {"pictures_url": request.getfixturevalue("s3")}))
    for each in list(store().listed("")):
        store().remove(each.name)
    return store()


def names(kept: PictureStore, after: str = "") -> list[str]:
    return [each.name for each in kept.listed(after)]


def test_what_is_put_is_there_until_it_is_removed(kept: PictureStore) -> None:
    assert kept.get("made/ab/x") is None and kept.age_s("made/ab/x") is None and names(kept) == []
    kept.put("made/ab/x", b"one")
    kept.put("made/ab/x", b"two")
    assert kept.get("made/ab/x") == b"two" and names(kept) == ["made/ab/x"]
    kept.remove("made/ab/x")
    kept.remove("made/ab/x")
    assert kept.get("made/ab/x") is None and names(kept) == []


def test_files_are_listed_by_name_from_any_place(kept: PictureStore) -> None:
    wanted = ["made/ab/x", "made/ab/y", "made/cd/x", "uploads/a", "uploads/b"]
    for name in reversed(wanted):
        kept.put(name, b"x")
    assert names(kept) == wanted
    assert [names(kept, after=name) for name in wanted] == [wanted[n + 1 :] for n in range(5)]


def test_each_put_makes_a_file_young(kept: PictureStore) -> None:
    kept.put("uploads/a", b"x")
    first = kept.age_s("uploads/a")
    assert first is not None and first < 60
    assert all(abs(each.age_s - first) < 60 for each in kept.listed(""))


def test_a_picture_is_made_and_shown_wherever_it_is_kept(kept: PictureStore) -> None:
    insert_user(ADA)
    assert carry_out(set_picture()).state == "applied" and shown()


def test_two_at_once_leave_a_whole_file_in_a_folder(system: Settings) -> None:
    # A bucket promises it itself (Amazon S3 User Guide, "Data consistency model"); the one of the tests does not.
    kept = store()
    contents = [bytes([n]) * 100_000 for n in range(8)]
    threads = [threading.Thread(target=kept.put, args=("uploads/a", content)) for content in contents]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert kept.get("uploads/a") in contents and names(kept) == ["uploads/a"]


def test_a_file_that_was_never_finished_is_listed_and_can_be_removed(system: Settings) -> None:
    root = Path(system.pictures_url.get_secret_value().removeprefix("file://"))
    store().put("uploads/a", b"x")
    unfinished = root / "uploads/b.0123.new"
    unfinished.write_bytes(b"half")
    os.utime(unfinished, (time.time() - 9000,) * 2)
    (found,) = store().listed("uploads/a")
    assert found.name == "uploads/b.0123.new" and 8900 < found.age_s < 9100


def test_a_store_that_cannot_be_reached_says_so(system: Settings) -> None:
    for url in (f"s3+http://key:secret@127.0.0.1:{free_port()}/social", "file:///proc/none"):
        use(Settings.model_validate(system.model_dump() | {"pictures_url": url}))
        with pytest.raises(PicturesUnavailableError):
            store().put("uploads/a", b"x")
    use(Settings.model_validate(system.model_dump() | {"pictures_url": "file:///dev/null/x"}))
    with pytest.raises(PicturesUnavailableError):
        store().get("uploads/a")


def test_a_bucket_that_is_not_there_is_a_failure_and_not_an_empty_one(system: Settings, s3: str) -> None:
    use(Settings.model_validate(system.model_dump() | {"pictures_url": s3.replace("/social/", "/other/")}))
    for call in (lambda: store().put("a", b""), lambda: store().get("a"), lambda: list(store().listed(""))):
        with pytest.raises(PicturesUnavailableError):
            call()


@pytest.mark.parametrize(
    "url",
    ["", "/var/lib", "file://", "ftp://a:b@c/d", "s3+https://host/bucket", "s3+https://a:b@host", "s3+https://a:b@/b"],
)
def test_a_place_that_is_none_stops_the_start(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PICTURES_URL", url)
    with pytest.raises(SettingsError, match="PICTURES_URL"):
        load()
