"""Two people chat, and one sees the other's comment appear live. Prints what each of them sees, and when.

.venv/bin/python -m bench.two_people            (beside a running `make run`)
"""

import argparse
import asyncio
import os
import sys
import time
import uuid
from typing import Any

import socketio

from bench.api_client import Person, is_there

HEARD_WITHIN_S = 20.0
TALK = [
    ("Ada", "Hello Bob, are you there?"),
    ("Bob", "Right here. What are you writing?"),
    ("Ada", "A post about the Analytical Engine. Will you have a look?"),
]
COMMENT = "It answers everything but asks nothing, I hear."
BEGAN_S = time.monotonic()


def tell(who: str, what: str) -> None:
    """A line of the transcript, with the time since the start."""
    print(f"{(time.monotonic() - BEGAN_S) * 1000:>8.0f} ms  {who:<4} {what}", flush=True)


class Connected:
    """A user with an open page: `/chat` and `/live` over one WebSocket."""

    def __init__(self, name: str, api: str) -> None:
        self.name, self.person = name, Person(api)
        self.person.sign_in(name, f"{name.lower()}-{uuid.uuid4().hex[:8]}@example.org", "a long password")
        self.client = socketio.AsyncClient(reconnection=False)
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.client.on("message.new", self._hear, namespace="/chat")
        self.client.on("event", self._hear, namespace="/live")
        self._greeted = {name: asyncio.Event() for name in ("/chat", "/live")}
        for namespace, event in self._greeted.items():
            self.client.on("hello", lambda _, event=event: event.set(), namespace=namespace)

    async def _hear(self, body: dict[str, Any]) -> None:
        await self.heard.put(body)

    async def connect(self, realtime: str) -> None:
        """Connect to both namespaces and wait until they have said hello."""
        cookies = self.person.http.cookies
        headers = {"Cookie": f"access_token_cookie={cookies['access_token_cookie']}"}
        auth = {"csrf": cookies["csrf_access_token"]}
        names = list(self._greeted)
        await self.client.connect(realtime, headers=headers, auth=auth, namespaces=names, transports=["websocket"])
        await asyncio.wait_for(asyncio.gather(*(each.wait() for each in self._greeted.values())), HEARD_WITHIN_S)
        tell(self.name, "is connected to /chat and /live")

    async def ask(self, namespace: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send an event and return its answer. Raises SystemExit when it is refused."""
        answer: dict[str, Any] = await self.client.call(name, body, namespace=namespace)
        if not answer["ok"]:
            raise SystemExit(f"{name} was refused: {answer}")
        return answer

    async def write(self, path: str, body: dict[str, Any]) -> str:
        """Write over HTTP, and wait until it has taken effect; the id of what was made."""
        receipt = await asyncio.to_thread(self.person.write, "POST", path, body)
        while receipt["state"] == "accepted":
            await asyncio.sleep(0.02)
            receipt = await asyncio.to_thread(self.person.get, f"/writes/{receipt['id']}")
        return str(receipt["resource"]["id"])

    async def next_heard(self) -> dict[str, Any]:
        """What this page is told next. Raises TimeoutError."""
        return await asyncio.wait_for(self.heard.get(), HEARD_WITHIN_S)


async def converse(people: dict[str, Connected]) -> None:
    """Take turns in a conversation; both receive every message."""
    ada, bob = people.values()
    room = await ada.write("/conversations", {"kind": "direct", "member_ids": [bob.person.id]})
    for speaker, words in TALK:
        tell(speaker, f"says: {words}")
        message = {"conversation_id": room, "content": words, "client_id": uuid.uuid4().hex}
        await people[speaker].ask("/chat", "message.send", message)
        for each in people.values():
            heard = (await each.next_heard())["message"]
            tell(each.name, f"sees message {heard['seq']} by {heard['author']['name']}: {heard['content']}")


async def comment(people: dict[str, Connected]) -> None:
    """Ada writes a post and keeps it open; Bob's comment appears under it."""
    ada, bob = people.values()
    post_id = await ada.write("/posts", {"title": "The Analytical Engine", "content": "It has no pretensions."})
    await ada.ask("/live", "join", {"room": f"post:{post_id}"})
    tell(ada.name, "has written a post and keeps its page open")
    tell(bob.name, f"comments: {COMMENT}")
    await bob.write(f"/posts/{post_id}/comments", {"content": COMMENT})
    event = await ada.next_heard()
    while event["type"] != "comment.created":
        event = await ada.next_heard()
    tell(ada.name, f"is told of {event['type']}, and fetches it")
    shown = await asyncio.to_thread(ada.person.get, f"/comments/{event['comment_id']}")
    tell(ada.name, f"sees the comment by {shown['author']['name']}: {shown['content']}")


async def meet(chosen: argparse.Namespace) -> None:
    """The whole scene."""
    people = {name: Connected(name, chosen.api) for name in ("Ada", "Bob")}
    try:
        for each in people.values():
            await each.connect(chosen.realtime)
        await converse(people)
        await comment(people)
    finally:
        for each in people.values():
            await each.client.disconnect()


def main() -> int:
    """Run it; 0 when each saw what the other did."""
    parser = argparse.ArgumentParser(prog="python -m bench.two_people", description=(__doc__ or "").split("\n")[0])
    api, realtime = (os.environ.get(*port) for port in (("API_PORT", "8000"), ("REALTIME_PORT", "8001")))
    parser.add_argument("--api", default=f"http://127.0.0.1:{api}", help="where the API is (default %(default)s)")
    parser.add_argument("--realtime", default=f"http://127.0.0.1:{realtime}", help="and realtime (default %(default)s)")
    chosen = parser.parse_args()
    if not is_there(chosen.api) or not is_there(chosen.realtime):
        print("Start the system with `make run`, in another terminal.")
        return 1
    asyncio.run(meet(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
