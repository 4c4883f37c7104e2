"""What the bench of the chat heard, held against what was accepted and against the stored history."""

import asyncio
import statistics
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tqdm import tqdm

from bench.chat_client import ChatClient, Ledger

SETTLE_S = 60.0
STALLED_S = 120.0


@dataclass
class Conversation:
    """A conversation, and who is in it."""

    id: str
    members: list[ChatClient]


async def settle(conversations: list[Conversation], ledger: Ledger) -> None:
    """Wait until each client has received what was accepted, or nothing more comes for a while."""
    wanted = sum(
        len(ledger.accepted.get(conversation.id, {})) * len(conversation.members) for conversation in conversations
    )
    heard, deadline = -1, time.monotonic() + SETTLE_S
    while heard < wanted and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        now = sum(
            len(each.heard.get(conversation.id, {})) for conversation in conversations for each in conversation.members
        )
        if now != heard:
            heard, deadline = now, time.monotonic() + SETTLE_S


async def wait_until_stored(conversations: list[Conversation], ledger: Ledger) -> None:
    """Wait until the workers have stored what was accepted, as long as they get on with it."""
    deadline = time.monotonic() + STALLED_S
    readers = [conversation.members[-1].person for conversation in conversations]
    for each in readers:
        await asyncio.to_thread(each.sign_in_again)
    with tqdm(total=ledger.count, desc="stored  ", unit="", file=sys.stdout) as bar:
        while bar.n < ledger.count and time.monotonic() < deadline:
            await asyncio.sleep(1)
            paths = [
                (each.get, f"/conversations/{conversation.id}")
                for each, conversation in zip(readers, conversations, strict=True)
            ]
            more = sum([(await asyncio.to_thread(get, path))["last_seq"] for get, path in paths]) - bar.n
            bar.update(more)
            deadline = time.monotonic() + STALLED_S if more else deadline
    for each in readers:
        await asyncio.to_thread(each.sign_in_again)


def history_of(conversation: Conversation) -> list[dict[str, Any]]:
    """The history of a conversation by HTTP, as its last member reads it."""
    person = conversation.members[-1].person
    path, found = f"/conversations/{conversation.id}/messages?order=oldest&limit=100", list[dict[str, Any]]()
    page = person.get(path)
    while page["next_cursor"]:
        found += page["items"]
        page = person.get(f"{path}&cursor={page['next_cursor']}")
    return found + list(page["items"])


def compare(
    conversation: Conversation, accepted: dict[str, str], history: list[dict[str, Any]]
) -> tuple[int, int, int]:
    """What is lost, doubled and out of order in a conversation: in its history, and with each of its members."""
    lists = [
        {each["id"]: int(each["seq"]) for each in history},
        *(each.heard.get(conversation.id, {}) for each in conversation.members),
    ]
    lost = sum(len(accepted.keys() - each.keys()) for each in lists)
    doubled = len(history) - len(lists[0]) + sum(len(each.keys() - accepted.keys()) for each in lists)
    seqs = [list(each.values()) for each in lists]
    out_of_order = sum(one >= next_one for each in seqs for one, next_one in pairwise(each))
    out_of_order += sum(each != lists[0] for each in lists)
    return lost, doubled, out_of_order


def report(conversations: list[Conversation], clients: list[ChatClient], ledger: Ledger, took_s: float) -> bool:
    """Print what was measured and what went wrong; whether nothing did."""
    totals = [0, sum(each.doubled for each in clients), sum(each.out_of_order for each in clients)]
    for conversation in tqdm(conversations, desc="history ", unit="", file=sys.stdout):
        accepted = ledger.accepted.get(conversation.id, {})
        found = compare(conversation, accepted, history_of(conversation))
        totals = [total + more for total, more in zip(totals, found, strict=True)]
    print(f"\n{ledger.count} messages in {took_s:.0f} s ({ledger.count / took_s:.0f} a second), ", end="")
    print(f"{len(ledger.live_ms) + len(ledger.late_ms)} deliveries to {len(clients)} clients")
    for name, ages in (("heard while connected", ledger.live_ms), ("heard after a cut", ledger.late_ms)):
        if ages:
            marks = statistics.quantiles(ages, n=20, method="inclusive") if len(ages) > 1 else ages * 19
            print(f"{name}: {len(ages)}, half within {marks[9]:.0f} ms, 95 % within {marks[18]:.0f} ms")
    gaps, byes = ([one for each in clients for one in getattr(each, name)] for name in ("gaps", "byes"))
    print(f"connections {sum(each.connects for each in clients)}, sent again {ledger.sent_again}, ", end="")
    print(f"repeated and dropped {sum(each.repeated for each in clients)}, ", end="")
    print(f"gaps {gaps or 'none'}, thrown out {byes or 'none'}")
    print(f"lost {totals[0]}, doubled {totals[1]}, out of order {totals[2]}")
    return not any(totals)
