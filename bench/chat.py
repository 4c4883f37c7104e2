"""Hold conversations over realtime processes that are killed, with clients that are cut off, and miss nothing.

.venv/bin/python -m bench.chat            (beside a running `make run`, from the same folder)
"""

import argparse
import asyncio
import contextlib
import random
import sys
import time
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
from dotenv import dotenv_values
from tqdm import tqdm

from bench.api_client import Person, is_there, start_room
from bench.chat_client import ChatClient, Ledger
from bench.chat_result import Conversation, report, settle, wait_until_stored
from bench.realtime import Instance

# Below SOCKET_RATE, the messages a second that one socket may send in the long run.
PAUSE_S = 0.11
DOWN_S = 1.0
WELCOME_S = 60.0
PASSWORD = "a long password"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.chat", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--messages", type=int, default=20_000, help="messages to send (default %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="realtime processes (default %(default)s)")
    parser.add_argument("--clients", type=int, default=24, help="people, one socket each (default %(default)s)")
    parser.add_argument("--conversations", type=int, default=8, help="conversations (default %(default)s)")
    parser.add_argument("--members", type=int, default=5, help="people in each, at least (default %(default)s)")
    parser.add_argument("--rate", type=float, default=100, help="messages a second (default %(default)s)")
    parser.add_argument("--cuts", type=int, default=20, help="times to cut half of the clients (default %(default)s)")
    parser.add_argument("--kills", type=int, default=2, help="times to kill a realtime process (default %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed cuts and kills at the same messages")
    parser.add_argument("--within", type=float, default=900, help="seconds for all messages (default %(default)s)")
    parser.add_argument("--env-file", type=Path, default=Path(".local/env"), help="settings of the running system")
    chosen = parser.parse_args()
    if chosen.conversations > chosen.clients or not 2 <= chosen.members <= chosen.clients:
        parser.error("two members at least, and no more conversations or members than clients")
    if chosen.processes < 1:
        parser.error("one process at least")
    return chosen


def people(count: int, api_url: str) -> list[Person]:
    """So many new people."""
    made = [Person(api_url) for _ in range(count)]

    def sign_in(n: int) -> None:
        made[n].sign_in(f"Talker {n}", f"{uuid.uuid4().hex}@example.org", PASSWORD)

    with ThreadPoolExecutor(4) as pool:
        list(tqdm(pool.map(sign_in, range(count)), total=count, desc="people  ", unit="", file=sys.stdout))
    return made


def start_conversation(members: list[ChatClient]) -> Conversation:
    """A conversation of these, once it is there."""
    first, *others = [each.person for each in members]
    return Conversation(start_room(first, others), members)


def seat(clients: list[ChatClient], chosen: argparse.Namespace, dice: random.Random) -> list[list[ChatClient]]:
    """Conversations of the clients: each is in at least one, some are in several."""
    tables = [set(range(n, len(clients), chosen.conversations)) for n in range(chosen.conversations)]
    for table in tables:
        others = [n for n in range(len(clients)) if n not in table]
        table.update(dice.sample(others, max(0, chosen.members - len(table))))
    return [[clients[n] for n in sorted(table)] for table in tables]


async def send_all(
    conversations: list[Conversation], chosen: argparse.Namespace, ledger: Ledger, dice: random.Random
) -> None:
    """Have all clients send their messages, at the wanted rate in sum."""
    run, began = uuid.uuid4().hex[:8], time.monotonic()
    to_say: dict[ChatClient, list[tuple[float, str, str]]] = {}
    for n in range(chosen.messages):
        conversation = dice.choice(conversations)
        part = to_say.setdefault(dice.choice(conversation.members), [])
        part.append((began + n / chosen.rate, conversation.id, f"{run}-{n}"))

    async def speak(client: ChatClient, part: list[tuple[float, str, str]]) -> None:
        for due_s, talk_id, client_id in part:
            await asyncio.sleep(max(PAUSE_S, due_s - time.monotonic()))
            await client.say(talk_id, client_id)

    async with showing(ledger, chosen.messages), asyncio.TaskGroup() as group:
        for client, part in to_say.items():
            group.create_task(speak(client, part))


