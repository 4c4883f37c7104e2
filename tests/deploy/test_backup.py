"""Backup and restore, with the servers that the suite runs: what was there before the copy is there after it, once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.content import posts
from core.platform.settings import Settings
from core.servers.redis import UNAVAILABLE, cache_store
from core.servers.redis import journal as store
from core.writes import backlog, installation, journal
from deploy.local import backup
from deploy.local.backup import BackupError
from deploy.local.servers import Server
from tests.conftest import answering
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_comment, new_post
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually


def is_back(probe: Callable[[], object]) -> bool:
    try:
        probe()
    except UNAVAILABLE:
        return False
    return True


def test_o7_a_restore_of_a_hot_backup_loses_nothing_before_it_and_orders_what_comes_after(
    system: Settings, servers: ServerAddresses, tmp_path: Path
) -> None:
    insert_user(ADA)
    installation.check_at_start()
    # As `make run` has it: the folders of the stores side by side.
    local = tmp_path / "local"
    (local / "data").mkdir(parents=True)
    for name in backup.STORES:
        (local / "data" / name).symlink_to(servers.servers[name].data)
    post, waiting = carry_out(new_post("Before")), new_post("Waiting")
    keyed = carry_out(new_comment(post.resource_id, idempotency_key="once"))
    folder = tmp_path / "copy"
    backup.make(local, folder, servers.servers["journal"], servers.servers["mongod"])
    for title in ("one", "two", "three"):
        carry_out(edit_post(post.resource_id, title=title))
    lost = new_post("After the copy")
    for name in backup.STORES:
        servers.kill(name)
        (local / "data" / name).unlink()
    before = backup.restore(local, folder)
    for name in backup.STORES:
        data = servers.servers[name].data
        data.rename(before / f"{name}-lost")
        (local / "data" / name).rename(data)
        servers.start(name)
    cache_store().flushall()
    eventually(lambda: is_back(lambda: store().ping()))
    answering()
    installation.check_at_start()
    assert journal.find(lost.id) is None
    assert [write.id for write in backlog.listed("pending")] == [waiting.id]
    assert carry_out(waiting).state == "applied"
    assert b'"title":"Before"' in posts.get(post.resource_id).body
    assert carry_out(edit_post(post.resource_id, title="Afterwards")).state == "applied"
    assert b'"title":"Afterwards"' in posts.get(post.resource_id).body
    again = new_comment(post.resource_id, idempotency_key="once")
    assert again.id == keyed.id
    assert installation.names() == []


def test_o7_a_backup_that_is_not_whole_is_not_put_back(tmp_path: Path) -> None:
    (tmp_path / "local/data/journal").mkdir(parents=True)
    (tmp_path / "half/journal").mkdir(parents=True)
    with pytest.raises(BackupError, match="not a whole backup"):
        backup.restore(tmp_path / "local", tmp_path / "half")
    assert (tmp_path / "local/data/journal").exists()


def test_o7_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="is there already"):
        backup.make(tmp_path, tmp_path, Server("journal", 1, tmp_path), Server("mongod", 1, tmp_path))
