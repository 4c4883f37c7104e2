"""Passwords that are guessed first are refused when an account is made."""

import pytest
from flask import Flask

from tests.support.users import BASE

PERSON = {"name": "Grace Hopper", "email": "admiral@example.org", "handle": "amazing_grace"}


def registered(app: Flask, password: str) -> int:
    answer = app.test_client().post(f"{BASE}/auth/register", json=PERSON | {"password": password})
    if answer.status_code == 422:
        told = answer.get_json()
        assert told["title"] == "Common password" and [each["pointer"] for each in told["errors"]] == ["/password"]
    return answer.status_code


@pytest.mark.parametrize(
    "password",
    [
        *("password", "12345678", "Password1", " qwertyui ", "iloveyou1"),
        *("        ", "aaaaaaaaaaaa", "\u3000" * 9),
        *(
            "Grace Hopper",
            "gracehopper",
            "gracehopper1",
            "admiral@example.org",
            "admiral1",
            "amazing_grace!",
            "1admiral2",
        ),
    ],
)
def test_security_f14_what_is_guessed_first_is_no_password(app: Flask, password: str) -> None:
    assert registered(app, password) == 422


@pytest.mark.parametrize("password", ["my password is longer", "grace of the sea", "passwort für admirale", "8 words!"])
def test_what_only_has_such_a_word_in_it_is_a_password(app: Flask, password: str) -> None:
    assert registered(app, password) == 201


def test_a_short_name_says_nothing_against_a_password(app: Flask) -> None:
    person = {"name": "Al", "email": "al@example.org", "password": "alphabet soup"}
    assert app.test_client().post(f"{BASE}/auth/register", json=person).status_code == 201
