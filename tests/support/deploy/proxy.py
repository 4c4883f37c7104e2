"""A real nginx for the tests: the policy file of the repository, on a free port, in front of an API."""

import socket
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from deploy.certificate import CERTIFICATE, KEY, ensure_certificate
from deploy.local.install.binaries import ensure_nginx, require
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.servers import HOST
from tests.support.processes import ROOT
from tests.support.waiting import eventually

NOBODY = f"http://{HOST}:9"
# A page of another site that may open sockets here.
ALLOWED_ORIGIN = "https://app.example.org"


@dataclass
class Proxy:
    """A running nginx: its address, and the certificate to believe."""

    port: int
    certificate: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"https://{HOST}:{self.port}"

    def visitor(self, address: str = HOST) -> requests.Session:
        """A client at this loopback address, of which there are 127.0.0.1 to 127.255.255.254."""
        session = requests.Session()
        session.mount("https://", _FromAddress(address))
        session.trust_env, session.verify = False, self.certificate
        return session

    def connect(self, address: str = HOST) -> ssl.SSLSocket:
        """A connection of a client that does not keep to what clients do."""
        plain = socket.create_connection((HOST, self.port), timeout=20, source_address=(address, 0))
        return ssl.create_default_context(cafile=self.certificate).wrap_socket(plain, server_hostname=HOST)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


class _FromAddress(HTTPAdapter):
    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named, source_address=(self.address, 0))  # type: ignore[no-untyped-call]


def start_proxy(
    folder: Path, api_url: str, live_url: str = NOBODY, pages_url: str = NOBODY, comments_url: str = ""
) -> Proxy:
    """Start nginx in front of this API, realtime process and pages, and perhaps an API for comments alone, and wait
    until it answers."""
    ensure_nginx()
    port = free_port()
    _prepare(folder, port, *(url.removeprefix("http://") for url in (api_url, live_url, pages_url, comments_url)))
    command = [require("nginx"), "-p", f"{folder}/", "-e", "stderr", "-c", str(folder / "social.conf")]
    # The folder of a test belongs to the one who runs it.
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "-g", "user root;"], stdout=log, stderr=log, preexec_fn=die_at_once_with_parent
        )
    proxy = Proxy(port, str(folder / CERTIFICATE), process, folder / "log")
    eventually(lambda: _listens(proxy))
    return proxy


def _prepare(folder: Path, port: int, api: str, live: str, pages: str, comments: str) -> None:
    """What Compose mounts: the policy as it is, and beside it what belongs to this installation."""
    (folder / "conf.d").mkdir(parents=True)
    (folder / "social.conf").symlink_to(ROOT / "deploy/nginx/social.conf")
    ensure_certificate(folder, HOST)
    upstreams = _apis(api, comments)
    upstreams += f"upstream realtime {{ server {live}; }}\nupstream frontend {{ server {pages}; }}\n"
    (folder / "conf.d/http.conf").write_text(upstreams)
    listener = f"listen {HOST}:{port} ssl;\nssl_certificate {CERTIFICATE};\nssl_certificate_key {KEY};\n"
    (folder / "conf.d/listener.conf").write_text(listener)


def _apis(api: str, comments: str) -> str:
    """Which API answers what, as Compose mounts it, with these addresses."""
    text = (ROOT / f"deploy/nginx/{'comments' if comments else 'compose'}/api.conf").read_text()
    text = text.replace("api-comments:8000 resolve", comments).replace("api:8000 resolve", api)
    return text.replace("listen 8081;", f"listen {HOST}:{free_port()};")


def _listens(proxy: Proxy) -> bool:
    assert proxy.process.poll() is None, proxy.log.read_text()
    try:
        return proxy.connect().version() is not None
    except OSError:
        return False
