"""What people may send to moderators, and what moderators may."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from core.schemas.inputs import VISIBLE
from core.schemas.reasons import Reason

Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\u0000]*$")]
# Empty, or with something to read.
Words = Annotated[str, StringConstraints(max_length=500, pattern=f"^$|{VISIBLE}")]


class NewReport(BaseModel):
    """Why a post or a comment should not stand."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Reason
    note: Annotated[Note, Field(description="In your own words; only moderators read it")] = ""


class ItemDecision(BaseModel):
    """What a moderator decides about a post or a comment."""

    model_config = ConfigDict(extra="forbid", strict=True)

    act: Annotated[
        Literal["dismiss", "remove"],
        Field(description="`dismiss` closes the reports and keeps the item; `remove` deletes it as well"),
    ]
    round: Annotated[
        int | None,
        Field(ge=1, le=2**31, description="Of the case, as you saw it. Without one: whatever is open"),
    ] = None
    reason: Annotated[Reason | None, Field(description="Of a removal: its author is told")] = None
    note: Annotated[Note, Field(description="For the audit log")] = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.act == "remove") != (self.reason is not None):
            raise ValueError("A removal has a reason, and a dismissal has none.")
        return self


class NewAppeal(BaseModel):
    """Why something that was removed should be there."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: Annotated[
        str,
        StringConstraints(min_length=1, max_length=1000, pattern=VISIBLE),
        Field(description="For the moderators, in your own words"),
    ]


class RemovalDecision(BaseModel):
    """What a moderator decides about something that was removed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    act: Annotated[
        Literal["restore", "uphold"],
        Field(description="`restore` brings it back, appealed or not; `uphold` closes the appeal"),
    ]
    note: Annotated[Note, Field(description="For the audit log")] = ""


class Lock(BaseModel):
    """Why a discussion is locked."""

    model_config = ConfigDict(extra="forbid", strict=True)

    note: Annotated[Note, Field(description="For the audit log")] = ""


class UserDecision(BaseModel):
    """What a moderator decides about a person."""

    model_config = ConfigDict(extra="forbid", strict=True)

    act: Annotated[
        Literal["warn", "mute", "unmute", "suspend", "unsuspend", "ban", "unban"],
        Field(description="`mute`: what they write waits for a moderator, and they are not told that it is for that"),
    ]
    words: Annotated[Words, Field(description="Of a warning or a suspension: what the person is told")] = ""
    until_ms: Annotated[
        int | None, Field(ge=0, le=253_402_300_799_999, description="Of a suspension: when it ends, epoch ms")
    ] = None
    note: Annotated[Note, Field(description="For the audit log")] = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.act in ("warn", "suspend")) != bool(self.words):
            raise ValueError("Who is warned or suspended is told why, in words; others are told nothing.")
        if (self.act == "suspend") != (self.until_ms is not None):
            raise ValueError("A suspension ends at until_ms, and nothing else does.")
        return self
