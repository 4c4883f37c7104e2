"""Many writes at a time: sent behind a progress bar, and followed until they have ended."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from tqdm import tqdm

from bench.api_client import Person

T = TypeVar("T")
APPLIED_WITHIN_S = 120.0
THREADS = 8
PERCENTILES = {"half within": 0.5, "95 % within": 0.95, "99 % within": 0.99, "all within": 1.0}


def each(label: str, do: Callable[[T], Any], given: Iterable[T]) -> list[Any]:
    """Do something for each, a few at a time, behind a progress bar."""
    items = list(given)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(tqdm(pool.map(do, items), total=len(items), desc=f"{label:<9}", unit="", file=sys.stdout))


def seen_by(person: Person, receipt: dict[str, Any]) -> dict[str, Any]:
    """The receipt with who may ask for it."""
    return receipt | {"person": person}


def follow(receipts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each receipt when its write has ended, or as it is after two minutes."""
    deadline = time.monotonic() + APPLIED_WITHIN_S
    pending = {receipt["id"]: receipt["person"] for receipt in receipts}
    now: dict[str, dict[str, Any]] = {}
    with tqdm(total=len(receipts), desc="receipts ", unit="", file=sys.stdout) as bar:
        while pending:
            for receipt in asked_for(pending):
                now[receipt["id"]] = receipt
                if receipt["state"] != "accepted" or time.monotonic() > deadline:
                    del pending[receipt["id"]]
                    bar.update()
            # Asking all the time would take from the workers what it waits for.
            time.sleep(0.2 if pending else 0)
    return [now[receipt["id"]] for receipt in receipts]


def asked_for(pending: dict[str, Person]) -> list[dict[str, Any]]:
    """The receipts of these writes as they are now; each person asks for their own, a hundred at a time."""
    found: list[dict[str, Any]] = []
    for person in set(pending.values()):
        own = [write_id for write_id, owner in pending.items() if owner is person]
        for start in range(0, len(own), 100):
            found += person.get(f"/writes?ids={','.join(own[start : start + 100])}")["items"]
    return found


def latencies_ms(receipts: list[dict[str, Any]]) -> list[float]:
    """From acceptance to application, sorted."""
    pairs = [(receipt["accepted_at"], receipt["applied_at"]) for receipt in receipts if receipt["applied_at"]]
    spans = [datetime.fromisoformat(end) - datetime.fromisoformat(start) for start, end in pairs]
    return sorted(span.total_seconds() * 1000 for span in spans)


def report(receipts: list[dict[str, Any]], took_s: float) -> bool:
    """Print what became of the writes; whether all were applied."""
    states = Counter(receipt["state"] for receipt in receipts)
    print(f"\n{len(receipts)} writes in {took_s:.1f} s: " + ", ".join(f"{n} {state}" for state, n in states.items()))
    if spans := latencies_ms(receipts):
        marks = {name: spans[min(int(len(spans) * part), len(spans) - 1)] for name, part in PERCENTILES.items()}
        print("From accepted to applied: " + ", ".join(f"{name} {value:.0f} ms" for name, value in marks.items()))
    return set(states) == {"applied"}