@contextlib.asynccontextmanager
async def showing(ledger: Ledger, total: int) -> AsyncIterator[None]:
    """A progress bar of the accepted messages."""
    with tqdm(total=total, desc="messages", unit="", file=sys.stdout, mininterval=1) as bar:

        async def follow() -> None:
            while True:
                bar.update(ledger.count - bar.n)
                await asyncio.sleep(0.5)

        following = asyncio.create_task(follow())
        try:
            yield
        finally:
            following.cancel()
            bar.update(ledger.count - bar.n)


async def disturb(
    clients: list[ChatClient], instances: list[Instance], chosen: argparse.Namespace, ledger: Ledger
) -> None:
    """Cut and kill, each after a random number of messages."""
    dice = random.Random(chosen.seed)
    low, high = chosen.messages // 20, chosen.messages * 19 // 20
    kinds = ["cut"] * chosen.cuts + ["kill"] * chosen.kills
    plan = sorted((dice.randint(low, high), kind, n) for n, kind in enumerate(kinds))
    restarts: list[asyncio.Task[None]] = []
    for point, kind, n in plan:
        while ledger.count < point:
            await asyncio.sleep(0.01)
        if kind == "cut":
            await cut_half(clients, dice)
        else:
            restarts.append(asyncio.create_task(restart(instances[n % len(instances)])))
    await asyncio.gather(*restarts)


async def cut_half(clients: list[ChatClient], dice: random.Random) -> None:
    """Cut a random half of the clients off; now and then again, while they catch up."""
    half = dice.sample(clients, max(1, len(clients) // 2))
    for _ in range(dice.choice((1, 1, 3))):
        for client in half:
            client.cut()
        await asyncio.sleep(dice.uniform(0.1, 0.6))


async def restart(instance: Instance) -> None:
    """Kill a realtime process, and start it again after a moment."""
    instance.kill()
    await asyncio.sleep(DOWN_S)
    await instance.start()


async def hold(chosen: argparse.Namespace, settings: dict[str, str]) -> bool:
    """Start everything, send messages, and compare; whether all is well."""
    dice, ledger = random.Random(chosen.seed), Ledger()
    logs = chosen.env_file.parent / "logs"
    logs.mkdir(exist_ok=True)
    instances = [Instance(settings, logs / f"bench-realtime-{n}.log") for n in range(chosen.processes)]
    urls = [each.url for each in instances]
    users = people(chosen.clients, settings["API_URL"])
    clients = [ChatClient(person, urls, ledger, random.Random(dice.random())) for person in users]
    conversations = [start_conversation(members) for members in seat(clients, chosen, dice)]
    try:
        await asyncio.gather(*(each.start() for each in instances))
        took_s = await exchange(conversations, clients, instances, chosen, ledger)
    finally:
        for each in instances:
            each.kill()
    await wait_until_stored(conversations, ledger)
    return report(conversations, clients, ledger, took_s)


async def exchange(
    conversations: list[Conversation],
    clients: list[ChatClient],
    instances: list[Instance],
    chosen: argparse.Namespace,
    ledger: Ledger,
) -> float:
    """Say everything, amid cuts and kills, until all is heard; returns how many seconds the saying took."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        staying = [asyncio.create_task(each.stay(http)) for each in clients]
        await asyncio.wait_for(asyncio.gather(*(each.is_welcome() for each in clients)), WELCOME_S)
        began = time.monotonic()
        try:
            async with asyncio.timeout(chosen.within), asyncio.TaskGroup() as group:
                group.create_task(disturb(clients, instances, chosen, ledger))
                group.create_task(send_all(conversations, chosen, ledger, random.Random(chosen.seed)))
        except TimeoutError:
            print(f"Only {ledger.count} messages were accepted within {chosen.within:.0f} s.")
        took_s = time.monotonic() - began
        await settle(conversations, ledger)
        for each in staying:
            each.cancel()
        await asyncio.gather(*staying, return_exceptions=True)
    return took_s


def main() -> int:
    """Run it; 0 when nothing was lost, doubled or out of order."""
    chosen = arguments()
    settings = {name: value for name, value in dotenv_values(chosen.env_file).items() if value is not None}
    if "API_URL" not in settings or not is_there(settings["API_URL"]):
        print("Start the system with `make run`, in another terminal, and run this from the same folder.")
        return 1
    settings["ENV_FILE"] = str(chosen.env_file)
    return 0 if asyncio.run(hold(chosen, settings)) else 1


if __name__ == "__main__":
    sys.exit(main())
