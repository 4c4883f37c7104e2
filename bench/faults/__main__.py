"""Break a system of its own in many ways while people write, read and listen; count what was lost, doubled or wrong.

.venv/bin/python -m bench.faults                    all of it, about twenty minutes
.venv/bin/python -m bench.faults --only "cache"     the faults whose name has this word
.venv/bin/python -m bench.faults --list

Everything listens on loopback and lies in a temporary folder that is removed. Ends with 0 when every promise held.
"""

import argparse
import random
import signal
import sys
import time
from dataclasses import dataclass

from bench.faults.check import Found, check
from bench.faults.kinds import Fault, NotHereError
from bench.faults.load import TIMEOUT_S, Load
from bench.faults.plan import FAULTS
from bench.faults.reader import AwayError
from bench.system import System, running
from deploy.local.waiting import NotReadyError, until

HEADING = "| fault | held, s | writes | refused | accepts after, s | at once after, s |\n|---|---|---|---|---|---|"
BEFORE_S, AFTER_S, PROMPT_S = 2.0, 4.0, 1.0


@dataclass
class Result:
    """How the system came through one fault. Times in seconds, from the end of the fault; `prompt_s`: when every write
    was applied within a second again, None when that was not seen."""

    name: str
    hold_s: float
    writes: int
    refused: int
    accepts_s: float
    prompt_s: float | None


def go_through(fault: Fault, system: System, load: Load) -> Result:
    """Break it, and wait until it is as it was before. Raises NotHereError."""
    time.sleep(BEFORE_S)
    began_s = time.monotonic()
    with fault.inject(system):
        time.sleep(fault.hold_s)
    ended_s = time.monotonic()
    time.sleep(AFTER_S)
    is_well = True
    try:
        until(lambda: load.ledger.is_quiet(AFTER_S, PROMPT_S), "recovering", TIMEOUT_S)
    except NotReadyError:
        is_well = False
    writes = [entry for entry in load.ledger.all() if began_s <= (entry.ended_s or ended_s)]
    slow = [entry.ended_s - ended_s for entry in writes if entry.ended_s - entry.accepted_s > PROMPT_S]
    refused = load.ledger.refused_between(began_s, time.monotonic())
    return Result(
        fault.name,
        ended_s - began_s,
        len(writes),
        len(refused),
        max([0.0, *(at - ended_s for at in refused)]),
        max([0.0, *slow]) if is_well else None,
    )


def row(result: Result) -> str:
    """One row of the table."""
    prompt = "never" if result.prompt_s is None else f"{result.prompt_s:.1f}"
    numbers = f"{result.hold_s:.0f} | {result.writes} | {result.refused} | {result.accepts_s:.1f} | {prompt}"
    return f"| {result.name} | {numbers} |"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="WORDS", default="", help="faults with these words in their name")
    parser.add_argument("--list", action="store_true", help="print the names of the faults, and end")
    parser.add_argument("--seed", type=int, default=1, help="what the writers choose by (default %(default)s)")
    return parser.parse_args()


def report(load: Load, found: Found) -> bool:
    """Print what was found; whether that is nothing."""
    entries = load.ledger.all()
    print(
        f"\n{len(entries)} writes accepted, {len(load.ledger.refusals_s)} requests refused or not answered,"
        f" {load.reader.walks} walks of {load.reader.pages} pages, {sum(load.listener.heard.values())} events heard."
    )
    lines = {
        "lost": found.lost,
        "receipts that are gone": found.gone,
        "doubled": found.doubled,
        "wrong at the end": found.wrong,
        "wrong reads": load.reader.wrong_reads,
        "answers that changed on repeat": load.ledger.changed_answers,
        "accepted and not applied": found.refused,
        "events that were never heard": found.untold,
    }
    for name, each in lines.items():
        print(f"{len(each):>6} {name}" + "".join(f"\n         {line}" for line in each[:5]))
    return not any(lines.values())


def main() -> int:
    """Try the chosen faults one after the other; 0 when every promise held."""
    chosen = arguments()
    faults = [fault for fault in FAULTS if chosen.only.lower() in fault.name.lower()]
    if chosen.list or not faults:
        print("\n".join(fault.name for fault in FAULTS))
        return 0 if faults else 2
    random.seed(chosen.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left behind
    with running(small_disk=True) as system:
        file = system.folder.parent / "ledger.jsonl"
        load = Load(system.url, file, system.ports["MQTT_PORT"], system.mqtt_password)
        print(HEADING)
        for number, fault in enumerate(faults, 1):
            print(f"[{number}/{len(faults)}] {fault.name} ...", file=sys.stderr, flush=True)
            try:
                print(row(go_through(fault, system, load)), flush=True)
            except NotHereError as error:
                print(f"| {fault.name} | not tried: {error} | | | | |", flush=True)
        try:
            load.finish()
            found = check(load.ledger, load.reader, load.listener, load.lasting)
        except (NotReadyError, AwayError) as error:
            print(f"It did not come to rest: {error!r}. {len(load.ledger.unfinished())} writes have no end.")
            return 1
        load.listener.close()
        return 0 if report(load, found) else 1


if __name__ == "__main__":
    sys.exit(main())
