"""An SMTP server for tests that keeps what it is given, and refuses what it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from deploy.local.ports import free_port
from deploy.local.servers import HOST


class MailServer:
    """`mails`: what it took, `raw` their bytes. `refusals`: what it answers to RCPT TO, by the address, instead
    of taking them; `text_refusal`: what it answers to every text."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.refusals: dict[str, str] = {}
        self.text_refusal = ""
        self.port = free_port()

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://{HOST}:{self.port}"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802 - so aiosmtpd calls it
        """Take this recipient, or do not."""
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Keep this mail, or do not."""
        if self.text_refusal:
            return self.text_refusal
        self.recipients.append(list(map(str, envelope.rcpt_tos)))
        self.raw.append(cast(bytes, envelope.content))
        self.mails.append(message_from_bytes(cast(bytes, envelope.content), policy=default))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """One on a free port until the block ends."""
    server = MailServer()
    controller = Controller(server, hostname=HOST, port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
