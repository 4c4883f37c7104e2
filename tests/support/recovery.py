"""Getting back into an account over HTTP."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.delivery import mails
from tests.support.letters import SEND_S, Letters
from tests.support.users import BASE

CONFIRM, RESET = "Confirm your address", "Choose a new password"


def post(client: FlaskClient, path: str, **body: Any) -> TestResponse:
    """One request to what is below /auth."""
    return client.post(f"{BASE}/auth/{path}", json=body)


def title(answer: TestResponse) -> tuple[int, str]:
    """The status and the title of a problem."""
    return answer.status_code, answer.get_json()["title"]


def forgotten(client: FlaskClient, letters: Letters, address: str) -> str:
    """The token of a link that resets the password."""
    assert post(client, "forgotten", email=address).status_code == 202
    mails.send_due(SEND_S)
    return letters.link(address, RESET)
