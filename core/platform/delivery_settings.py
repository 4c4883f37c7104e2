"""The settings of what leaves the system for people who are elsewhere: mails, and pushes to their browsers."""

from email.utils import parseaddr
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from core.platform import web_push
from core.platform.gate_settings import GateSettings

# Of mails that go nowhere.
FILED_FROM = "Social <social@localhost.localdomain>"
# Of the browsers that people use.
SERVICES = (
    "https://fcm.googleapis.com,https://updates.push.services.mozilla.com,https://web.push.apple.com,"
    "https://*.notify.windows.com"
)
SiteUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+$")]


class DeliverySettings(GateSettings):
    """A part of the settings (core/platform/settings.py)."""

    # Mail
    site_url: SiteUrl = Field(
        "http://127.0.0.1:3000", description="Where people open the pages: links in mails begin so; no slash at the end"
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="The server that takes mails: `smtp://name:password@host:587`, or `smtps://`; empty: none",
    )
    mail_folder: str = Field(
        "", description="Without SMTP_URL, mails are files in this folder; empty as well: nobody gets mail"
    )
    mail_from: str = Field(
        "", description="Who mails are from, `Name <address>`; required with SMTP_URL", validate_default=True
    )
    mail_link_ttl_s: PositiveInt = Field(
        1800, description="How long a link works that resets a password or confirms an address; it works once"
    )
    mail_delay_s: NonNegativeInt = Field(
        60,
        description="So long a notice waits for its mail: what is read meanwhile is not sent, what comes is added",
    )
    mail_digest_hour: Annotated[int, Field(ge=0, le=23)] = Field(
        7, description="The hour (UTC) of daily digests, and of weekly ones on Monday"
    )
    mail_every_s: PositiveFloat = Field(10.0, description="How often beat looks for mails that are due")

    # Web Push
    push_key: SecretStr = Field(
        SecretStr(""),
        description="The private key that pushes are signed with: 32 bytes as base64url; empty: nobody gets pushes",
    )
    push_services: str = Field(
        SERVICES,
        description="Where pushes may go: origins, with commas; `https://*.example.org` are all below example.org",
    )
    push_every_s: PositiveFloat = Field(5.0, description="How often beat looks for pushes that are due")

    @field_validator("smtp_url")
    @classmethod
    def _is_of_smtp(cls, value: SecretStr) -> SecretStr:
        url = urlsplit(value.get_secret_value())
        if url.geturl() and (url.scheme not in ("smtp", "smtps") or not url.hostname):
            raise ValueError("it is `smtp://host:port` or `smtps://host:port`, with `name:password@` if it wants them")
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, value: str, others: ValidationInfo) -> str:
        smtp_url = others.data.get("smtp_url")
        is_needed = value or (smtp_url and smtp_url.get_secret_value())
        # A mail from nowhere would be refused as if its reader were not there.
        if is_needed and ("@" not in parseaddr(value)[1] or not value.isprintable()):
            raise ValueError("it is an address, or `Name <address>`, and required with SMTP_URL")
        return value or FILED_FROM

    @field_validator("push_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        if text := value.get_secret_value():
            web_push.private_key(text)
        return value

    @field_validator("push_services")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        if wrong := [each for each in value.split(",") if not web_push.ORIGIN.fullmatch(each)]:
            raise ValueError(f"{wrong[0]!r} is not an origin, such as https://push.example.org")
        return value

    @property
    def is_mail_on(self) -> bool:
        """Whether people can get mails at all."""
        return bool(self.smtp_url.get_secret_value() or self.mail_folder)
