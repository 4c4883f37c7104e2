"""The settings of accounts, sessions and tokens."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, SecretStr, ValidationInfo, field_validator

from core.platform.picture_settings import PictureSettings
from core.platform.setting_types import RateLimit, Url

FACTOR_KEY = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")


class IdentitySettings(PictureSettings):
    """A part of the settings (core/platform/settings.py)."""

    # Identity
    jwt_keys_dir: Path = Field(description="Folder of <kid>.pem RSA private keys; the newest kid signs, all verify")
    jwt_issuer: str = Field("social", description="`iss` of every token")
    jwt_audience: str = Field("social", description="`aud` of every token")
    access_ttl_s: PositiveInt = Field(900, description="Life of an access token")
    refresh_ttl_s: PositiveInt = Field(15 * 86400, description="Life of a refresh token and of an unused session")
    device_ttl_s: PositiveInt = Field(180 * 86400, description="How long a device counts as known after a sign-in")
    refresh_grace_s: PositiveInt = Field(20, description="A spent refresh token gets the same successor this long")
    session_max_s: PositiveInt = Field(90 * 86400, description="Longest life of a session, however much it is used")
    registration: Literal["open", "by_mail"] = Field(
        "open",
        description="Who registers has an account at once; or `by_mail`: by the link of a mail, so that nobody else "
        "learns who has one; needs SMTP_URL",
    )
    factor_key: SecretStr = Field(
        SecretStr(""),
        description="Encrypts what second factors need: 32 bytes as base64url; more, with commas, only decrypt; "
        "empty: neither second factors nor passkeys are offered",
    )
    proof_ttl_s: PositiveInt = Field(
        900, description="So long after signing in, or proving it again, one may change what one signs in with"
    )
    moderator_proof_s: NonNegativeInt = Field(
        0,
        description="Moderators decide only with a second factor, proven so lately; 0: it is not asked for",
    )
    leave_after_s: PositiveInt = Field(
        7 * 86400, description="How long somebody may think better of it who wants their account deleted"
    )
    erase_every_s: PositiveFloat = Field(60.0, description="How often beat looks for accounts to be deleted")
    export_ttl_s: Annotated[int, Field(ge=3600)] = Field(
        48 * 3600, description="How long what people take along is kept for them"
    )
    export_every_s: PositiveFloat = Field(30.0, description="How often beat looks for exports that go on")
    cookie_secure: bool = Field(True, description="Cookies over HTTPS only; 0 for plain HTTP on a laptop")
    public_reads: bool = Field(
        True, description="0: posts, comments, people and their events are only for those who are signed in"
    )
    mqtt_auth: Literal["tickets", "jwt"] = Field(
        "tickets",
        description="How MQTT credentials become known: a worker tells Mosquitto; or `jwt`: the broker verifies them",
    )
    mqtt_ticket_ttl_s: PositiveInt = Field(900, description="Life of the MQTT credentials of a signed-in user")
    jwks_url: Url = Field(
        "http://127.0.0.1:8000/.well-known/jwks.json", description="Where the realtime process gets the public keys"
    )
    allowed_origins: str = Field("", description="Other sites that may open sockets, with commas; empty: none")

    # Limits
    rate_sign_up: RateLimit = Field("20/hour", description="Registrations per address")
    rate_sign_in_address: RateLimit = Field("60/minute", description="Sign-ins per address")
    rate_sign_in_network: RateLimit = Field("10/minute", description="Wrong passwords per account from one network")
    rate_sign_in_device: RateLimit = Field("10/minute", description="The same on a device that has signed in before")
    rate_sign_in_account: RateLimit = Field("200/hour", description="The same from all networks, unknown devices only")
    rate_codes: RateLimit = Field("20/hour", description="Wrong codes of the second factor per account")
    rate_exports: RateLimit = Field("5/day", description="Exports that one person asks for")
    rate_mails: RateLimit = Field("5/hour", description="Mails with a link that one network asks for, per address")
    rate_mails_address: RateLimit = Field("20/hour", description="The same from all networks")

    @field_validator("jwt_audience")
    @classmethod
    def _not_of_mqtt(cls, value: str) -> str:
        if value == "mqtt":
            raise ValueError("mqtt is the audience of tokens for the broker (core/identity/mqtt_tokens.py)")
        return value

    @field_validator("factor_key")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        for each in value.get_secret_value().split(","):
            if value.get_secret_value() and not FACTOR_KEY.fullmatch(each):
                raise ValueError("each key is 32 bytes as base64url, 43 characters")
        return value

    @field_validator("registration")
    @classmethod
    def _has_mail(cls, value: str, others: ValidationInfo) -> str:
        smtp_url, folder = others.data.get("smtp_url"), others.data.get("mail_folder")
        if value == "by_mail" and not folder and not (smtp_url and smtp_url.get_secret_value()):
            raise ValueError("by_mail needs SMTP_URL: without it nobody could register")
        return value
