"""People with an account."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.platform.settings import Settings, use
from tests.support.letters import Letters
from tests.support.users import BASE, PASSWORD, SignedIn

SignUp = Callable[..., SignedIn]


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up("Ada")


@pytest.fixture
def letters(system: Settings, tmp_path: Path) -> Letters:
    """The mails of a system that writes them into files."""
    use(system.model_copy(update={"mail_folder": str(tmp_path / "mail")}))
    return Letters(tmp_path / "mail")


@pytest.fixture
def address(ada: SignedIn) -> str:
    """Ada's address."""
    return str(ada.get("/auth/me").get_json()["email"])


@pytest.fixture
def email(client: FlaskClient) -> str:
    """The address of an account."""
    body = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    assert client.post(f"{BASE}/auth/register", json=body).status_code == 201
    return "ada@example.org"
