"""How often somebody may have a mail sent to an address, and that it goes at once."""

from flask import request

from core.identity import rate_limits
from core.platform.networks import network_of
from core.platform.settings import settings
from tasks.enqueue import publish
from tasks.mail import send_mails
from web.http.password_guesses import account_of


def spend(email: str) -> None:
    """Count a mail to this address that the caller asks for. Raises Problem 429 when there were too many."""
    account = account_of(email)
    # In this order: a network that has used up its own budget takes nothing from the shared one. The headers do not
    # reveal how often others have asked.
    rate_limits.spend("mails", f"{account}:{network_of(request.remote_addr or 'unknown')}")
    rate_limits.spend("mails_address", account)


def hurry() -> None:
    """Tell the workers that a mail is due. If the broker is unavailable, it goes a few seconds later."""
    if settings().is_mail_on:
        publish(send_mails)
