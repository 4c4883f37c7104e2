"""A17: raw frames, packets and requests at the realtime process, before and after sign-in: no 5xx, no hang, and memory
stays where it was."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from websockets.frames import Opcode

from core.platform.settings import Settings
from tests.support.clients.attacks import ATTACKS, ended
from tests.support.clients.frames import CLOSE, SOCKET_PATH, Wire, signed_in
from tests.support.clients.live import Person, in_feed
from tests.support.clients.mutations import Requests, mutated
from tests.support.clients.raw import answered_below_500, send_each
from tests.support.journal_writes import ADA, insert_user
from tests.support.long_form import IS_LONG, tell, tries
from tests.support.memory import Watched
from tests.support.processes import answers
from tests.support.site import Site, running_site
from tests.web.test_http_corners import NAMES

SEED = 17
COUNT = tries(30_000, short=300)
GOOD = (
    *("3", "1", "2probe", "40", '40/live,{"csrf":"x"}', '40/live,{"csrf":"x","last_seq":1}', '40/chat,{"csrf":"x"}'),
    *('42/live,1["join",{"room":"feed"}]', '42/live,2["leave",{"room":"feed"}]', "41/live,", "43/live,1[]"),
    *('42/chat,1["send",{"conversation_id":"0","content":"Hi","client_id":"x"}]', '42/chat,["typing",{"on":true}]'),
    *('42/chat,1["read",{"conversation_id":"0","seq":1}]', '451-/live,["join",{"_placeholder":true,"num":0}]'),
)
ASKED: list[tuple[str, str, Any]] = [
    *(("GET", path, None) for path in ("/socket.io/", SOCKET_PATH, "/healthz", "/metrics", "/mqtt", "/nothing")),
    *(("GET", path, None) for path in ("/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=3&transport=polling")),
    *(("POST", f"/socket.io/?EIO=4&transport=polling{sid}", {"a": "40"}) for sid in ("", "&sid=x", "&sid=%00")),
    *(("GET", f"/api/v1/events?{query}", None) for query in ("rooms=feed", "rooms=post:x", "last_seq=x", "")),
]


def framed(data: bytes, first: int = 0x80 | Opcode.TEXT) -> bytes:
    """A frame of a client around these bytes, whatever its first byte says; masked with nothing."""
    size = len(data)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([first]) + length + bytes(4) + data


def messages(chance: Random) -> Iterator[bytes]:
    """What comes over one socket: a few frames, each somehow wrong, and then a goodbye."""
    known = [*GOOD, *(each for sent, _ in ATTACKS.values() for each in sent[:1] if isinstance(each, str))]
    while True:
        some = [_frame(chance, chance.choice(known).encode()) for _ in range(chance.randint(1, 3))]
        yield b"".join(some) + framed(b"\x03\xe8", 0x80 | Opcode.CLOSE)


def _frame(chance: Random, good: bytes) -> bytes:
    """A good message in a good frame, a bad one in a good frame, or whatever in any, also in one that is broken."""
    data = good if chance.random() < 0.2 else mutated(chance, good)[:40_000]
    way = chance.random()
    if way < 0.7:
        return framed(data)
    frame = framed(data[: chance.choice((10, 125, 40_000))], chance.randrange(256))
    return frame if way < 0.9 else mutated(chance, frame)


class Senders:
    """One way to send each kind of input to this realtime process; each says how it ended."""

    def __init__(self, url: str, people: list[Person], chance: Random) -> None:
        self.url, self.people, self.chance = url, people, chance

    async def unknown(self, sent: bytes) -> str:
        """From somebody who has not signed in."""
        return await self._end(await Wire.upgrade(self.url), sent)

    async def known(self, sent: bytes) -> str:
        """From somebody who has, and is on both namespaces."""
        return await self._end(await signed_in(self.url, self.chance.choice(self.people), "/live", "/chat"), sent)

    async def _end(self, wire: Wire, sent: bytes) -> str:
        await wire.write(sent)
        with contextlib.suppress(ConnectionError, OSError):
            wire.writer.write_eof()
        heard = await wire.rest()
        return f"closed {int.from_bytes(heard.rpartition(CLOSE)[2][:2], 'big')}" if CLOSE in heard else "cut off"


async def send_all(site: Site, people: list[Person], chance: Random, count: int) -> None:
    """A third of these inputs as requests, and the others over sockets; an honest client is served to the end."""
    url = site.live[0]
    honest = await in_feed(url, people[0])
    cookie = {"Cookie": people[0].cookie}
    requests = iter(Requests(chance, ASKED, cookie, NAMES))
    told = await send_each(requests, count // 3, answered_below_500(url))
    senders = Senders(url, people[1:], chance)
    told += await send_each(messages(chance), count // 3, senders.unknown)
    told += await send_each(messages(chance), count - 2 * (count // 3), senders.known)
    assert (await honest.ask("join", {"room": "feed"}))["ok"]
    await honest.close()
    tell(f"{sum(told.values())} raw inputs at the realtime process, seed {SEED}: {dict(told)}")


@pytest.mark.timeout(3600 if IS_LONG else 300)
def test_security_a17_no_raw_frames_make_the_realtime_process_fail_hang_or_grow(
    system: Settings, tmp_path: Path
) -> None:
    insert_user(ADA)
    with running_site(system, tmp_path / "log", LOG_LEVEL="WARNING", SOCKETS_PER_USER="1000") as site:
        people, chance = site.people(3), Random(SEED)
        watched = Watched({"realtime": site.processes.started[-1]})
        for _ in range(2):
            asyncio.run(send_all(site, people, chance, COUNT // 2))
            assert answers(site.live[0])
            watched.look()
        watched.check()
        assert ended(site, "never") == 0
