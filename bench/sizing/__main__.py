"""How many processes a load wants: a model of the queues. What it prints is modelled, not measured.

Without options: a table for 1,000, 100,000 and 10,000,000 daily users. With --writes or --clients: what such a load
meets. With --check: the model held against what `make bench` has measured on one machine.
"""

import argparse
import dataclasses
import sys
from pathlib import Path

from bench.sizing import measured, report
from bench.sizing.model import Load, Processes
from bench.sizing.simulation import Simulation
from bench.sizing.users import Assumptions, size

USERS = (1_000, 100_000, 10_000_000)


def arguments(given: list[str]) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.sizing", description=__doc__)
    shown, assumed = " (default %(default)s)", Assumptions()
    parser.add_argument("--result", type=Path, default=measured.RESULT, help="other figures of `make bench --keep`")
    parser.add_argument("--check", action="store_true", help="hold the model against the measured run")
    table = parser.add_argument_group("the table, and what users are assumed to do")
    table.add_argument("--users", type=int, nargs="+", default=USERS, help="daily users" + shown)
    table.add_argument("--writes-per-user", type=float, default=assumed.writes, help="in a day" + shown)
    table.add_argument("--reads-per-user", type=float, default=assumed.reads, help="in a day" + shown)
    table.add_argument("--peak", type=float, default=assumed.peak, help="the busiest hour / an average one" + shown)
    table.add_argument("--sockets", type=float, default=assumed.sockets, help="share connected at that time" + shown)
    load = parser.add_argument_group("a load, and what runs")
    load.add_argument("--writes", type=float, default=0.0, help="writes per second that come whatever happens")
    load.add_argument("--clients", type=int, default=0, help="clients that write again as soon as they are answered")
    load.add_argument("--seconds", type=float, default=60.0, help="for how long" + shown)
    load.add_argument("--api", type=int, default=2, help="API processes" + shown)
    load.add_argument("--processors", type=int, default=0, help="of the one machine; 0: each process has its own")
    load.add_argument("--queues", default="comments=1", help="share of each queue, as posts=0.2,comments=0.8" + shown)
    chosen = parser.parse_args(given)
    if min(chosen.users) < 1 or chosen.api < 1 or chosen.seconds <= 0:
        parser.error("there is at least one user, one API process, and some time")
    return chosen


def table(chosen: argparse.Namespace, figures: measured.Figures) -> str:
    """The sizing table for the users and habits that were asked for."""
    habits = {"writes": chosen.writes_per_user, "reads": chosen.reads_per_user}
    assumed = dataclasses.replace(Assumptions(), **habits, peak=chosen.peak, sockets=chosen.sockets)
    return report.sizes((size(users, figures, assumed) for users in chosen.users), len(assumed.shares))


def one_load(chosen: argparse.Namespace, figures: measured.Figures) -> str:
    """What becomes of the load that was asked for."""
    shares = {name: float(share) for name, _, share in (each.partition("=") for each in chosen.queues.split(","))}
    processes = Processes(chosen.api, shares, chosen.processors)
    simulation = Simulation(measured.service_times(figures), processes)
    return report.outcome(simulation.run(Load(chosen.writes, chosen.clients), chosen.seconds), processes)


def main(given: list[str]) -> int:
    """Print what was asked for; 1 when the model is too far from what was measured."""
    chosen = arguments(given)
    figures = measured.read(chosen.result)
    if chosen.check:
        found = list(measured.comparisons(figures))
        print(report.held_against(found))
        return int(not all(each.holds for each in found))
    print(one_load(chosen, figures) if chosen.writes or chosen.clients else table(chosen, figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
