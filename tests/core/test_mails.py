"""Mails about what is in an inbox: which are sent, when, once, and what becomes of those that nobody takes."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from core.content import inbox_choices
from core.delivery import mails
from core.delivery.claims import CLAIM_MS, MAIL
from core.platform.clock import now_ms
from core.platform.settings import Settings, use
from core.servers.mongo import collection, db
from tasks import mail as mail_tasks
from tests.support.journal_writes import ADA, BOB, accept, carry_out, delete, insert_user, like, new_comment, new_post
from tests.support.mail_server import MailServer, mail_server

DAY_MS = 86_400_000


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture(autouse=True)
def people(system: Settings, configure: Callable[..., Settings], server: MailServer) -> None:
    about = {"smtp_url": server.url, "mail_from": "Social <social@example.org>", "mail_delay_s": 0}
    use(system.model_copy(update=configure(**about).model_dump(include=set(about))))
    for user_id, name in ((ADA, "Ada"), (BOB, "Bob")):
        insert_user(user_id, name)


@pytest.fixture
def post_id() -> str:
    """A post of Ada's."""
    return carry_out(new_post()).resource_id


def answer(post_id: str, text: str = "An answer") -> str:
    return carry_out(new_comment(post_id, text, actor=BOB)).resource_id


def choose(**mail: str) -> None:
    carry_out(accept("user.set_inbox", ADA, {"kinds": {}, "mail": mail}, resource_id=ADA))


def later(by_ms: int = CLAIM_MS) -> None:
    """As if so much time had gone by since the notices came."""
    change = {"$inc": {"mail_ms": -by_ms, "at_ms": -by_ms}}
    collection("notices").update_many({"p": {"$gte": 0}, "mail_ms": {"$exists": True}}, change)


def waiting() -> int:
    return MAIL.waiting(now_ms())[0]


def text(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content())


def test_an_answer_is_mailed_once_however_often_the_task_runs(post_id: str, server: MailServer) -> None:
    comment_id = answer(post_id, "Well <b>said</b>")
    assert mail_tasks.send_mails() == {"sent": 1} and mail_tasks.send_mails() == {} and waiting() == 0
    (mail,) = server.mails
    assert server.recipients == [[f"{ADA}@example.org"]] and mail["Subject"] == "Bob answered you"
    assert mail["From"] == "Social <social@example.org>" and mail["Auto-Submitted"] == "auto-generated"
    url = f"http://127.0.0.1:3000/posts/{post_id}?comment={comment_id}#comments"
    assert url in text(mail) and "> Well <b>said</b>" in text(mail)
    assert "Well &lt;b&gt;said&lt;/b&gt;" in text(mail, "html") and f'href="{url}"' in text(mail, "html")


