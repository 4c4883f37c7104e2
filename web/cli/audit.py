"""`flask admin audit`: who has done what to whom, and why."""

import json

import click
from flask.cli import AppGroup

from core.identity import audit
from core.platform.clock import rfc3339
from core.schemas.stored_accounts import StoredAuditEntry
from web.cli.options import as_json

group = AppGroup("audit", help="What operators and moderators have done: list.")


@group.command("list")
@click.option("--about", default=None, help="Only what was done to this: the id of a user, post or comment, or a key.")
@click.option("--who", default=None, help="Only what was done by this moderator (an id), or `operator:<name>`.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="The newest so many.")
@as_json
def list_entries(about: str | None, who: str | None, limit: int, wants_json: bool) -> None:
    """List the entries of the audit log, the newest first."""
    for entry in audit.entries(limit, about, who):
        click.echo(_as_json(entry) if wants_json else _line(entry))


def _as_json(entry: StoredAuditEntry) -> str:
    named = {name: entry[name] for name in ("who", "act", "subject", "why", "before", "after")}  # type: ignore[literal-required]
    return json.dumps({"at": rfc3339(entry["at_ms"]), **named})


def _line(entry: StoredAuditEntry) -> str:
    change = f"{entry['before']} -> {entry['after']}" if entry["after"] else ""
    # A reason may hold line breaks, or what moves a terminal's cursor.
    reason = "".join(each if each.isprintable() else " " for each in entry["why"])
    told = [rfc3339(entry["at_ms"]), f"{entry['who']:<26}", f"{entry['act']:<14}", entry["subject"], change, reason]
    return "  ".join(told).rstrip()
