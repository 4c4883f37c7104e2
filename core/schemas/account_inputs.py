"""What people may send about their accounts, beside what inputs.py has."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.schemas.inputs import Email, Password

Known = Annotated[str, Field(max_length=128, description="The password of now")]
LinkToken = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"),
    Field(description="What stands behind the # of the link in the mail"),
]


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
