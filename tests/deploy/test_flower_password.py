"""Flower lets in who knows its password, and has one that is not guessed."""

import runpy

import pytest

from tests.support.processes import ROOT


@pytest.mark.parametrize("wrong", ["", "admin", "a:", ":long enough", "admin:seven77"])
def test_security_f16_flower_does_not_start_with_a_password_that_is_none(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWER_BASIC_AUTH", wrong)
    with pytest.raises(SystemExit, match="8 characters at least: set FLOWER_BASIC_AUTH to user:password"):
        runpy.run_path(str(ROOT / "deploy/flowerconfig.py"))


def test_security_a29_flower_has_its_password_as_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWER_BASIC_AUTH", "admin:with:colons")
    assert runpy.run_path(str(ROOT / "deploy/flowerconfig.py"))["basic_auth"] == ["admin:with:colons"]
