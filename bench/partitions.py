"""How fast many partitions are beside one: two systems side by side, measured in turns of some seconds.

The speed of a busy machine changes from one minute to the next, so two benches after each other say little about
settings that differ by a few percent. Here both have the same machine, and a figure is the median of the ratios of the
rounds. Both listen on loopback, in temporary folders that are removed.
"""

import argparse
import statistics
import sys
from contextlib import ExitStack

from tqdm import tqdm

from bench.api_client import Person
from bench.speed import load
from bench.speed.__main__ import LONG_SESSION, PASSWORD
from bench.speed.measurements import Bench
from bench.system import running

ONE = "1"
POSTS, COMMENTS = 5_000, 20_000


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="make bench-partitions", description=__doc__)
    shown = " (default %(default)s)"
    parser.add_argument("--partitions", default="256", help="of the system that is held against one with one" + shown)
    parser.add_argument("--rounds", type=int, default=8, help="rounds" + shown)
    parser.add_argument("--seconds", type=float, default=3, help="for how long each is loaded in a turn" + shown)
    parser.add_argument("--sustained", type=float, default=8, help="for how many seconds writes are kept up" + shown)
    parser.add_argument("--at-least", type=float, default=0.9, help="what each ratio has to be" + shown)
    return parser.parse_args()


def started(stack: ExitStack, partitions: str, chosen: argparse.Namespace) -> Bench:
    """A system with so many partitions, filled and warm, until the stack ends."""
    system = stack.enter_context(running(own_settings=LONG_SESSION | {"PARTITIONS": partitions}))
    person = Person(system.url)
    person.sign_in("Ada", "bench@example.org", PASSWORD)
    bench = Bench(system, person, chosen)
    bench.warm(load.fill(system, person.id, POSTS, COMMENTS, COMMENTS))
    return bench


def measure(benches: tuple[Bench, Bench], rounds: int) -> None:
    """Each measurement of each round in both, who begins in turns."""
    for number in tqdm(range(rounds), desc="rounds   ", unit=""):
        for turns in zip(*(bench.turns() for bench in benches), strict=True):
            for turn in turns if number % 2 else reversed(turns):
                turn()


def ratios(many: Bench, one: Bench) -> dict[str, float]:
    """How fast the first is beside the second, by figure: less than 1 is slower."""
    found = {}
    for name, values in one.figures.items():
        pairs = zip(many.figures[name], values, strict=True)
        if name.endswith("_per_s"):
            found[name] = statistics.median(mine / theirs for mine, theirs in pairs)
        elif name.startswith("lone_") and name.endswith("p50_ms"):
            found[name] = statistics.median(theirs / mine for mine, theirs in pairs)
    return found


def main() -> int:
    """Measure, print figures and ratios, and return 0; 1 when a ratio is too small or a request failed."""
    chosen = arguments()
    with ExitStack() as stack:
        many, one = (started(stack, partitions, chosen) for partitions in (chosen.partitions, ONE))
        measure((many, one), chosen.rounds)
    found = ratios(many, one)
    print(f"{'':34}{chosen.partitions:>10}{ONE:>10}{'ratio':>8}")
    for name, ratio in found.items():
        figures = "".join(f"{statistics.median(bench.figures[name]):>10.1f}" for bench in (many, one))
        print(f"{name:34}{figures}{ratio:>8.2f}{'' if ratio >= chosen.at_least else '  too slow'}")
    failed = many.failed + one.failed
    print(f"Failed requests: {failed}. Smallest ratio: {min(found.values()):.2f}, of {chosen.at_least} wanted.")
    return int(bool(failed) or min(found.values()) < chosen.at_least)


if __name__ == "__main__":
    sys.exit(main())
