"""Two who talk."""

from collections.abc import Callable

import pytest

from tests.support.users import SignedIn


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    """Ada and Bob."""
    return [sign_up(name) for name in ("Ada", "Bob")]
