"""People with an account."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.support.users import BASE, PASSWORD, SignedIn

SignUp = Callable[..., SignedIn]


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up("Ada")


@pytest.fixture
def email(client: FlaskClient) -> str:
    """The address of an account."""
    body = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    assert client.post(f"{BASE}/auth/register", json=body).status_code == 201
    return "ada@example.org"
