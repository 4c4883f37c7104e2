"""`flask admin writes`: find a write, see what has become of it, replay a dead one."""

import json
from dataclasses import asdict
from typing import Any

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core.platform.clock import rfc3339
from core.writes import announcements, backlog, history, journal
from core.writes.journal import Write
from tasks.writes import replay
from web.cli.options import as_json

group = AppGroup("writes", help="Writes: accepted, applied, rejected, dead.")
LIMIT_MAX = 10_000


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


@group.command("list")
@click.option("--state", type=click.Choice(["dead", "pending"]), default="dead", show_default=True)
@click.option("--limit", type=click.IntRange(1, LIMIT_MAX), default=100, show_default=True, help="The oldest so many.")
@as_json
def list_writes(state: str, limit: int, wants_json: bool) -> None:
    """List the writes that are dead, or that still wait."""
    found = backlog.listed(state, limit)
    for write in found:
        _print(write, wants_json)
    click.echo(f"{len(found)} {state} of {backlog.totals()[state]}", err=True)


@group.command("show")
@click.argument("write_id", metavar="ID")
@as_json
def show_write(write_id: str, wants_json: bool) -> None:
    """Show the history of one write: accepted, attempts, cached, applied, announced.

    ID is the write's, as in its receipt and in Flower, or that of the post or comment that it is still creating.
    """
    write = journal.find(write_id) or journal.creation_of(write_id)
    if write is None:
        raise click.ClickException(f"There is no write {write_id}; finished ones are kept for RECEIPT_TTL_S.")
    steps = [{"at": rfc3339(at_ms), "what": what} for at_ms, what in history.steps(write)]
    event = "waits for MQTT" if announcements.is_pending(write.id) else "nothing waits"
    if wants_json:
        click.echo(json.dumps(_row(write) | {"history": steps, "event": event}))
        return
    for name in ("id", "kind", "resource_id", "actor_id", "request_id", "state", "attempts", "seq"):
        click.echo(f"{name:<12} {_row(write)[name]}")
    if write.problem:
        click.echo(f"{'problem':<12} {write.problem['title']}: {write.problem['detail']}")
    click.echo(f"{'event':<12} {event}\n")
    for each in steps:
        click.echo(f"{each['at']}  {each['what']}")


@group.command("replay")
@click.argument("write_ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every dead write.")
@as_json
def replay_writes(write_ids: tuple[str, ...], every: bool, wants_json: bool) -> None:
    """Make dead writes pending again, with fresh attempts. Exit code 1 when one of them is not dead."""
    if bool(write_ids) == every:
        raise click.UsageError("Name the writes, or say --all.")
    wanted = [write.id for write in backlog.listed("dead", LIMIT_MAX)] if every else list(write_ids)
    refused = [
        write_id
        for write_id in tqdm(wanted, desc="replay", unit=" writes", disable=None if every else True)
        if not _replay(write_id, wants_json)
    ]
    raise SystemExit(int(bool(refused)))


def _replay(write_id: str, wants_json: bool) -> bool:
    try:
        kind, sent = replay(write_id)
    except LookupError as error:
        click.echo(f"Error: {error}; `flask admin writes list --state dead` shows those that are.", err=True)
        return False
    text = f"{write_id} {kind}: pending again" + (
        "" if sent else "; the broker is unavailable, the sweeper will send it"
    )
    click.echo(json.dumps({"id": write_id, "kind": kind, "sent": sent}) if wants_json else text)
    return True


@group.command("totals")
@as_json
def show_totals(wants_json: bool) -> None:
    """Count the writes by what has become of them; accepted = applied + rejected + dead + pending."""
    totals = backlog.totals()
    click.echo(json.dumps(totals) if wants_json else "\n".join(f"{name:<9} {count}" for name, count in totals.items()))
