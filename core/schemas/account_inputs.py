"""What people may send about their accounts, beside what inputs.py has."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.schemas.inputs import Email, Name, Password

Known = Annotated[str, Field(max_length=128, description="The password of now")]
Code = Annotated[str | None, Field(max_length=64, description="Of your app, or a recovery code, where that is on")]
LinkToken = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"),
    Field(description="What stands behind the # of the link in the mail"),
]


class Credentials(BaseModel):
    """Who signs in."""

    model_config = ConfigDict(extra="forbid", strict=True)

    email: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(max_length=128)]
    code: Code = None


class NewPassword(BaseModel):
    """A password to be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    new_password: Password


class PasswordChange(NewPassword):
    """Another password."""

    password: Known


class AddressChange(BaseModel):
    """Another address."""

    model_config = ConfigDict(extra="forbid", strict=True)

    password: Known
    email: Email


class ForgottenPassword(BaseModel):
    """Whose password is forgotten."""

    model_config = ConfigDict(extra="forbid", strict=True)

    email: Email


class PasswordReset(NewPassword):
    """Another password, by the link of a mail."""

    token: LinkToken


class Confirmation(BaseModel):
    """The link of a mail."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: LinkToken


class Proof(BaseModel):
    """That it is you."""

    model_config = ConfigDict(extra="forbid", strict=True)

    password: Known
    code: Code = None


class FirstCode(BaseModel):
    """What an app shows that was just given its secret."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Annotated[str, Field(min_length=6, max_length=12)]


Base64Url = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"^[A-Za-z0-9_-]+$")]


class _OfDevice(BaseModel):
    # Browsers send more than is needed, and newer ones more than older ones.
    model_config = ConfigDict(extra="ignore", strict=True)


class MadeResponse(_OfDevice):
    """What a device says of a key that it has made."""

    clientDataJSON: Base64Url  # noqa: N815 - as browsers spell it
    attestationObject: Base64Url  # noqa: N815


class UsedResponse(_OfDevice):
    """What a device says with one of its keys."""

    clientDataJSON: Base64Url  # noqa: N815
    authenticatorData: Base64Url  # noqa: N815
    signature: Base64Url
    userHandle: Base64Url  # noqa: N815


class _Credential(_OfDevice):
    id: Base64Url
    rawId: Base64Url  # noqa: N815
    type: Literal["public-key"]


class MadeCredential(_Credential):
    """A passkey that was made: `toJSON()` of what `navigator.credentials.create` gives."""

    response: MadeResponse


class UsedCredential(_Credential):
    """A passkey that was used: `toJSON()` of what `navigator.credentials.get` gives."""

    response: UsedResponse


class NewPasskey(BaseModel):
    """A passkey to be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[Name, Field(description="By which its owner knows it: a device, or where it is kept")]
    credential: MadeCredential


class PasskeyProof(BaseModel):
    """That it is you, by one of your passkeys."""

    model_config = ConfigDict(extra="forbid", strict=True)

    credential: UsedCredential


class Leaving(BaseModel):
    """That your account is to be deleted."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: Annotated[
        Literal["erase", "anonymise"],
        Field(description="Whether all that you wrote goes with you, or stays without your name"),
    ]
