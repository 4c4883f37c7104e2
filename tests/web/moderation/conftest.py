"""Those who write, report and decide."""

from collections.abc import Callable

import pytest

from tests.support.moderation import promoted
from tests.support.users import SignedIn


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    """Ada and Bob, who write and report; Eve and Zoe, who are moderators."""
    ada, bob, eve, zoe = (sign_up(name) for name in ("Ada", "Bob", "Eve", "Zoe"))
    return [ada, bob, promoted(eve), promoted(zoe)]
