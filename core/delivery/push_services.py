"""Handing a push to the push service of a browser (RFC 8030), encrypted (RFC 8291) and signed (RFC 8292)."""

import os
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

import requests
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from core.platform import push_settings, web_push
from core.platform.settings import settings
from core.schemas.push import StoredPushSubscription

# To connect, and then to answer: with LIMIT_S of tasks/push.py less than a task may run.
TIMEOUT_S = 4.0
# What says that nobody is behind this address any more.
GONE = (404, 410)
TOO_MANY = 429
UNAVAILABLE = 503


class GoneError(Exception):
    """The browser has ended this subscription."""


class DeferredError(Exception):
    """The service does not take it now; the message says why, without the address. `is_of_all` says that it would take
    no other one either."""

    def __init__(self, reason: str, *, is_of_all: bool) -> None:
        super().__init__(reason)
        self.is_of_all = is_of_all


class RefusedError(Exception):
    """The service refuses this push for good."""


class _Session(requests.Session):
    """One that goes where it was told to, and nowhere else."""

    def get_redirect_target(self, resp: Any) -> None:
        """Never: where a service would lead, nobody has looked whether a push may go there."""


@lru_cache(maxsize=1)
def _session(_process_id: int) -> requests.Session:
    return _Session()


def post(subscription: StoredPushSubscription, payload: bytes, topic: str, kept_s: int) -> None:
    """Hand this over; the service keeps it for so long, instead of one with the same topic. Raises GoneError,
    DeferredError, RefusedError."""
    endpoint = subscription["endpoint"]
    if not push_settings.allows(endpoint):
        raise RefusedError("not at one of PUSH_SERVICES")
    try:
        webpush(
            {"endpoint": endpoint, "keys": {"p256dh": subscription["p256dh"], "auth": subscription["auth"]}},
            payload.decode(),
            vapid_private_key=_signer(),
            vapid_claims={"sub": f"mailto:{parseaddr(settings().mail_from)[1]}"},
            timeout=TIMEOUT_S,
            ttl=kept_s,
            headers={"Topic": topic, "Urgency": "normal"},
            requests_session=_session(os.getpid()),
        )
    except WebPushException as error:
        raise _refused(error.response, web_push.origin_of(endpoint)) from None
    except requests.RequestException as error:
        said = f"{type(error).__name__} from {web_push.origin_of(endpoint)}"
        raise DeferredError(said, is_of_all=True) from None


def _signer() -> Vapid:
    # The address of MAIL_FROM has been looked at, and may be one of a local network.
    return Vapid(web_push.private_key(settings().push_key.get_secret_value()), {"no-strict": True})


def _refused(response: requests.Response | None, origin: str) -> Exception:
    """As what the service has answered counts; 403 says that our key is wrong, or our clock, and not the browser's."""
    status = response.status_code if response is not None else 0
    if status in GONE:
        return GoneError()
    said = f"{status} from {origin}"
    if status == TOO_MANY or status >= 500:
        return DeferredError(said, is_of_all=status in (TOO_MANY, UNAVAILABLE))
    return RefusedError(said)
