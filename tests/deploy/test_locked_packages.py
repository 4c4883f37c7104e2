"""Nothing is installed that is not the file which was locked (security F17)."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt")) + sorted(ROOT.glob("deploy/local/install/requirements*.txt"))
LOCKS = [ROOT / "frontend/package-lock.json", ROOT / "tests/support/clients/js/package-lock.json"]


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_security_f17_and_security_a32_every_python_package_has_a_version_and_hashes(file: Path) -> None:
    entries = re.split(r"\n(?=[A-Za-z])", re.sub(r"^\s*#.*\n", "", file.read_text(), flags=re.MULTILINE).strip())
    assert entries
    assert [each for each in entries if not re.match(r"[\w.\[\],-]+==\S+.*--hash=sha256:", each, re.DOTALL)] == []


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.parent.name)
def test_security_f17_every_package_of_npm_has_its_hash(file: Path) -> None:
    packages = {name: each for name, each in json.loads(file.read_text())["packages"].items() if name}
    without = [name for name, each in packages.items() if not (each.get("integrity") or each.get("inBundle"))]
    assert packages and without == []


def test_security_f17_pip_refuses_what_has_no_hash() -> None:
    for name in ("Dockerfile", "deploy/local/install/make_venv.sh"):
        text = (ROOT / name).read_text()
        assert "pip install" in text and "--require-hashes" in text, name
