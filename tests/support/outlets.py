"""The outlets at which a secret could be told by mistake, each as text in which a test looks for it."""

import base64
import binascii
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from redis import Redis

from core.servers.redis import cache_store, journal
from tests.support.searched import documents, keys_of

_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")


def opened(data: bytes) -> str:
    """These bytes as text, and below them all that stands in them as Base64: so Celery packs its messages."""
    parts = [data]
    for found in _BASE64.findall(data):
        try:
            parts.append(base64.b64decode(found, validate=True))
        except binascii.Error:
            continue
    return b"\n".join(parts).decode(errors="replace")


def is_in(value: str, text: str) -> bool:
    """Whether this secret is in the text, as it is or as a part of an address. A short one is looked for as a word."""
    if len(value) < 10:
        return re.search(rf"(?<![\w.:-]){re.escape(value)}(?![\w.:-])", text) is not None
    return value in text or quote(value, safe="") in text


@contextmanager
def listening_to(url: str) -> Iterator[list[bytes]]:
    """Every command that this Redis is sent while the block runs: a broker forgets what it has passed on."""
    heard: list[bytes] = []
    store = Redis.from_url(url)
    with store.monitor() as monitor:
        thread = threading.Thread(target=_note, args=(monitor, heard), daemon=True)
        thread.start()
        try:
            yield heard
        finally:
            # The last command that is noted.
            store.set("heard", "all")
            thread.join(60)


def _note(monitor: Any, heard: list[bytes]) -> None:
    for each in monitor.listen():
        if "heard all" in each["command"]:
            return
        heard.append(each["command"].encode())


def stores() -> dict[str, str]:
    """What MongoDB, the journal and the cache hold."""
    found = {"mongodb": "\n".join(text for _, text in documents())}
    for name, store in (("journal", journal()), ("cache", cache_store())):
        found[name] = opened("\n".join(text for _, text in keys_of(store)).encode())
    return found
