"""What people see of their own accounts."""

from typing import Annotated

from pydantic import Field

from core.schemas.outputs import Id, Shape, Time, User


class Me(User):
    """The caller."""

    email: str
    is_confirmed: Annotated[bool, Field(description="Whether they have proven that they read mails to the address")]
    roles: list[str]


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
