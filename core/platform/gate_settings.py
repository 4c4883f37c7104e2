"""The settings of the gate: which posts and comments wait for a moderator before others see them."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    Field,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings

FileName = Annotated[str, StringConstraints(strip_whitespace=True)]


class GateSettings(BaseSettings):
    """A part of the settings (core/platform/settings.py)."""

    # What is held for a moderator; 0 and an empty name switch a rule off
    hold: Literal["none", "first", "all"] = Field(
        "none",
        description="What waits for a moderator: `first`, all of an account until something is shown; `all`; or `none`",
    )
    trusted_from: NonNegativeInt = Field(
        0,
        description="Whoever has so many posts and comments that are shown is not held any more; 0: nobody is trusted",
    )
    gate_hold_score: PositiveInt = Field(3, description="What the gate gives so many points waits for a moderator")
    gate_honeypot: bool = Field(True, description="3 points for what fills in the field that people do not see")
    gate_fill_s: NonNegativeInt = Field(0, description="2 points for a form that was sent sooner than this")
    gate_words_file: FileName = Field(
        "", description="3 points for a text with one of the words or phrases in this file, one in each line"
    )
    gate_links_max: NonNegativeInt = Field(
        0, description="2 points for a text with more links than this; of a new account 3, beyond half as many"
    )
    gate_new_account_s: NonNegativeInt = Field(0, description="1 point for an account that is younger than this")
    gate_repeats_max: NonNegativeInt = Field(
        0, description="3 points for what its author has said so often in the last hour, 2 for what others have"
    )

    gate_learn: bool = Field(
        False,
        description="Remember the words of what moderators decide about; what is like their spam gets 2 or 3 points",
    )

    gate_hook_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="A program of yours that a worker asks about each text, which answers points; empty: none",
    )
    gate_hook_secret: SecretStr = Field(
        SecretStr(""),
        description="What its questions are signed with; GATE_HOOK_URL needs it",
        validate_default=True,
    )
    gate_hook_s: Annotated[float, Field(gt=0, le=3)] = Field(
        1.0, description="How long it, or Akismet, may take to answer; without an answer the text is held"
    )

    gate_akismet_key: SecretStr = Field(
        SecretStr(""),
        description="With it a worker asks Akismet about each text, which is held if that says that it is spam",
    )
    gate_akismet_url: str = Field(
        "https://rest.akismet.com/1.1",
        pattern=r"^https?://\S+[^/\s]$",
        description="Where Akismet is asked, or whoever speaks as it does",
    )

    @field_validator("gate_hook_secret")
    @classmethod
    def _signs_questions(cls, value: SecretStr, others: ValidationInfo) -> SecretStr:
        if others.data.get("gate_hook_url") and not value.get_secret_value():
            raise ValueError("GATE_HOOK_URL needs it")
        return value

    @field_validator("gate_words_file")
    @classmethod
    def _can_be_read(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError("there is no such file")
        return value
