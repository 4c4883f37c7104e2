"""Rate limits of requests: counted by core/identity/rate_limits.py, told in the headers of the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, g

from core.identity.rate_limits import PiggybackCount, count, headers_of
from web.http.current import current


def spend(name: str, who: str) -> None:
    """Count this request against the limit `RATE_<name>` of `who`. Raises Problem 429 with Retry-After."""
    counted = count(name, who)
    g.setdefault("rate_limits", []).append(counted)
    counted.check()


@contextmanager
def spent_inside(name: str, who: str) -> Iterator[None]:
    """Let what is read inside count this request in its round trip (`g.piggyback`); if it does not, count the
    request at the end. Raises Problem 429."""
    about = current(g)
    about.piggyback = piggyback = PiggybackCount(name, who)
    try:
        try:
            yield
        finally:
            piggyback.settle()
    finally:
        about.setdefault("rate_limits", []).extend(piggyback.counted)


def settle() -> None:
    """Count this request now, if nothing has counted it so far. Raises Problem 429."""
    if piggyback := g.get("piggyback"):
        piggyback.settle()


def add_headers(answer: Response) -> Response:
    """Tell the caller what is left of each limit that this request was counted against."""
    if counted := g.get("rate_limits"):
        for name, value in headers_of(counted).items():
            answer.headers.add(name, value)
    return answer
