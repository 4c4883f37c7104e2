"""What mails about accounts say. Links have their token behind `#`: no server is told of it, and none logs it."""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from typing import Any

from core.delivery.letters import addressed, message_id, whole_html
from core.delivery.notice_texts import one_line
from core.platform.clock import rfc3339
from core.platform.settings import settings
from core.schemas.stored_accounts import StoredAccountMail


@dataclass(frozen=True)
class AccountText:
    """What one says: a subject, what comes before the link, and what comes after it."""

    subject: str
    before: str
    link: str
    after: str


def _page(path: str, token: str = "") -> str:
    return f"{settings().site_url}{path}" + (f"#{token}" if token else "")


def _works() -> str:
    return f"The link works once, for {settings().mail_link_ttl_s // 60} minutes."


def registration(token: str) -> AccountText:
    """To an address without an account: the link that makes one."""
    before = f"Somebody, probably you, registers at {settings().site_url} with this address. To have the account, open:"
    after = f"{_works()} If it was not you, leave it: there will be no account."
    return AccountText("Finish your registration", before, _page("/confirm", token), after)


def has_account() -> AccountText:
    """To an address that has an account: somebody has tried to register it."""
    before = (
        f"Somebody, probably you, has tried to register at {settings().site_url} with this address, which has an "
        "account already. If you do not know its password, choose a new one:"
    )
    after = "If it was not you, there is nothing to do: who tried has learned nothing about your account."
    return AccountText("You have an account already", before, _page("/forgot"), after)


def confirmation(token: str) -> AccountText:
    """The link that confirms an address."""
    before = f"To confirm that this is your address at {settings().site_url}, open:"
    after = f"{_works()} If you know nothing of it, leave it."
    return AccountText("Confirm your address", before, _page("/confirm", token), after)


def reset(token: str) -> AccountText:
    """The link by which to choose a new password."""
    before = f"Somebody, probably you, has forgotten the password at {settings().site_url}. To choose a new one, open:"
    after = f"{_works()} If it was not you, leave it: the password stays as it is."
    return AccountText("Choose a new password", before, _page("/reset", token), after)


def _sign_in(about: dict[str, Any]) -> AccountText:
    browser, address, at = one_line(about["user_agent"]), about["network"], rfc3339(about["at_ms"])
    before = (
        f"Somebody has signed in to your account on a device that was not used for it before:\n\n"
        f"{browser or 'An unknown program'}\nfrom {address}, {at}\n\nWhere you are signed in:"
    )
    after = "If it was you, there is nothing to do. If not, change your password there: that ends all other sessions."
    return AccountText("A new sign-in to your account", before, _page("/settings"), after)


def _password_changed(_: dict[str, Any]) -> AccountText:
    before = "The password of your account was changed, and all its other sessions were ended."
    after = "If it was not you, choose a new one with this link, and tell the operator."
    return AccountText("Your password was changed", before, _page("/forgot"), after)


def _address_changed(about: dict[str, Any]) -> AccountText:
    before = f"Your account has another address now: {about['address']}. No more mails come to this one."
    after = "If it was not you, tell the operator at once: this address does not open the account any more."
    return AccountText("Your address was changed", before, _page("/"), after)


def _news(subject: str, before: str) -> Callable[[dict[str, Any]], AccountText]:
    after = "If it was not you, choose another password there, which ends all other sessions, and tell the operator."
    return lambda _: AccountText(subject, before, _page("/settings"), after)


def _export_ready(_: dict[str, Any]) -> AccountText:
    hours = settings().export_ttl_s // 3600
    before = f"What you have at {settings().site_url} is put together. It is kept for {hours} hours, at:"
    after = "It is for you alone, so you have to sign in."
    return AccountText("Your data is ready", before, _page("/settings/data"), after)


def _leaving(about: dict[str, Any]) -> AccountText:
    before = (
        f"Your account is going to be deleted, at {rfc3339(about['due_ms'])}. Until then you can still keep it, at:"
    )
    after = "If it was not you, keep it there and choose another password, which ends all other sessions."
    return AccountText("Your account is going to be deleted", before, _page("/settings/data"), after)


def erased(receipt: str) -> AccountText:
    """To the address of an account that is deleted: the signed receipt, which the pages show."""
    before = (
        "Your account is deleted. What was removed, from where and when, says this receipt, which the site has signed:"
    )
    after = (
        "Keep this mail if you want to be able to show it: the receipt is stored nowhere else. Nothing more comes here."
    )
    return AccountText("Your account is deleted", before, _page("/erasure", receipt), after)


_OFF = "Signing in to your account needs the password alone again, or one of your passkeys."
NEWS: dict[str, Callable[[dict[str, Any]], AccountText]] = {
    "sign_in": _sign_in,
    "password_changed": _password_changed,
    "address_changed": _address_changed,
    "export_ready": _export_ready,
    "account_leaving": _leaving,
    "factor_on": _news("Your second factor is on", "Signing in to your account needs a code of your app from now on."),
    "factor_off": _news("Your second factor is off", _OFF),
    "recovery_codes": _news("You have new recovery codes", "The former recovery codes of your account work no more."),
    "passkey_added": _news("You have a new passkey", "A passkey was added to your account: it signs in as you."),
    "passkey_removed": _news("A passkey was removed", "A passkey was removed from your account."),
}


def letter(mail: StoredAccountMail, name: str, text: AccountText) -> EmailMessage:
    """The mail with this text."""
    made = addressed(mail["address"], name, mail["at_ms"])
    made["Subject"] = text.subject
    made["Message-ID"] = message_id([mail["_id"], text.link])
    made.set_content(f"{text.before}\n\n{text.link}\n\n{text.after}\n")
    parts = [f'<p style="white-space:pre-line">{escape(text.before)}</p>']
    parts += [f'<p><a href="{escape(text.link)}">{escape(text.link)}</a></p>', f"<p>{escape(text.after)}</p>"]
    made.add_alternative(whole_html("".join(parts)), subtype="html")
    return made
