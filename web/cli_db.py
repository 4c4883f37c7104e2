"""`flask admin db`: indexes and migrations of MongoDB."""

import json

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core import migrations, mongo
from web.cli_options import as_json

group = AppGroup("db", help="MongoDB: indexes, migrations.")


@group.command("ensure-indexes")
@as_json
def ensure_indexes(wants_json: bool) -> None:
    """Create the indexes that are missing, and name all of them."""
    names = mongo.ensure_indexes()
    click.echo(json.dumps(names) if wants_json else "\n".join(names))


@group.command("status")
@as_json
def status(wants_json: bool) -> None:
    """Show which migrations the stored data has seen. Exit code 1: it lacks one. 2: it is newer than the code."""
    version = migrations.stored_version()
    rows = [
        {"number": each.number, "name": each.name, "done": each.number <= version} for each in migrations.MIGRATIONS
    ]
    for row in rows:
        click.echo(
            json.dumps(row) if wants_json else f"{row['number']:>4}  {'done' if row['done'] else '-':<5} {row['name']}"
        )
    if version > migrations.CURRENT:
        click.echo(f"The stored data has schema {version}, newer than this code.", err=True)
    raise SystemExit(2 if version > migrations.CURRENT else int(version < migrations.CURRENT))


@group.command("migrate")
@as_json
def migrate(wants_json: bool) -> None:
    """Carry out the migrations that the stored data lacks. Cut off, it goes on where it stopped."""
    with tqdm(desc="migrate", unit=" batches", disable=None) as bar:
        done = migrations.migrate(lambda *_: bar.update())
    row = {"migrated": done, "version": migrations.CURRENT}
    click.echo(json.dumps(row) if wants_json else f"{done} migrations carried out; the schema is {migrations.CURRENT}.")
