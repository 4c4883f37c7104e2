"""`flask admin cache`: hold the cache against MongoDB, or make it anew."""

import json

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core.maintenance import cache_maintenance, drift
from core.reads.indexes import Index
from tasks import feeds
from web.cli.options import as_json

group = AppGroup("cache", help="The cache: verify, rebuild.")
EXAMPLES = 20


@group.command("verify")
@click.option("--repair", is_flag=True, help="Repair what differs.")
@as_json
def verify(repair: bool, wants_json: bool) -> None:
    """Hold every cached item and index against MongoDB. Exit code 1 when something differs and was not repaired."""
    suspects: list[str] = []
    with tqdm(desc="verify", unit=" batches", disable=None) as bar:
        for _, names in drift.wrong_cache(""):
            suspects += names
            bar.update()
    wrong = drift.still_wrong(sorted(set(suspects)))
    repaired = drift.mend_cache(wrong) if repair and wrong else 0
    if wants_json:
        click.echo(json.dumps({"differ": wrong, "repaired": repaired}))
    else:
        click.echo(f"{len(wrong)} differ from MongoDB, {repaired} repaired")
        click.echo("".join(f"  {name}\n" for name in wrong[:EXAMPLES]), nl=False)
    raise SystemExit(int(len(wrong) > repaired))


@group.command("rebuild")
@as_json
def rebuild(wants_json: bool) -> None:
    """Forget every cached item and index, and fill the feed anew. Answers stay right meanwhile, only slower."""
    forgotten = 0
    with tqdm(desc="forget", unit=" keys", disable=None) as bar:
        for count in cache_maintenance.forget_all():
            forgotten += count
            bar.update(count)
    filled = feeds.fill_feed(Index.feed().name)
    row = {"forgotten": forgotten, "feed_filled": filled}
    click.echo(
        json.dumps(row) if wants_json else f"{forgotten} keys forgotten; the feed is {'' if filled else 'not '}filled"
    )
    raise SystemExit(int(not filled))
