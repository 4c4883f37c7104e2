"""Why something should not stand: what people report it for, and what moderators remove it for."""

from typing import Literal

Reason = Literal["spam", "harassment", "hate", "violence", "sexual", "illegal", "other"]
REASONS: tuple[Reason, ...] = ("spam", "harassment", "hate", "violence", "sexual", "illegal", "other")
