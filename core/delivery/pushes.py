"""Sending the pushes that are due: to each of the browsers in which somebody wants them, one about all that is new."""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import structlog

from core.content import inbox, inbox_choices
from core.content.inbox_choices import Choices
from core.delivery import push_texts
from core.delivery.claims import CLAIM_MS, PUSH
from core.delivery.push_services import DeferredError, GoneError, RefusedError, post
from core.identity import push_subscriptions
from core.platform import push_settings, web_push
from core.platform.clock import now_ms
from core.platform.metrics import PUSHES
from core.schemas.inbox import StoredNotice
from core.schemas.push import StoredPushSubscription

# A push says that something is new: what could not be sent for so long is not sent any more, nor kept by a service.
KEPT_MS = 86_400_000
_log = structlog.get_logger()
Shown = dict[str, Any]


class Run:
    """One run of a task: until when it sends, and which push services it has found to take nothing."""

    def __init__(self, limit_s: float) -> None:
        self._deadline_s = time.monotonic() + limit_s
        self._down: set[str] = set()

    def is_over(self) -> bool:
        """Whether its time is up."""
        return time.monotonic() > self._deadline_s

    def note_down(self, endpoint: str) -> None:
        """Nothing more is sent in this run to the service of this browser: one that hangs holds up no other."""
        self._down.add(web_push.origin_of(endpoint))

    def reaches(self, endpoint: str) -> bool:
        """Whether a push to this browser is worth trying now."""
        return not self.is_over() and web_push.origin_of(endpoint) not in self._down


def send_due(limit_s: float) -> Counter[str]:
    """Send pushes until none is due or so many seconds are over; how many ended how, as PUSHES counts them.

    What a push service does not take now is due again in five minutes, for that browser alone.
    """
    counts: Counter[str] = Counter()
    if push_settings.is_on():
        _send_all(counts, Run(limit_s))
    for result, count in counts.items():
        PUSHES.labels(result).inc(count)
    return counts


def _send_all(counts: Counter[str], run: Run) -> None:
    while (user_ids := PUSH.users_with_due(at_ms := now_ms())) and not run.is_over():
        reachable = push_subscriptions.with_any(user_ids)
        # Most people want none: they cost nothing each.
        PUSH.forgo(set(user_ids) - reachable, at_ms)
        for user_id in user_ids:
            if run.is_over():
                return
            if user_id in reachable:
                counts.update(_send_to(user_id, run))


def _send_to(user_id: str, run: Run) -> list[str]:
    """How it ended with each browser: `sent`, `gone`, `refused` or `deferred`; or `unwanted`, when there is nothing to
    be said; nothing when it is for another process."""
    at_ms = now_ms()
    taken = PUSH.claim(user_id, at_ms)
    if not taken:
        return []
    choices = inbox_choices.choices_of(user_id)
    wanted = [each for each in taken if _is_wanted(each, choices, at_ms)]
    about = list(_with_shown(wanted))
    browsers = push_subscriptions.of_user(user_id) if about else []
    results = {each["_id"]: result for each in browsers if (result := _push(each, about, run))}
    again = [browser for browser, result in results.items() if result == "deferred"]
    _settle(taken, [notice for notice, _ in about], again, at_ms)
    return list(results.values()) or ["unwanted"]


def _is_wanted(notice: StoredNotice, choices: Choices, at_ms: int) -> bool:
    is_new = notice["at_ms"] > max(choices.read_ms, at_ms - KEPT_MS)
    return is_new and choices.kinds[notice["kind"]]


def _with_shown(wanted: list[StoredNotice]) -> Iterable[tuple[StoredNotice, Shown]]:
    """Each of these with what it says, without those about what is gone."""
    shown = {each["id"]: each for each in inbox.shown(wanted, 0)}
    for each in wanted:
        if found := shown.get(f"{each['kind']}:{each['item_id']}"):
            yield each, found


def _push(browser: StoredPushSubscription, about: list[tuple[StoredNotice, Shown]], run: Run) -> str:
    """How it ended; empty when none of these notices is for this browser."""
    own = [shown for notice, shown in about if browser["_id"] in notice.get("push_to", [browser["_id"]])]
    if not own:
        return ""
    if not run.reaches(browser["endpoint"]):
        return "deferred"
    try:
        post(browser, push_texts.payload(own), push_texts.topic(own), KEPT_MS // 1000)
    except GoneError:
        push_subscriptions.drop(browser)
        return "gone"
    except DeferredError as error:
        if error.is_of_all:
            run.note_down(browser["endpoint"])
        _log.warning("push_deferred", user=browser["user_id"], reason=str(error))
        return "deferred"
    except RefusedError as error:
        _log.warning("push_refused", user=browser["user_id"], reason=str(error))
        return "refused"
    return "sent"


def _settle(taken: list[StoredNotice], told: list[StoredNotice], again: list[str], at_ms: int) -> None:
    """What is to be tried again waits for those browsers only; the rest is done."""
    later: dict[tuple[str, ...], list[StoredNotice]] = {}
    for each in told:
        if left := tuple(browser for browser in again if browser in each.get("push_to", again)):
            later.setdefault(left, []).append(each)
    for left, some in later.items():
        PUSH.defer(some, at_ms + CLAIM_MS, left)
    waiting = {each["_id"] for some in later.values() for each in some}
    PUSH.finish([each for each in taken if each["_id"] not in waiting])
