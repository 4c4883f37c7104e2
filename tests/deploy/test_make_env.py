"""`make env`: the passwords of Compose, written once."""

import os
import re
import subprocess
import sys
from pathlib import Path

from deploy.make_env import VARIABLES, make_env, missing
from tests.support.processes import ROOT


def test_it_runs_on_a_bare_python(tmp_path: Path) -> None:
    # -S: without the packages of this environment, as on a host that has Docker and little else.
    command = [sys.executable, "-S", "-m", "deploy.make_env"]
    printed = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert "docker compose up" in printed.stdout
    assert missing((tmp_path / ".env").read_text()) == []
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# mine\nMQTT_PASSWORD="chosen"\nexport HTTPS_PORT=8443\nRATE_WRITES=5/minute\nCACHE_PASSWORD=')
    added = make_env(file)
    text = file.read_text()
    assert text.startswith('# mine\nMQTT_PASSWORD="chosen"\nexport HTTPS_PORT=8443\nRATE_WRITES=5/minute\n')
    assert "CACHE_PASSWORD" in added and not {"MQTT_PASSWORD", "HTTPS_PORT"} & set(added)
    assert make_env(file) == [] and file.read_text() == text


def test_an_old_file_is_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.touch(mode=0o644)
    os.chmod(file, 0o644)
    make_env(file)
    assert file.stat().st_mode & 0o077 == 0


def test_secrets_differ_and_stand_in_urls_as_they_are(tmp_path: Path) -> None:
    secrets = [variable.first() for variable in VARIABLES.values() if variable.is_secret for _ in range(2)]
    assert len(set(secrets)) == len(secrets) >= 14
    assert all(re.fullmatch(r"[A-Za-z0-9:_-]{24,}", each) for each in secrets)
