"""How fast the system is, held against what its parts can do.

Starts a system of its own, fills it, and measures it and its limits in turns, in one run on one machine: ratios hold
from one machine to the next, figures do not. It listens on loopback and lies in a temporary folder that is removed.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import requests

from bench.api_client import Person
from bench.speed import load, report
from bench.speed.measurements import Bench
from bench.system import running

RESULT = Path(__file__).parent / "result.json"
# One token serves the whole run.
LONG_SESSION = {"ACCESS_TTL_S": "86400"}
PASSWORD = "a password of the bench"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    shown = " (default %(default)s)"
    parser.add_argument("--scale", type=int, default=20_000, help="posts to begin with, up to 1000000" + shown)
    parser.add_argument("--comments", type=int, default=100_000, help="comments on them" + shown)
    parser.add_argument("--long-thread", type=int, default=load.LONG, help="comments of one thread" + shown)
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the medians count" + shown)
    parser.add_argument("--seconds", type=float, default=8, help="for how long each is loaded" + shown)
    parser.add_argument("--sustained", type=float, default=60, help="for how many seconds writes are kept up" + shown)
    parser.add_argument("--peers", action="store_true", help="also Isso, from PyPI")
    parser.add_argument("--keep", action="store_true", help=f"write {RESULT.name} and a plot, to compare with later")
    chosen = parser.parse_args()
    if not 1_000 <= chosen.scale <= 1_000_000 or min(chosen.rounds, chosen.comments) < 1:
        parser.error("--scale is between 1000 and 1000000, and there is at least one round and one comment")
    return chosen


def main() -> int:
    """Measure, print the ratios, and return 0; 1 when a request failed."""
    chosen = arguments()
    with running(own_settings=LONG_SESSION) as system:
        person = Person(system.url)
        person.sign_in("Ada", "bench@example.org", PASSWORD)
        bench = Bench(system, person, chosen)
        counts = (chosen.scale, chosen.comments, chosen.long_thread)
        loaded = load.fill(system, person.id, *counts, bench.with_few_posts)
        result = bench.run(loaded)
    result |= {"at": time.strftime("%Y-%m-%d"), "scale": chosen.scale, "comments": chosen.comments}
    before = json.loads(RESULT.read_text()) if RESULT.exists() else None
    print(report.table(result, before))
    if chosen.keep:
        RESULT.write_text(json.dumps(result, indent=1) + "\n")
        report.plot(result, RESULT.with_suffix(".png"))
    return int(bool(result["failed"]))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except requests.RequestException as error:
        sys.exit(f"The system does not answer: {error}")
