"""What was measured, as a table of ratios and as a picture."""

from pathlib import Path
from typing import Any

Result = dict[str, Any]
# Each is held against another: what, divided by what, and what it is to be at least, or at most.
RATIOS = (
    ("feed page / bare route", "feed_per_s", "bare_per_s", ">= 0.40"),
    ("thread page / bare route", "thread_per_s", "bare_per_s", ">= 0.40"),
    ("thread page with replies / feed page", "thread_per_s", "feed_per_s", ">= 0.70"),
    ("home feed / feed page", "home_per_s", "feed_per_s", ">= 0.70"),
    ("304 / bare route", "not_modified_per_s", "bare_per_s", ">= 0.60"),
    ("feed page, p99 / p50", "feed_p99_ms", "feed_p50_ms", "<= 4"),
    ("feed page / Isso's page", "feed_per_s", "isso_page_per_s", ">= 10"),
    ("accepted, workers paused / bare route", "accepted_paused_per_s", "bare_per_s", ">= 0.20"),
    ("accepted, workers at it / bare route", "sustained_many_accepted_per_s", "bare_per_s", ">= 0.10"),
    ("applied / accepted, 100 posts", "sustained_many_applied_per_s", "sustained_many_accepted_per_s", ">= 0.9"),
    ("applied, 100 posts / Isso's create", "sustained_many_applied_per_s", "isso_create_per_s", ">= 1.5"),
    ("applied, one post / 100 posts", "sustained_one_applied_per_s", "sustained_many_applied_per_s", ">= 0.5"),
    ("drained / empty tasks", "drain_per_s", "empty_tasks_per_s", ">= 1.0"),
    ("a lone write / round trip of an empty task", "lone_applied_p50_ms", "empty_task_round_trip_ms", "<= 3"),
    ("its event, p95 / round trip of an empty task", "lone_event_p95_ms", "empty_task_round_trip_ms", "<= 5"),
    ("feed page, p99, beside 5 % writes / alone", "feed_beside_writes_p99_ms", "feed_p99_ms", "<= 2"),
    (
        "first page with all posts / with 10,000",
        "first_page_per_bare",
        "first_page_of_few_per_bare",
        "<= 1.2",
    ),
    ("a page far down / the first page", "deep_page_per_bare", "first_page_per_bare", "<= 2"),
    ("page of a long thread / of a short one", "long_thread_p50_ms", "thread_p50_ms", "<= 1.2"),
)
LIMITS_MS = (("sustained_many_applied_p50_ms", 1000), ("sustained_many_applied_p95_ms", 2000))


def ratios(result: Result) -> list[tuple[str, float, str, bool]]:
    """Each ratio that was measured: its name, its value, what it is to be, and whether it is."""
    found = []
    for name, over, under, wanted in RATIOS:
        if over in result and under in result:
            value, (sign, limit) = result[over] / result[under], wanted.split()
            found.append((name, value, wanted, value >= float(limit) if sign == ">=" else value <= float(limit)))
    return found


def table(result: Result, before: Result | None) -> str:
    """The ratios, beside those of an earlier result, and then the figures; in Markdown."""
    earlier = {name: value for name, value, *_ in ratios(before)} if before else {}
    lines = ["| ratio | now | wanted | before |", "|---|---|---|---|"]
    for name, value, wanted, holds in ratios(result):
        was = f"{earlier[name]:.2f}" if name in earlier else ""
        lines.append(f"| {name} | {value:.2f}{'' if holds else ' (no)'} | {wanted} | {was} |")
    lines += [f"| {name} | {result[name]:.0f} | <= {limit} | |" for name, limit in LIMITS_MS if name in result]
    lines += ["", "| figure | now |", "|---|---|"]
    lines += [f"| {name} | {value:,.1f} |" for name, value in sorted(result.items()) if isinstance(value, float)]
    return "\n".join(lines)


def plot(result: Result, file: Path) -> None:
    """Draw the rates of the result."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    rates = {name.removesuffix("_per_s"): value for name, value in result.items() if name.endswith("_per_s")}
    figure, axes = pyplot.subplots(figsize=(9, 0.4 * len(rates) + 1))
    bars = axes.barh(list(rates)[::-1], list(rates.values())[::-1], color="#3b6ea5")
    axes.bar_label(bars, fmt="{:,.0f}", padding=3)
    axes.set_xlabel("per second")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, dpi=120)
