"""Mails are files in a folder here: what a journey finds in them."""

from pathlib import Path

import pytest

from tests.journeys.test_journeys import TIMEOUT_S, walk, whole_system
from tests.support.servers import ServerAddresses

pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)


def test_a_mail_leads_to_the_answer_and_can_be_ended(servers: ServerAddresses, keys_dir: Path, tmp_path: Path) -> None:
    changes = {"mail_folder": str(tmp_path / "mail"), "mail_delay_s": 0}
    with whole_system(servers, keys_dir, tmp_path / "log", **changes) as site:
        walk(site, "mail")


def test_a_forgotten_password_is_reset_by_a_mail(servers: ServerAddresses, keys_dir: Path, tmp_path: Path) -> None:
    with whole_system(servers, keys_dir, tmp_path / "log", mail_folder=str(tmp_path / "mail")) as site:
        walk(site, "recovery")


def test_a_mail_makes_the_account_where_it_is_to(servers: ServerAddresses, keys_dir: Path, tmp_path: Path) -> None:
    changes = {"mail_folder": str(tmp_path / "mail"), "registration": "by_mail"}
    with whole_system(servers, keys_dir, tmp_path / "log", **changes) as site:
        walk(site, "by-mail")
