"""What people see of their own accounts."""

from typing import Annotated

from pydantic import Field

from core.schemas.outputs import Id, Shape, Time, User


class Suspension(Shape):
    """Until when somebody may read, and not write."""

    until: Time
    why: str


class Me(User):
    """The caller."""

    email: str
    is_confirmed: Annotated[bool, Field(description="Whether they have proven that they read mails to the address")]
    roles: list[str]
    suspension: Annotated[Suspension | None, Field(description="Until when they may not write, if they may not")]


class Session(Shape):
    """One sign-in."""

    id: Id
    created_at: Time
    last_seen_at: Time
    user_agent: str
    address: str
    is_current: bool


class SessionList(Shape):
    """The caller's sessions."""

    items: list[Session]
