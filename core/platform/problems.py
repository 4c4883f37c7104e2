"""What can be wrong with a request, in the shape of RFC 9457 (problem details)."""

from enum import Enum
from typing import Any

import orjson


class ProblemKind(Enum):
    """Every kind of refusal: its HTTP status, its title, and what it means, as `/docs/problems` explains it."""

    MALFORMED_REQUEST = (400, "Malformed request", "400: The request could not be read.")
    MALFORMED_JSON = (
        400,
        "Malformed JSON",
        "400: The body is not JSON as RFC 7493 asks for it, or is nested deeper than 32 levels.",
    )
    BAD_CURSOR = (400, "Bad cursor", "400: Send the cursor exactly as a page gave it.")
    BAD_IF_MATCH = (400, "Bad If-Match", "400: Send the rev in quotes, or an ETag.")
    NOT_SIGNED_IN = (
        401,
        "Not signed in",
        "401: There is no session, it has ended, or the token has run out. Refresh, or sign in.",
    )
    WRONG_CREDENTIALS = (401, "Wrong credentials", "401: No account has this address and password.")
    WRONG_PASSWORD = (403, "Wrong password", "403: This is not the password of the account.")
    SECOND_FACTOR = (
        401,
        "Second factor needed",
        "401: The password is right. Send it again with a `code` of your app, or a recovery code.",
    )
    WRONG_CODE = (403, "Wrong code", "403: This code is wrong, too old, or was used before.")
    WRONG_PASSKEY = (403, "Wrong passkey", "403: This passkey is not known here, or its answer came too late.")
    PROOF_NEEDED = (
        403,
        "Proof needed",
        "403: For this, prove again that it is you (POST /auth/prove). It counts for PROOF_TTL_S, and for what only "
        "moderators do for MODERATOR_PROOF_S.",
    )
    FACTOR_WANTED = (
        403,
        "Second factor wanted",
        "403: Moderators here have a second factor (MODERATOR_PROOF_S): turn it on first.",
    )
    CSRF = (
        403,
        "CSRF",
        "403: As X-CSRF-TOKEN send the value of the csrf_access_token cookie (`__Host-…` over HTTPS).",
    )
    OTHER_SITE = (403, "Other site", "403: A page of another site tried to do this.")
    NOT_YOURS = (403, "Not yours", "403: Only the author may change it.")
    YOUR_OWN = (403, "Your own", "403: One neither reports nor decides about what one wrote oneself.")
    TOO_LATE = (403, "Too late to edit", "403: It could be edited for EDIT_WINDOW_S after it was written.")
    NOT_YOUR_ROOM = (
        403,
        "Not your room",
        "403: A socket may enter `feed` and `post:<id>`; its own rooms it is in already.",
    )
    NOT_FOUND = (404, "Not found", "404: It is not there, not there any more, or not for you to see.")
    CURSOR_EXPIRED = (410, "Cursor expired", "410: What this cursor is of is not kept any more. Start again.")
    LINK_ENDED = (410, "Link ended", "410: The link of a mail was used, or is too old. Ask for a new one.")
    METHOD_NOT_ALLOWED = (405, "Method not allowed", "405: The Allow header says what is.")
    CANNOT_BE_STORED = (422, "Cannot be stored", "422: It is too large once it is stored, or holds what cannot be.")
    BLOCKED = (
        403,
        "Blocked",
        "403: This person can neither be followed, nor invited, nor reached in a direct conversation.",
    )
    BANNED = (403, "Banned", "403: The operator has banned this account.")
    SUSPENDED = (403, "Suspended", "403: Moderators have suspended this account: for a while it may only read.")
    NOT_A_MODERATOR = (403, "Not a moderator", "403: Only moderators see or do this.")
    A_MODERATOR = (403, "A moderator", "403: Only an operator may do this to a moderator.")
    ALREADY_DECIDED = (409, "Already decided", "409: Another moderator was first, or there is no open report any more.")
    ALREADY_APPEALED = (409, "Already appealed", "409: Each removal can be appealed once.")
    THREAD_LOCKED = (409, "Thread locked", "409: A moderator has locked this discussion; only moderators add to it.")
    ADDRESS_TAKEN = (409, "Address taken", "409: There is an account with this address.")
    NO_MAILS = (409, "No mails", "409: This needs a mail, and this site sends none.")
    NO_FACTORS = (409, "No second factors", "409: This site offers neither second factors nor passkeys.")
    FACTOR_IS_ON = (409, "Second factor is on", "409: Turn it off first.")
    FACTOR_NOT_BEGUN = (
        409,
        "Second factor not begun",
        "409: It is off, or no app got a secret in the last hour.",
    )
    TOO_MANY_PASSKEYS = (409, "Too many passkeys", "409: An account has at most 20 passkeys; remove one first.")
    HANDLE_TAKEN = (409, "Handle taken", "409: Somebody else has this handle, or had it lately.")
    TOO_MANY_ROOMS = (409, "Too many rooms", "409: A socket may be in SOCKET_ROOMS_MAX rooms; leave one first.")
    DECLINED = (409, "Declined", "409: They have declined; the same person does not invite them to this room again.")
    TOO_MANY_INVITATIONS = (
        409,
        "Too many invitations",
        "409: INVITATIONS_SENT_MAX of yours wait for an answer, or INVITATIONS_RECEIVED_MAX to this person.",
    )
    CHANGED_MEANWHILE = (412, "Changed meanwhile", "412: Read it again and decide anew.")
    TOO_SLOW = (408, "Request timeout", "408: A picture has to come within 10 seconds.")
    BODY_TOO_LARGE = (413, "Body too large", "413: A body may have 64 KiB, a picture PICTURE_BYTES_MAX.")
    NOT_JSON = (415, "Not JSON", "415: Send application/json.")
    NOT_BYTES = (415, "Not a file", "415: Send the picture itself, as application/octet-stream.")
    COMMON_PASSWORD = (422, "Common password", "422: This password is guessed first; choose another one.")
    NOT_A_PICTURE = (422, "Not a picture", "422: It is no JPEG, PNG, WebP or GIF, or is damaged.")
    PICTURE_TOO_LARGE = (422, "Picture too large", "422: A picture has at most PICTURE_PIXELS_MAX pixels.")
    TOO_MANY_MEMBERS = (422, "Too many members", "422: A conversation has at most MEMBERS_MAX members.")
    TOO_MANY_HANDLES = (
        422,
        "Too many handles",
        "422: So many of your former handles are kept; wait for one to be free.",
    )
    TOO_MANY_MENTIONS = (422, "Too many mentions", "422: A text mentions at most MENTIONS_MAX different people.")
    TOO_MANY_FOLLOWED = (422, "Too many followed", "422: One follows at most FOLLOWING_MAX people.")
    INVALID_REQUEST = (422, "Invalid request", "422: `errors` names each field by JSON pointer.")
    IDEMPOTENCY_CONFLICT = (422, "Idempotency conflict", "422: This Idempotency-Key was used for another request.")
    TOO_MANY_REQUESTS = (429, "Too many requests", "429: Wait as long as Retry-After says.")
    INTERNAL_ERROR = (500, "Internal error", "500: Tell us the request id.")
    NOT_APPLIED = (500, "Not applied", "500, in a receipt: The write is kept, and an operator can replay it.")
    BUSY = (503, "Busy", "503: More writes wait than the system can carry; nothing was stored.")
    SEARCH_TOO_SLOW = (
        503,
        "Search too slow",
        "503: The search took longer than SEARCH_TIME_S. Look for words that are not so common, or try later.",
    )
    UNAVAILABLE = (503, "Unavailable", "503: A server that this request needs does not answer; nothing was changed.")

    def __init__(self, status: int, title: str, meaning: str) -> None:
        self.status, self.title, self.meaning = status, title, meaning


