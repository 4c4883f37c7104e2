"""Clients that want onto a socket without being let, and what they are answered."""

from collections.abc import Callable
from typing import Any

import aiohttp
import jwt
import pytest
import socketio
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from core.platform.settings import settings
from tests.support.clients.live import Person, Socket
from tests.support.site import Site


def forged_cookie(person: Person, key: Any = None, algorithm: str = "RS256", **changes: Any) -> str:
    """A person's cookie with a token that is like theirs, but for these changes; None removes a claim. Signed with the
    system's own key, if no other is given."""
    own = load_pem_private_key(next(settings().jwt_keys_dir.glob("*.pem")).read_bytes(), None)
    token = str(person.http.cookies["access_token_cookie"])
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    headers = {"kid": jwt.get_unverified_header(token)["kid"]}
    return f"access_token_cookie={jwt.encode(claims, key or own, algorithm, headers)}"  # type: ignore[arg-type]


async def refused(site: Site, cookie: str, auth: Any, namespace: str = "/live", **headers: str) -> Any:
    """The refusal of a socket: the problem, or nothing when not even the handshake succeeded."""
    opened = Socket(namespace)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await opened.connect(site.live[0], cookie, auth, **headers)
    await opened.close()
    return opened.refusal.get("data", {}) if isinstance(opened.refusal, dict) else {}


async def raw(site: Site, say: Callable[[aiohttp.ClientWebSocketResponse], Any]) -> list[str]:
    """What a client without manners receives until it is thrown out."""
    url = f"{site.live[0]}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoclose=True) as socket:
        await say(socket)
        return [str(message.data) async for message in socket]
