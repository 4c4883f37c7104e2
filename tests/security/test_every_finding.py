"""Every fault that an attack has found and that is mended has a test named after it, and so has every row of the matrix
of attacks, so that none comes back unseen."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
MENDED = {*range(1, 22)}
# From broken access to objects (1) to images (37).
ROWS = {*range(1, 38)}


def numbers(letter: str) -> set[int]:
    """The numbers behind `security_<letter>` in the names of tests."""
    names = (name for file in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w+)\(", file.read_text()))
    return {int(number) for name in names for number in re.findall(rf"(?:security|and)_{letter}(\d+)_", name)}


def test_every_finding_that_is_mended_has_a_test_named_after_it() -> None:
    assert numbers("f") >= MENDED


def test_every_row_of_the_matrix_has_a_test_named_after_it() -> None:
    assert ROWS - numbers("a") == set()


def test_security_a33_code_is_searched_for_what_is_dangerous_before_every_landing() -> None:
    check = (ROOT / "Makefile").read_text().partition("\ncheck:")[2].partition("\n\n")[0]
    assert "bandit" in check and "ruff check" in check and "make check" in (ROOT / ".ci/run").read_text()
    code = "".join(
        file.read_text() for folder in ("core", "web", "tasks", "realtime") for file in (ROOT / folder).rglob("*.py")
    )
    assert not re.findall(r"\$where|mapReduce|\$function|(?<!\.)\beval\(|\bpickle\b|yaml\.load\(|shell=True", code)
