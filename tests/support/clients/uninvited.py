"""Who wants to get onto a socket without being let, and the site that does not let them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
import socketio
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.support.clients.live import Person, Socket
from tests.support.processes import Processes


class Site:
    """The API and one realtime process."""

    def __init__(self, processes: Processes, keys_dir: Path, **env: str) -> None:
        self.api, (self.live,) = processes.start_site(1, **env)
        self.key = load_pem_private_key(next(keys_dir.glob("*.pem")).read_bytes(), None)
        self.processes = processes

    def person(self) -> Person:
        """Somebody new."""
        return Person(self.api)

    def cookie(self, person: Person, key: Any = None, algorithm: str = "RS256", **changes: Any) -> str:
        """A person's cookie with a token that is like theirs, but for these changes; None removes a claim."""
        token = str(person.http.cookies["access_token_cookie"])
        claims = jwt.decode(token, options={"verify_signature": False}) | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        headers = {"kid": jwt.get_unverified_header(token)["kid"]}
        return f"access_token_cookie={jwt.encode(claims, key or self.key, algorithm, headers)}"  # type: ignore[arg-type]


async def refused(site: Site, cookie: str, auth: Any, namespace: str = "/live", **headers: str) -> Any:
    """The refusal of a socket: the problem, or nothing when not even the handshake succeeded."""
    opened = Socket(namespace)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await opened.connect(site.live, cookie, auth, **headers)
    await opened.close()
    return opened.refusal.get("data", {}) if isinstance(opened.refusal, dict) else {}


async def raw(site: Site, say: Callable[[aiohttp.ClientWebSocketResponse], Any]) -> list[str]:
    """What a client without manners receives until it is thrown out."""
    url = f"{site.live}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoclose=True) as socket:
        await say(socket)
        return [str(message.data) async for message in socket]
