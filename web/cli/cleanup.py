"""`flask admin cleanup`: what is stale, and remove it."""

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core.maintenance import cleanup, cleanup_log
from core.maintenance.cleanup import JOBS
from core.platform.clock import rfc3339
from web.cli.options import as_json

group = AppGroup("cleanup", help="Stale data: what there is, and remove it.")


@group.command("list")
@as_json
def list_jobs(wants_json: bool) -> None:
    """List the jobs, when each ran last, and how much it has removed since ever."""
    known = cleanup_log.figures()
    for job in JOBS.values():
        at_ms = known.last_run_ms.get(job.name)
        last_run, removed = rfc3339(at_ms) if at_ms else None, known.removed.get(job.name, 0)
        if wants_json:
            click.echo(json.dumps({"job": job.name, "removes": job.about, "last_run": last_run, "removed": removed}))
        else:
            click.echo(f"{job.name:<17} {last_run or 'never':<25} {removed:>9}  {job.about}")


@group.command("run")
@click.argument("name", type=click.Choice(list(JOBS)), metavar="NAME")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be removed, with examples.")
@as_json
def run_job(name: str, dry_run: bool, wants_json: bool) -> None:
    """Run one job to its end. `flask admin cleanup list` names them."""
    with tqdm(desc=name, unit=" removed", disable=None) as bar:
        result = (cleanup.dry_run if dry_run else cleanup.run_whole)(JOBS[name], bar.update)
    if wants_json:
        click.echo(json.dumps(asdict(result)))
        return
    done = "would remove or repair" if dry_run else "removed or repaired"
    click.echo(f"{name}: {done} {result.count} {JOBS[name].about}")
    for each in result.examples:
        click.echo(f"  {each}")


@group.command("report")
@as_json
def show_report(wants_json: bool) -> None:
    """Show how far behind the purge is, and the drift that was found and repaired since ever."""
    cleanup.report()
    known = cleanup_log.figures()
    if wants_json:
        click.echo(json.dumps({"overdue": known.overdue, "overdue_s": known.overdue_s, "drift": known.drift}))
        return
    for kind, count in known.overdue.items():
        click.echo(f"overdue {kind:<14} {count:>9}, the first for {known.overdue_s[kind]:.0f} s")
    for kind, count in known.drift.items():
        click.echo(f"drift   {kind:<14} {count:>9}")
