"""Whether parts of the system get things done, for health checks: `python -m workers.health posts,comments`.

A process that runs and a port that is open say little; this asks when something was last done.
"""

import sys

from core.platform.settings import settings
from core.servers.redis import UNAVAILABLE
from core.writes.canary import PARTS, ages_s


def main(arguments: list[str]) -> int:
    """Print a line about each of the parts that are named, with commas between; return 0 when all are healthy, 1 when
    not, 2 for an unknown name."""
    parts = arguments[0].split(",") if len(arguments) == 1 else []
    if not parts or set(parts) - set(PARTS):
        print(f"Name one of these, or several with commas: {', '.join(PARTS)}.")
        return 2
    try:
        ages = ages_s()
    except UNAVAILABLE:
        print(f"{arguments[0]}: unknown, the journal is unavailable")
        return 1
    healthy = [_is_healthy(part, ages.get(part)) for part in parts]
    return int(not all(healthy))


def _is_healthy(part: str, age_s: float | None) -> bool:
    print(f"{part}: " + ("nothing was done yet" if age_s is None else f"something was done {age_s:.0f} s ago"))
    return age_s is not None and age_s <= settings().unhealthy_after_s


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
