"""What is printed."""

from collections.abc import Iterable

from bench.sizing.measured import Comparison
from bench.sizing.model import Outcome, Processes, percentile
from bench.sizing.users import Sizing

HEADINGS = (
    "daily users", "reads/s", "writes/s", "sockets", "API", "realtime", "workers",
    "busiest queue", "announcer", "applied, p50", "applied, p95",
)  # fmt: skip
# More than this of what a queue can carry out, and an hour that is a little busier is too much for it.
FULL = 0.8


def sizes(found: Iterable[Sizing], queues: int) -> str:
    """The sizing table, as Markdown."""
    rows = [_row(each, queues) for each in found]
    ruler = "|".join("---" for _ in HEADINGS)
    return "\n".join([f"| {' | '.join(HEADINGS)} |", f"|{ruler}|", *(f"| {' | '.join(row)} |" for row in rows)])


def _row(found: Sizing, queues: int) -> list[str]:
    # Two for each queue of writes, so that one may die, and for `cache`, `events` and `maintenance`.
    workers = 2 * (queues + 3)
    return [
        f"{found.users:,}",
        f"{found.reads_per_s:,.1f}",
        f"{found.writes_per_s:,.2f}",
        f"{found.sockets:,}",
        f"{found.api}",
        f"{found.realtime}",
        f"{workers}",
        f"{found.queue} {_share(found.queue_share)}",
        _share(found.events_share),
        f"{found.p50_s * 1000:.0f} ms",
        f"{found.p95_s * 1000:.0f} ms",
    ]


def _share(share: float) -> str:
    return f"{share:.1%}" + (", too full" if share > FULL else "")


def outcome(found: Outcome, processes: Processes) -> str:
    """What a load meets, a line for each figure."""
    lines = {
        "accepted": f"{found.accepted_per_s:.1f}/s",
        "applied": f"{found.applied_per_s:.1f}/s, {len(found.applied_s) / max(1, found.batches):.1f} a batch",
        "waiting in the end": f"{found.waiting}",
        "accepted after": _times(found.accepted_s),
        "applied after": _times(found.applied_s),
        "announced after": _times(found.announced_s),
        "API busy": f"{found.utilisation('api', processes.api):.0%}",
        **{f"{name} busy": f"{found.utilisation(name):.0%}" for name in (*processes.shares, "events")},
    }
    return "\n".join(f"{name:<20} {value}" for name, value in lines.items())


def _times(values_s: list[float]) -> str:
    return f"p50 {percentile(values_s, 0.5) * 1000:.0f} ms, p95 {percentile(values_s, 0.95) * 1000:.0f} ms"


def held_against(found: Iterable[Comparison]) -> str:
    """Modelled and measured figures beside each other, as Markdown."""
    heading = ["| of the measured run | modelled | measured | deviation | |", "|---|---|---|---|---|"]
    return "\n".join([*heading, *map(_compared, found)])


def _compared(found: Comparison) -> str:
    verdict = "shown only" if not found.must_hold else "holds" if found.holds else "DOES NOT HOLD"
    return f"| {found.name} | {found.modelled:.0f} | {found.measured:.0f} | {found.deviation:+.0%} | {verdict} |"
