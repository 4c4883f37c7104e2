"""What several files start here: keepers in a folder, and everything behind a proxy."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests

from core.platform.settings import Settings, use
from core.servers import redis
from tests.conftest import GENEROUS, prepare_mongo, server_settings
from tests.support.deploy.keepers import Sandbox
from tests.support.deploy.proxied_site import ProxiedSite, sign_in
from tests.support.deploy.proxy import ALLOWED_ORIGIN, start_proxy
from tests.support.processes import Processes, environment, kill
from tests.support.servers import ServerAddresses, drop_database

_addresses = count(10)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A folder for keepers; all that was started in it ends with the test."""
    made = Sandbox(tmp_path)
    yield made
    for process in made.started:
        kill(process)


@pytest.fixture(scope="module")
def site(servers: ServerAddresses, keys_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProxiedSite]:
    """Everything behind a proxy, for the tests of a file."""
    folder = tmp_path_factory.mktemp("proxy")
    own = f"t{uuid.uuid4().hex[:12]}"
    values: dict[str, Any] = server_settings(servers, keys_dir) | GENEROUS | {"mongo_db": own, "key_prefix": f"{own}:"}
    values |= {"trusted_proxies": 1, "cookie_secure": True, "rate_sign_up": "3/minute"}
    values |= {"allowed_origins": ALLOWED_ORIGIN}
    chosen = Settings(_env_file=None, **values)
    use(chosen)
    prepare_mongo()
    processes = Processes(environment(chosen), folder / "api.log")
    with ExitStack() as ending:
        ending.callback(processes.stop)
        api_url, (live_url,) = processes.start_site(1)
        pages_url = processes.start_pages(api_url)
        proxy = start_proxy(folder / "nginx", api_url, live_url, pages_url)
        ending.callback(proxy.stop)
        yield ProxiedSite(proxy, api_url, pages_url)
        use(chosen)
        drop_database(chosen)
        redis.cache_store().flushdb()


@pytest.fixture
def address() -> str:
    """An address that no other test comes from."""
    return f"127.0.0.{next(_addresses)}"


@pytest.fixture
def signed_in(site: ProxiedSite, address: str) -> requests.Session:
    """Somebody new with a session."""
    visitor = sign_in(site, address)
    visitor.headers["X-CSRF-TOKEN"] = visitor.cookies["__Host-csrf_access_token"]
    return visitor
