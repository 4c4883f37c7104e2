"""Who may do what on the MQTT broker: the file of Mosquitto's dynamic security plugin."""

import base64
import hashlib
import json
import secrets
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
CONTROL = "$CONTROL/dynamic-security/#"
PUBLIC = ("social/v1/posts", "social/v1/posts/+/comments", "social/v1/posts/+/likes")
# The plugin's own number. Passwords here are random and long, so a slow hash would add nothing.
ITERATIONS = 101


def write_access(path: Path, username: str, password: str) -> None:
    """Let the backend in with this password, and define the roles `backend` and `reader`.

    Clients and roles that the backend has made since are kept; a file that says all this already is left as it is.
    """
    current = json.loads(path.read_text()) if path.exists() else {"clients": [], "groups": [], "roles": []}
    wanted = current | {
        "defaultACLAccess": _defaults(),
        "clients": _replaced(current["clients"], "username", [_backend(current["clients"], username, password)]),
        "roles": _replaced(current["roles"], "rolename", _roles()),
    }
    if wanted != current:
        _write(path, json.dumps(wanted, indent=1))


def _write(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(path)


def _defaults() -> Entry:
    # Reading is refused by default too: the plugin would otherwise deliver whatever a subscription once matched.
    return {"publishClientSend": False, "publishClientReceive": False, "subscribe": False, "unsubscribe": True}


def _roles() -> list[Entry]:
    control = [_allow(kind, CONTROL) for kind in ("publishClientSend", "publishClientReceive", "subscribePattern")]
    reading = [_allow(kind, topic) for topic in PUBLIC for kind in ("subscribePattern", "publishClientReceive")]
    # It also hears what it says: an event is what wakes the realtime processes.
    events = [_allow(kind, "social/#") for kind in ("publishClientSend", "subscribePattern", "publishClientReceive")]
    return [
        {"rolename": "backend", "acls": [*events, *control]},
        {"rolename": "reader", "acls": reading},
    ]


def _allow(kind: str, topic: str) -> Entry:
    return {"acltype": kind, "topic": topic, "priority": 0, "allow": True}


def _replaced(entries: list[Entry], key: str, replacements: list[Entry]) -> list[Entry]:
    """`entries` with each replacement in the place of its namesake, or at the end."""
    by_name = {entry[key]: entry for entry in entries}
    return list((by_name | {entry[key]: entry for entry in replacements}).values())


def _backend(clients: list[Entry], username: str, password: str) -> Entry:
    known = next((client for client in clients if client["username"] == username), {})
    salt = base64.b64decode(known["salt"]) if "salt" in known else secrets.token_bytes(12)
    return {
        "username": username,
        "roles": [{"rolename": "backend"}],
        "password": _hash(password, salt),
        "salt": base64.b64encode(salt).decode(),
        "iterations": ITERATIONS,
    }


def _hash(password: str, salt: bytes) -> str:
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    return base64.b64encode(digest).decode()
