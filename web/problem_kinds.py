"""Every kind of problem that this API answers with: title -> status and what it means."""

KINDS: dict[str, tuple[int, str]] = {
    "Malformed": (400, "The body, the query string or the request itself cannot be read. Send it well-formed."),
    "Bad header": (400, "A request header is not as it should be; `errors` says which."),
    "Bad cursor": (400, "The cursor does not come from a page of this feed. Start at the top."),
    "Bad If-Match": (400, "If-Match is neither a revision nor an ETag that a read gave."),
    "No session": (401, "There is no live session: sign in, or refresh the session."),
    "Wrong credentials": (401, "No account has this e-mail address and password."),
    "CSRF": (403, "The X-CSRF-TOKEN header is missing or is not the value of the CSRF cookie."),
    "Not yours": (403, "Only its author may do this."),
    "Not found": (404, "There is no such thing, or it is not for this caller to know of."),
    "Method not allowed": (405, "This address does not take this method; Allow says which it takes."),
    "Address taken": (409, "There is an account with this e-mail address."),
    "Changed meanwhile": (412, "It has another revision than If-Match asks for. Read it again."),
    "Too large": (413, "A body may have at most 64 KiB."),
    "Not JSON": (415, "A body is application/json in UTF-8, without a Content-Encoding."),
    "Does not fit": (422, "The body or query does not fit its schema; `errors` names each field by JSON pointer."),
    "Idempotency conflict": (422, "This Idempotency-Key came with another request before. Take a new one."),
    "Too many requests": (429, "A rate limit is used up. Wait for Retry-After seconds."),
    "Unexpected": (500, "A defect of ours. The request id finds it in the logs."),
    "Not applied": (500, "A write failed again and again and is kept for an operator."),
    "Busy": (503, "Too much waits at this moment; nothing was stored. Try again after Retry-After seconds."),
    "Unavailable": (503, "A server that this request needs is away; nothing was stored. Try again after Retry-After."),
}


def anchor(title: str) -> str:
    """The fragment of a problem's `type`."""
    return title.lower().replace(" ", "-")
