"""`flask admin writes`: find a write, see what has become of it, replay a dead one."""

import json
from dataclasses import asdict
from typing import Any

import click
from flask.cli import AppGroup

from core import journal
from core.journal import Write
from core.times import rfc3339
from tasks.wake import wake

admin = AppGroup("admin", help="What an operator can ask and do.")
writes = AppGroup("writes", help="Writes: accepted, applied, rejected, dead.")
admin.add_command(writes)
LIMIT_MAX = 10_000
as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON, one object a line.")


def _row(write: Write) -> dict[str, Any]:
    """A write without its body: what people wrote is not for an operator's terminal."""
    shown = {name: value for name, value in asdict(write).items() if name != "body"}
    return shown | {"at": rfc3339(write.at_ms)}


def _print(write: Write, wants_json: bool) -> None:
    row = _row(write)
    if wants_json:
        click.echo(json.dumps(row))
    else:
        why = row["last_error"] or (write.problem or {}).get("title", "")
        click.echo(f"{write.id}  {row['at']}  {write.kind:<15} {write.state:<9} attempts={write.attempts}  {why}")


@writes.command("list")
@click.option("--state", type=click.Choice(["dead", "pending"]), default="dead", show_default=True)
@click.option("--limit", type=click.IntRange(1, LIMIT_MAX), default=100, show_default=True, help="The oldest so many.")
@as_json
def list_writes(state: str, limit: int, wants_json: bool) -> None:
    """List the writes that are dead, or that still wait."""
    found = journal.listed(state, limit)
    for write in found:
        _print(write, wants_json)
    click.echo(f"{len(found)} {state} of {journal.totals()[state]}", err=True)


@writes.command("show")
@click.argument("write_id", metavar="ID")
@as_json
def show_write(write_id: str, wants_json: bool) -> None:
    """Show what has become of one write."""
    write = journal.find(write_id)
    if write is None:
        raise click.ClickException(f"There is no write {write_id}; finished ones are kept for RECEIPT_TTL_S.")
    if wants_json:
        click.echo(json.dumps(_row(write)))
        return
    for name, value in _row(write).items():
        click.echo(f"{name:<12} {value}")


@writes.command("replay")
@click.argument("write_id", metavar="ID")
def replay_write(write_id: str) -> None:
    """Make a dead write pending again, with fresh attempts."""
    try:
        kind = journal.replay(write_id)
    except LookupError as error:
        raise click.ClickException(f"{error}; `flask admin writes list --state dead` shows those that are.") from None
    sent = wake(write_id, kind)
    click.echo(f"{write_id} {kind}: pending again" + ("" if sent else "; the broker is away, the sweeper will send it"))


@writes.command("totals")
@as_json
def show_totals(wants_json: bool) -> None:
    """Count the writes by what has become of them; accepted = applied + rejected + dead + pending."""
    totals = journal.totals()
    click.echo(json.dumps(totals) if wants_json else "\n".join(f"{name:<9} {count}" for name, count in totals.items()))
