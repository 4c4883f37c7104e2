"""What several settings have to look like."""

from typing import Annotated

from pydantic import StringConstraints

Url = Annotated[str, StringConstraints(pattern=r"^[a-z+]+://\S+$")]
Cron = Annotated[str, StringConstraints(pattern=r"^[\d*/,-]+( [\d*/,-]+){2}( [\w*/,-]+){2}$")]
RateLimit = Annotated[str, StringConstraints(pattern=r"^\d+ ?(/|per) ?\d* ?(second|minute|hour|day)s?$")]
