"""Reading a file that somebody sends: whole, bounded in bytes and in time."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from core.platform.problems import Problem, ProblemKind
from web.http.current import current

MEDIA_TYPE = "application/octet-stream"
# As a proxy waits for a request. It brings the whole file at once, and then this takes no time.
WITHIN_S = 10.0


def read_upload(bytes_max: int) -> bytes:
    """The request's body as it is. Raises Problem 408, 413 or 415."""
    sent = current(request)
    if sent.mimetype != MEDIA_TYPE:
        raise Problem(ProblemKind.NOT_BYTES, f"Send the picture as {MEDIA_TYPE}.")
    # One more than allowed, as of any body (web/app.py).
    sent.max_content_length = bytes_max + 1
    with _hurried(sent) as is_late:
        body = sent.get_data(cache=False)
    if is_late:
        raise Problem(ProblemKind.TOO_SLOW, f"The picture has to come within {WITHIN_S:.0f} s.")
    if len(body) > bytes_max:
        raise RequestEntityTooLarge
    return body


@contextmanager
def _hurried(sent: Request) -> Iterator[list[bool]]:
    """Let no slow client hold this thread: after WITHIN_S nothing more is read, and the list holds something."""
    connection, is_late = sent.environ.get("gunicorn.socket"), list[bool]()

    def cut_off() -> None:
        is_late.append(True)
        if connection is not None:
            connection.shutdown(socket.SHUT_RD)

    timer = Timer(WITHIN_S, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()
