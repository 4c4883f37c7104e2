"""A push service, and Ada and Bob, who can be pushed to."""

from collections.abc import Callable, Iterator

import pytest

from core.platform.settings import Settings, use
from tests.support.journal_writes import ADA, BOB, carry_out, insert_user, new_post
from tests.support.push_service import PushService, push_service
from tests.support.pushes import KEY


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as started:
        yield started


@pytest.fixture(autouse=True)
def people(system: Settings, configure: Callable[..., Settings], service: PushService) -> Settings:
    about = {"push_key": KEY, "push_services": service.url, "mail_from": "Social <social@example.org>"}
    chosen = system.model_copy(update=configure(**about).model_dump(include=set(about)))
    use(chosen)
    for user_id, name in ((ADA, "Ada"), (BOB, "Bob")):
        insert_user(user_id, name)
    return chosen


@pytest.fixture
def post_id() -> str:
    """A post of Ada's."""
    return carry_out(new_post()).resource_id
