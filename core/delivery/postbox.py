"""Where mails go: to the SMTP server of the settings, or, on a laptop, into files."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from core.platform.settings import settings

TIMEOUT_S = 8.0
PORTS = {"smtp": 25, "smtps": 465}
# Of the answers to RCPT TO, those that are about the address and not about us, now or the text (RFC 5321, 4.2.3).
NO_SUCH_ADDRESS = (550, 551, 553)
SHUTTING_DOWN = 421


class UnavailableError(Exception):
    """The server takes no mails now, or none of ours; the message says why, without an address."""


class DeferredError(Exception):
    """The server does not take this mail yet."""


class RefusedError(Exception):
    """The server refuses this mail for good. `status` is what it said, such as `550 5.1.1`; `is_address` says whether
    it is about the address, so that the next mail would be refused as well."""

    def __init__(self, code: int, text: bytes | str, is_address: bool) -> None:
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}", said)
        self.status = f"{code} {enhanced[0]}" if enhanced else str(code)
        self.is_address = is_address
        super().__init__(self.status)


class Postbox(Protocol):
    """Something that takes mails."""

    def post(self, mail: EmailMessage) -> None:
        """Hand this mail over. Raises DeferredError, RefusedError, UnavailableError."""


class Folder:
    """Mails as files, `<Message-ID>.eml`: the same mail again is the same file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def post(self, mail: EmailMessage) -> None:
        """Write the file."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]", "", str(mail["Message-ID"]).partition("@")[0])
        unfinished = self._path / f".{name}"
        unfinished.write_bytes(mail.as_bytes())
        unfinished.replace(self._path / f"{name}.eml")


class Server:
    """An SMTP server, by one connection."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def post(self, mail: EmailMessage) -> None:
        """Hand it to the server."""
        try:
            self._smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _refused(code, said, is_address=code in NO_SUCH_ADDRESS) from None
        except smtplib.SMTPDataError as refused:
            raise _refused(refused.smtp_code, refused.smtp_error, is_address=False) from None
        except smtplib.SMTPNotSupportedError:
            raise RefusedError(553, "5.6.7", is_address=True) from None
        except (smtplib.SMTPException, OSError) as error:
            raise UnavailableError(_said(error)) from None


def _refused(code: int, text: bytes | str, *, is_address: bool) -> Exception:
    if code == SHUTTING_DOWN:
        return UnavailableError(f"{code}")
    return RefusedError(code, text, is_address) if code >= 500 else DeferredError(f"{code}")


def _said(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


@contextmanager
def opened() -> Iterator[Postbox]:
    """What takes mails now. Raises UnavailableError."""
    url = settings().smtp_url.get_secret_value()
    if not url:
        yield Folder(Path(settings().mail_folder))
        return
    try:
        smtp = _connected(urlsplit(url))
    except (smtplib.SMTPException, OSError) as error:
        raise UnavailableError(_said(error)) from None
    try:
        yield Server(smtp)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()


def _connected(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        smtp.ehlo_or_helo_if_needed()
        # No password goes out that others can read.
        if url.username or smtp.has_extn("starttls"):
            smtp.starttls(context=context)
    if url.username:
        smtp.login(unquote(url.username), unquote(url.password or ""))
    return smtp
