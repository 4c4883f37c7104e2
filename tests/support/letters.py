"""The mails that a system without a mail server has written into files."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.support.waiting import eventually

# As long as a worker takes at most.
SEND_S = 8.0


def text_of(mail: EmailMessage) -> str:
    """What it says, as plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_of(mail: EmailMessage) -> str:
    """The token of its link."""
    found = re.search(r"#([\w-]{43})\s", text_of(mail))
    assert found, text_of(mail)
    return found[1]


@dataclass(frozen=True)
class Letters:
    """Those in this folder."""

    folder: Path

    def to(self, address: str) -> list[EmailMessage]:
        """All that went to this address."""
        mails = [message_from_bytes(file.read_bytes(), policy=default) for file in self._files()]
        return [mail for mail in mails if mail["To"].addresses[0].addr_spec == address]

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)

    def subjects(self, address: str) -> list[str]:
        """Their subjects, in order."""
        return [str(mail["Subject"]) for mail in self.to(address)]

    def link(self, address: str, subject: str) -> str:
        """The token of the latest mail with this subject."""
        return link_of(next(mail for mail in reversed(self.to(address)) if mail["Subject"] == subject))

    def wait_for(self, address: str, subject: str) -> str:
        """The same, once a worker has sent it."""
        eventually(lambda: subject in self.subjects(address))
        return self.link(address, subject)
