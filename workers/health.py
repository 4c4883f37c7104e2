"""Whether a part of the system gets things done: `python -m workers.health writes`, the health check of containers.

A process that runs and a port that is open say little; this asks when something was last done.
"""

import sys

from core.platform.settings import settings
from core.servers.redis import UNAVAILABLE
from core.writes.canary import PARTS, age_s


def main(arguments: list[str]) -> int:
    """Print one line about the part that is named; return 0 when it is healthy, 1 when not, 2 for an unknown name."""
    if len(arguments) != 1 or arguments[0] not in PARTS:
        print(f"Name one of: {', '.join(PARTS)}.")
        return 2
    try:
        age = age_s(arguments[0])
    except UNAVAILABLE:
        print(f"{arguments[0]}: unknown, the journal is unavailable")
        return 1
    print(f"{arguments[0]}: " + ("nothing was done yet" if age is None else f"something was done {age:.0f} s ago"))
    return int(age is None or age > settings().unhealthy_after_s)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
