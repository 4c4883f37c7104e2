"""`flask admin db`: indexes and migrations of MongoDB, and whether it and the journal belong together."""

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core.maintenance import migrations, shards
from core.platform.settings import settings
from core.servers import mongo
from core.servers.sharding.commands import commands
from core.writes import installation
from web.cli.options import as_json

group = AppGroup("db", help="The stores: indexes, migrations, whether they belong together.")


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


@group.command("shard-keys")
@as_json
def shard_keys(wants_json: bool) -> None:
    """Print what to do in `mongosh`, at a `mongos`, to spread MongoDB over MONGO_SHARDS shards (docs/scaling.md)."""
    if settings().mongo_shards == 1:
        raise click.ClickException("MONGO_SHARDS is 1: set it to the number of shards first.")
    if not shards.is_prepared():
        raise click.ClickException("The stored data is not prepared for shards: flask admin db migrate")
    lines = commands(settings().mongo_db, settings().mongo_shards)
    click.echo(json.dumps(lines) if wants_json else "\n".join(lines))


@group.command("compare")
@as_json
def compare(wants_json: bool) -> None:
    """Hold the journal against MongoDB: installation, high-water marks, and what is not as it must be.

    Exit code 1 when there is a finding.
    """
    stores, found = installation.compare(), installation.findings()
    rows = [{"name": each.name, "means": each.means, "do": each.do} for each in found]
    if wants_json:
        click.echo(json.dumps(asdict(stores) | {"findings": rows}))
    else:
        for name, value in asdict(stores).items():
            click.echo(f"{name:<14} {value or '-'}")
        told = [f"\n{row['name']}\n  {row['means']}\n  {row['do']}" for row in rows]
        click.echo("\n".join(told) or "\nNothing is wrong.")
    raise SystemExit(int(bool(found)))


@group.command("adopt")
@click.confirmation_option("--yes", prompt="Take the journal and MongoDB as they are?", help="Do not ask.")
@as_json
def adopt(wants_json: bool) -> None:
    """Take the journal and MongoDB as they are, after a start was refused: from now on they belong together.

    What the journal that was here before had accepted and not applied is not in this one.
    """
    installation.adopt()
    found = installation.compare()
    row = {"installation": found.journal_id, "seq": found.journal_seq}
    text = f"Adopted: installation {found.journal_id}. Start the processes again."
    click.echo(json.dumps(row) if wants_json else text)
