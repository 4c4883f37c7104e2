"""Whom one follows of those that are asked about: what is asked, and the shape of the answer."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.schemas.inputs import Ids
from core.schemas.outputs import Id, Shape


class FollowedQuery(BaseModel):
    """Which people are asked about."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[Ids, Field(description="Ids of up to 100 people, with commas between")]


class FollowedList(Shape):
    """Which of those that were asked for the caller follows."""

    items: list[Id]
