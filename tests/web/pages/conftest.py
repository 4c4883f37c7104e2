"""A reader, and a feed with one post."""

from collections.abc import Callable

import pytest

from tasks import feeds as feed_tasks
from tests.support.journal_writes import carry_out, new_post
from tests.support.users import SignedIn

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
