"""What a form of a page says about how it was filled in."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class FormSigns(BaseModel):
    """How a form was filled in, which tells people from programs. Clients without a form leave it out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    website: Annotated[str, Field(max_length=200, description="Of a field that people do not see: leave it empty")] = ""
    filled_ms: Annotated[int | None, Field(ge=0, le=2**53, description="How long the form was open")] = None
