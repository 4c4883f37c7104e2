"""What can be wrong with a request, in the shape of RFC 9457 (problem details)."""

from typing import Any

import orjson


class Problem(Exception):  # noqa: N818 - the RFC's word
    """A refusal: `status` as in HTTP, a `title` that is always the same for its kind, a `detail` for this case.

    `errors` is a list of `{"pointer": JSON pointer (RFC 6901), "message": str}`; `retry_after_s` becomes Retry-After.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        errors: list[dict[str, str]] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status, self.title, self.detail = status, title, detail
        self.errors, self.retry_after_s = errors or [], retry_after_s

    def as_dict(self) -> dict[str, Any]:
        """The members that do not depend on the request: type, title, status, detail, and errors if there are any."""
        kind = self.title.lower().replace(" ", "-")
        members: dict[str, Any] = {"type": f"/docs/problems#{kind}", "title": self.title, "status": self.status}
        members["detail"] = self.detail or self.title
        return members | ({"errors": self.errors} if self.errors else {})

    def answer(self, path: str, request_id: str) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the HTTP answer (`application/problem+json`) to a request for this path."""
        members = self.as_dict() | {"instance": path, "request_id": request_id}
        retry = {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}
        return orjson.dumps(members), {"Content-Type": "application/problem+json"} | retry


def not_found(what: str) -> Problem:
    """404: it is not there, or not for this caller to know of."""
    return Problem(404, "Not found", f"There is no such {what}.")


def not_yours(what: str) -> Problem:
    """403: only its author may change it."""
    return Problem(403, "Not yours", f"Only its author may change this {what}.")


def unavailable(what: str, retry_after_s: int = 2) -> Problem:
    """503: a server that this request cannot do without is unavailable."""
    return Problem(503, "Unavailable", f"{what} is not available right now.", retry_after_s=retry_after_s)
