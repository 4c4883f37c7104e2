"""`flask admin mail`: a test mail, what waits, and what came back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from core.content import inbox_choices
from core.platform.settings import Settings, use
from tests.support.journal_writes import ADA, BOB, carry_out, insert_user, new_comment, new_post
from tests.support.mail_server import mail_server

Run = Callable[..., Result]
BOUNCE = """\
From: MAILER-DAEMON@mx.example.org
To: social@example.org
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {failed}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such person

Final-Recipient: rfc822; {late}
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; nobody@example.org
Action: failed
Status: 5.1.1

--b--
"""


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words, **about: app.test_cli_runner().invoke(args=["admin", "mail", *words], **about)


@pytest.fixture
def folder(system: Settings, tmp_path: Path) -> Path:
    use(system.model_copy(update={"mail_folder": str(tmp_path / "mail")}))
    return tmp_path / "mail"


def test_a_test_mail_is_sent_and_where_is_said(run: Run, folder: Path) -> None:
    done = run("test", "ada@example.org")
    assert done.exit_code == 0 and str(folder) in done.output
    (file,) = folder.glob("*.eml")
    assert b"To: ada@example.org" in file.read_bytes()


def test_without_settings_nobody_is_told_that_it_was_sent(run: Run) -> None:
    done = run("test", "ada@example.org")
    assert done.exit_code == 1 and "SMTP_URL" in done.output


def test_what_the_server_says_is_said(run: Run, system: Settings, configure: Callable[..., Settings]) -> None:
    with mail_server() as server:
        made = configure(smtp_url=server.url, mail_from="a@example.org")
        use(system.model_copy(update={"smtp_url": made.smtp_url, "mail_from": made.mail_from}))
        server.refusals["ada@example.org"] = "550 5.1.1 No such person"
        refused = run("test", "ada@example.org")
    unavailable = run("test", "ada@example.org")
    assert refused.exit_code == unavailable.exit_code == 1
    assert "550 5.1.1" in refused.output and "ConnectionRefusedError" in unavailable.output


def test_what_waits_is_counted(run: Run, folder: Path) -> None:
    insert_user()
    insert_user(BOB, "Bob")
    post_id = carry_out(new_post()).resource_id
    carry_out(new_comment(post_id, actor=BOB))
    assert run("waiting").output == "1 notices wait for a mail, 0 of them are due.\n"


def test_who_cannot_be_reached_is_noted_and_who_is_late_is_not(run: Run, system: Settings) -> None:
    insert_user()
    insert_user(BOB, "Bob")
    message = BOUNCE.format(failed=f"{ADA}@example.org", late=f"{BOB}@example.org")
    done = run("bounced", input=message)
    assert done.exit_code == 0 and done.output == f"{ADA} gets no more mails.\n"
    refused = inbox_choices.choices_of(ADA).mail_refused
    assert refused and refused["status"] == "5.1.1" and inbox_choices.choices_of(BOB).mail_refused is None


@pytest.mark.parametrize("message", ["", "x", "\x00\xff", BOUNCE.format(failed="", late="x").replace("5.1.1", "")])
def test_what_is_no_report_changes_nothing(run: Run, system: Settings, message: str) -> None:
    assert run("bounced", input=message).output == "Nobody's address failed for good.\n"