def test_a_mail_can_be_ended_with_one_click(post_id: str, server: MailServer) -> None:
    answer(post_id)
    mail_tasks.send_mails()
    # RFC 8058; as it goes over the wire, for mail programs do not decode the address.
    (mail,), headers = server.mails, server.raw[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in headers
    beginning = b"List-Unsubscribe: <http://127.0.0.1:3000/api/v1/inbox/unsubscribe?token=%s." % ADA.encode()
    assert [each[-1:] for each in headers if each.startswith(beginning)] == [b">"]
    assert f"http://127.0.0.1:3000/unsubscribe?token={ADA}." in text(mail)


def test_what_comes_together_is_one_mail(post_id: str, server: MailServer) -> None:
    for n in range(60):
        answer(post_id, f"Answer {n}")
    assert mail_tasks.send_mails() == {"sent": 1}
    (mail,) = server.mails
    said = text(mail).splitlines()
    assert mail["Subject"] == "60 new notices" and "> Answer 49" in said and "> Answer 50" not in said
    assert "And 10 more: http://127.0.0.1:3000/inbox" in text(mail)


def test_nobody_is_mailed_what_they_did_not_want_or_have_read(post_id: str, server: MailServer) -> None:
    carry_out(like("post", post_id, actor=BOB))
    assert waiting() == 0
    answer(post_id)
    carry_out(accept("user.read_inbox", ADA, {"until_ms": now_ms()}, resource_id=ADA))
    assert mail_tasks.send_mails() == {"unwanted": 1}
    choose(reply="never")
    answer(post_id)
    assert mail_tasks.send_mails() == {"unwanted": 1}
    choose(reply="at_once")
    carry_out(accept("user.set_inbox", ADA, {"kinds": {"reply": False}}, resource_id=ADA))
    answer(post_id)
    assert mail_tasks.send_mails() == {"unwanted": 1} and server.mails == [] and waiting() == 0


def test_nobody_is_mailed_what_is_gone_nor_when_they_are_banned(post_id: str, server: MailServer) -> None:
    carry_out(delete("comment", answer(post_id), actor=BOB))
    assert mail_tasks.send_mails() == {"unwanted": 1}
    answer(post_id)
    db()["users"].update_one({"_id": ADA}, {"$set": {"banned": True}})
    assert mail_tasks.send_mails() == {"unwanted": 1} and server.mails == []


@pytest.mark.parametrize(("schedule", "days"), [("daily", 2), ("weekly", 8)])
def test_a_digest_has_what_came_until_then(post_id: str, server: MailServer, schedule: str, days: int) -> None:
    choose(reply=schedule)
    for n in range(3):
        answer(post_id, f"Answer {n}")
    assert mail_tasks.send_mails() == {} and mail_tasks.send_mails() == {} and waiting() == 3
    later(days * DAY_MS)
    assert mail_tasks.send_mails() == {"sent": 1} and mail_tasks.send_mails() == {}
    assert [each["Subject"] for each in server.mails] == ["3 new notices"]


def test_an_address_that_is_refused_for_good_gets_no_more(post_id: str, server: MailServer) -> None:
    server.refusals[f"{ADA}@example.org"] = "550 5.1.1 No such person"
    answer(post_id)
    assert mail_tasks.send_mails() == {"refused": 1}
    refused = inbox_choices.choices_of(ADA).mail_refused
    assert refused and refused["status"] == "550 5.1.1"
    server.refusals.clear()
    answer(post_id)
    assert mail_tasks.send_mails() == {"unwanted": 1}
    # Who chooses anew wants it tried again.
    choose(reply="at_once")
    answer(post_id)
    assert mail_tasks.send_mails() == {"sent": 1} and len(server.mails) == 1


def test_a_text_that_is_refused_says_nothing_about_the_address(post_id: str, server: MailServer) -> None:
    server.text_refusal = "554 5.7.1 Looks like spam"
    answer(post_id)
    assert mail_tasks.send_mails() == {"refused": 1} and mail_tasks.send_mails() == {}
    assert inbox_choices.choices_of(ADA).mail_refused is None


def test_what_is_not_taken_yet_is_sent_later(post_id: str, server: MailServer) -> None:
    server.refusals[f"{ADA}@example.org"] = "451 4.7.1 Try again"
    answer(post_id)
    assert mail_tasks.send_mails() == {"deferred": 1} and mail_tasks.send_mails() == {} and waiting() == 1
    server.refusals.clear()
    later()
    assert mail_tasks.send_mails() == {"sent": 1} and waiting() == 0


def test_without_the_server_mails_wait(post_id: str, system: Settings, server: MailServer) -> None:
    with mail_server() as other:
        pass
    working = server.url
    use(system.model_copy(update=_about(other.url)))
    answer(post_id)
    assert mail_tasks.send_mails() == {"unavailable": 1} and waiting() == 1
    use(system.model_copy(update=_about(working)))
    assert mail_tasks.send_mails() == {"sent": 1}


def _about(url: str) -> dict[str, Any]:
    made = Settings.model_validate({**REQUIRED, "smtp_url": url, "mail_from": "a@example.org", "mail_delay_s": 0})
    return {name: getattr(made, name) for name in ("smtp_url", "mail_from", "mail_delay_s")}


REQUIRED = {f"{name}_url": "redis://x" for name in ("mongo", "journal", "broker", "cache")}
REQUIRED |= {"mqtt_password": "x", "jwt_keys_dir": "."}


def test_what_a_process_took_that_died_is_sent_by_the_next_with_the_same_id(post_id: str, server: MailServer) -> None:
    answer(post_id)
    assert MAIL.claim(ADA, now_ms()) and mail_tasks.send_mails() == {}
    later()
    assert mail_tasks.send_mails() == {"sent": 1}
    collection("notices").update_many({"p": {"$gte": 0}, "user_id": ADA}, {"$set": {"mail_ms": 1}})
    assert mail_tasks.send_mails() == {"sent": 1}
    first, again = server.mails
    assert first["Message-ID"] == again["Message-ID"] and first["Message-ID"].endswith("@example.org>")


def test_many_who_send_at_once_send_each_notice_once(server: MailServer, system: Settings) -> None:
    authors = [insert_user(f"{n:024x}", f"Author {n}") for n in range(1, 13)]
    for author in authors:
        post_id = carry_out(new_post(actor=author)).resource_id
        for n in range(3):
            answer(post_id, f"Answer {n} to {author}")
    begin = threading.Barrier(4)

    def send() -> Counter[str]:
        begin.wait()
        return mails.send_due(30)

    with ThreadPoolExecutor(4) as senders:
        [each.result() for each in [senders.submit(send) for _ in range(4)]]
    said = Counter(line for mail in server.mails for line in text(mail).splitlines() if line.startswith("> Answer"))
    assert set(said.values()) == {1} and len(said) == 36 and waiting() == 0


def test_a_name_cannot_write_headers(post_id: str, server: MailServer) -> None:
    db()["users"].update_one({"_id": BOB}, {"$set": {"name": "Bob\r\nBcc: all@example.org\u202egro"}})
    db()["users"].update_one({"_id": ADA}, {"$set": {"name": "Ada\nX: y"}})
    answer(post_id)
    mail_tasks.send_mails()
    (mail,) = server.mails
    assert mail["Subject"] == "Bob Bcc: all@example.org gro answered you" and mail["Bcc"] is None and mail["X"] is None
    assert server.recipients == [[f"{ADA}@example.org"]]


def test_without_a_server_mails_are_files(system: Settings, post_id: str, tmp_path: Path) -> None:
    use(system.model_copy(update={"mail_folder": str(tmp_path / "mail"), "mail_delay_s": 0}))
    answer(post_id)
    assert mail_tasks.send_mails() == {"sent": 1}
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml" and b"Subject: Bob answered you\r\n" in file.read_bytes()


def test_without_either_nothing_waits(system: Settings, post_id: str) -> None:
    use(system)
    answer(post_id)
    assert waiting() == 0 and mail_tasks.send_mails() == {}
