"""Names that could be taken for another one are refused, of people and of rooms (security F20)."""

from collections.abc import Callable

import pytest

from tests.support.users import SignedIn

SignUp = Callable[..., SignedIn]
CYRILLIC_A = "\u0430"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (f"{CYRILLIC_A}da", "Cyrillic and Latin"),
        (f"Bob P{CYRILLIC_A}ypal", "Cyrillic and Latin"),
        ("Alph\u03b1", "Greek and Latin"),
        ("\u0410\u0391", "Cyrillic and Greek"),
        ("Ada\u05d0", "Hebrew and Latin"),
    ],
)
def test_security_f20_a_word_in_two_scripts_is_refused(sign_up: SignUp, name: str, told: str) -> None:
    ada = sign_up()
    refused = ada.patch("/users/me", {"name": name})
    assert refused.status_code == 422
    (error,) = refused.get_json()["errors"]
    assert error["pointer"] == "/name" and told in error["message"]
    room = ada.post("/conversations", {"kind": "room", "name": name, "member_ids": [ada.id]})
    assert room.status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "Zo\u00eb O'Neil-\u00dcnal 2",
        "\u0410\u0434\u0430 Lovelace",
        "\u6771\u4eac\u30bf\u30ef\u30fc",
        "\uae40\ucca0\uc218",
        "\u05d0\u05d3\u05d4",
        "\u0928\u092e\u0938\u094d\u0924\u0947",
        "Ada \U0001f642",
        "T\u30b7\u30e3\u30c4",
    ],
)
def test_names_of_every_script_are_taken(sign_up: SignUp, name: str) -> None:
    assert sign_up().patch("/users/me", {"name": name}, Prefer="wait=0").status_code == 202
