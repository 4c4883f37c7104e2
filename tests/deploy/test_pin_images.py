"""Images are pinned to what a registry says that their tags name (security F17)."""

import hashlib
import json
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy import pin_images
from deploy.local.servers import HOST
from tests.support.processes import ROOT

PINNED = re.compile(r"@sha256:[0-9a-f]{64}")


class Registry:
    """Speaks as Docker Hub does: it gives a token to whoever asks for one, and a manifest to whoever has that."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.missing, self.lies = "", False
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append(self.path)
                self.send(*registry.answer(self.path, self.headers.get("Authorization", "")))

            def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Not of interest."""

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        self.url = f"http://{HOST}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str, token: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        if path.startswith("/token"):
            return 200, {}, json.dumps({"token": "of today"}).encode()
        if token != "Bearer of today":
            challenge = f'Bearer realm="{self.url}/token",service="a registry",scope="repository:{path}:pull"'
            return 401, {"WWW-Authenticate": challenge}, b""
        if self.missing and self.missing in path:
            return 404, {}, b""
        body = self.manifest(path)
        digest = "0" * 64 if self.lies else hashlib.sha256(body).hexdigest()
        return 200, {"Docker-Content-Digest": f"sha256:{digest}"}, body

    @staticmethod
    def manifest(path: str) -> bytes:
        """What it says of an image."""
        return json.dumps({"of": path}).encode()


@pytest.fixture
def registry() -> Iterator[Registry]:
    started = Registry()
    yield started
    started.server.shutdown()
    started.server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in pin_images.FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def texts(folder: Path) -> dict[str, str]:
    return {file: (folder / file).read_text() for file in pin_images.FILES}


def test_security_f17_every_image_gets_the_digest_of_what_its_tag_names(registry: Registry, folder: Path) -> None:
    before = {file: PINNED.sub("", text) for file, text in texts(folder).items()}
    assert pin_images.main(["--registry", registry.url], folder) == 0
    after = texts(folder)
    assert {file: PINNED.sub("", text) for file, text in after.items()} == before, "nothing else has changed"
    digest = hashlib.sha256(registry.manifest("/v2/library/redis/manifests/7.2")).hexdigest()
    assert f"image: redis:7.2@sha256:{digest}\n" in after["docker-compose.yml"]
    assert re.search(r"image: prom/prometheus:\S+@sha256:", after["docker-compose.yml"])
    assert re.search(r'repository: eclipse-mosquitto, tag: "2.0@sha256:[0-9a-f]{64}"', after["deploy/helm/values.yaml"])
    from_elsewhere = re.findall(r"^(?:FROM|    image:) (\S+:\S+)", "\n".join(after.values()), re.MULTILINE)
    assert len(from_elsewhere) >= 10 and all(PINNED.search(each) for each in from_elsewhere)
    # Again: what is pinned is asked for by its tag.
    assert pin_images.main(["--registry", registry.url], folder) == 0
    assert texts(folder) == after


@pytest.mark.parametrize("problem", ["missing", "lies", "gone"])
def test_all_are_pinned_or_none(
    registry: Registry, folder: Path, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts(folder)
    registry.missing, registry.lies = "nginx" if problem == "missing" else "", problem == "lies"
    url = "http://127.0.0.1:1" if problem == "gone" else registry.url
    assert pin_images.main(["--registry", url], folder) == 1
    assert texts(folder) == before
    assert "Nothing is pinned." in capsys.readouterr().err
