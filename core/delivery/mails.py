"""Sending the mails that are due."""

import time
from collections import Counter
from collections.abc import Callable

import structlog

from core.content import inbox, inbox_choices
from core.content.inbox_choices import Choices
from core.delivery import account_postings, bounces, letters, postbox, schedules, unsubscribing
from core.delivery.claims import MAIL
from core.delivery.postbox import DeferredError, Postbox, RefusedError, UnavailableError
from core.identity import accounts
from core.platform.clock import now_ms
from core.platform.metrics import MAILS
from core.platform.problems import Problem
from core.platform.settings import settings
from core.schemas.inbox import StoredNotice
from core.schemas.stored import StoredUser

# What could not be sent for so long is not sent any more: a week until a digest, and some days of trying.
GIVE_UP_MS = 10 * 86_400_000
_log = structlog.get_logger()


def send_due(limit_s: float) -> Counter[str]:
    """Send mails until none is due or so many seconds are over; how many ended how, as MAILS counts them.

    What a server does not take now is due again in five minutes.
    """
    counts: Counter[str] = Counter()
    deadline_s = time.monotonic() + limit_s
    if not settings().is_mail_on:
        return counts

    def is_over() -> bool:
        return time.monotonic() > deadline_s

    try:
        # Somebody waits for these.
        account_postings.send_due(counts, is_over)
        _send_all(counts, is_over)
    except UnavailableError as error:
        counts["unavailable"] += 1
        _log.warning("mail_unavailable", reason=str(error))
    for result, count in counts.items():
        MAILS.labels(result).inc(count)
    return counts


def _send_all(counts: Counter[str], is_over: Callable[[], bool]) -> None:
    while (user_ids := MAIL.users_with_due(now_ms())) and not is_over():
        # A connection for each round, and none while nobody is to get a mail.
        with postbox.opened() as box:
            for user_id in user_ids:
                if is_over():
                    return
                counts.update(_send_to(user_id, box))


def _send_to(user_id: str, box: Postbox) -> list[str]:
    """How it ended: `sent`, `refused`, `deferred`, or `unwanted`, when there is nothing to be said; nothing when it is
    for another process, or for later."""
    at_ms = now_ms()
    taken = MAIL.claim(user_id, at_ms)
    if not taken:
        return []
    choices = inbox_choices.choices_of(user_id)
    due = _without_later(taken, choices, at_ms)
    if not due:
        return []
    wanted = [each for each in due if _is_wanted(each, choices, at_ms)]
    try:
        result = _post(user_id, wanted, box) if wanted else "unwanted"
    except DeferredError:
        return ["deferred"]
    MAIL.finish(due)
    return [result]


def _without_later(taken: list[StoredNotice], choices: Choices, at_ms: int) -> list[StoredNotice]:
    """Let those wait that belong in a later digest; the others."""
    due, later = list[StoredNotice](), dict[int, list[StoredNotice]]()
    for each in taken:
        due_ms = schedules.due_ms(choices.schedule_of(each["kind"]), each["at_ms"])
        same = due if due_ms is None or due_ms <= at_ms else later.setdefault(due_ms, [])
        same.append(each)
    for due_ms, some in later.items():
        MAIL.defer(some, due_ms)
    return due


def _is_wanted(notice: StoredNotice, choices: Choices, at_ms: int) -> bool:
    is_read = notice["at_ms"] <= choices.read_ms
    is_old = notice["at_ms"] < at_ms - GIVE_UP_MS
    return not (is_read or is_old or choices.mail_refused) and choices.schedule_of(notice["kind"]) != "never"


def _post(user_id: str, wanted: list[StoredNotice], box: Postbox) -> str:
    user = _reader(user_id)
    shown = inbox.shown(wanted, 0) if user else []
    if user is None or not shown:
        return "unwanted"
    mail = letters.letter(user["email"], user["name"], shown, unsubscribing.token_of(user_id), now_ms())
    try:
        box.post(mail)
    except RefusedError as refused:
        _log.warning("mail_refused", user=user_id, status=refused.status, is_address=refused.is_address)
        if refused.is_address:
            bounces.note(user_id, refused.status)
        return "refused"
    return "sent"


def _reader(user_id: str) -> StoredUser | None:
    try:
        user = accounts.get(user_id)
    except Problem:
        return None
    return None if user.get("banned") or user.get("unconfirmed") else user
