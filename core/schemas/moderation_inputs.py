"""What people may send to moderators, and what moderators may."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.schemas.moderation import Reason

Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\u0000]*$")]


class NewReport(BaseModel):
    """Why a post or a comment should not stand."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Reason
    note: Annotated[Note, Field(description="In your own words; only moderators read it")] = ""