def anchor(title: str) -> str:
    """Where `/docs/problems` explains the kind with this title."""
    return title.lower().replace(" ", "-")


class Problem(Exception):  # noqa: N818 - the RFC's word
    """A refusal of this kind, with a `detail` for this case.

    `errors` is a list of `{"pointer": JSON pointer (RFC 6901), "message": str}`; `retry_after_s` becomes Retry-After.
    `status` is given where it differs from that of the kind.
    """

    def __init__(
        self,
        kind: ProblemKind,
        detail: str = "",
        *,
        errors: list[dict[str, str]] | None = None,
        retry_after_s: int | None = None,
        status: int | None = None,
    ) -> None:
        self.status, self.title, self.detail = status or kind.status, kind.title, detail
        super().__init__(f"{self.status} {self.title}: {detail}")
        self.errors, self.retry_after_s = errors or [], retry_after_s

    @classmethod
    def of(cls, status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> "Problem":
        """A problem as it was stored, or as another component raised it: its title need not be one of ours."""
        problem = cls(ProblemKind.INTERNAL_ERROR, detail, errors=errors)
        problem.status, problem.title = status, title
        problem.args = (f"{status} {title}: {detail}",)
        return problem

    def as_dict(self) -> dict[str, Any]:
        """The members that do not depend on the request: type, title, status, detail, and errors if there are any."""
        kind = anchor(self.title)
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
    return Problem(ProblemKind.NOT_FOUND, f"There is no such {what}.")


def not_yours(what: str) -> Problem:
    """403: only its author may change it."""
    return Problem(ProblemKind.NOT_YOURS, f"Only its author may change this {what}.")


def unavailable(what: str, retry_after_s: int = 2) -> Problem:
    """503: a server that this request cannot do without is unavailable."""
    return Problem(ProblemKind.UNAVAILABLE, f"{what} is not available right now.", retry_after_s=retry_after_s)
