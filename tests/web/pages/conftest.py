"""A reader, and a feed with one post."""

from collections.abc import Callable

import pytest

from tasks import feeds as feed_tasks
from tests.support.journal_writes import carry_out, new_post
from tests.support.users import SignedIn
from web.http import kept_pages

SignUp = Callable[..., SignedIn]


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up()


@pytest.fixture
def post_id(ada: SignedIn) -> str:
    """The one post of the feed, whose index is filled."""
    found = carry_out(new_post(actor=ada.id)).resource_id
    for name in ("feed:all", f"feed:user:{ada.id}", f"comments:{found}"):
        feed_tasks.fill_feed(name)
    return found


@pytest.fixture
def before_flask(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each request that may be answered before Flask, whether it was."""
    seen: list[bool] = []
    real = kept_pages._answer

    def answer(*args: object) -> bytes | None:
        body = real(*args)  # type: ignore[arg-type]
        seen.append(body is not None)
        return body

    monkeypatch.setattr(kept_pages, "_answer", answer)
    kept_pages._plans.clear()
    return seen
