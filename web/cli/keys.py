"""`flask admin keys`: the keys that sign tokens."""

import json

import click
from flask.cli import AppGroup

from core.identity import audit, key_files
from core.identity.audit import Act
from core.identity.signing_keys import key_ring
from core.platform.clock import rfc3339
from core.platform.settings import settings
from web.cli.options import as_json, operator, with_why

group = AppGroup("keys", help="Keys that sign tokens: list, rotate.")


@group.command("list")
@as_json
def list_keys(wants_json: bool) -> None:
    """List the keys: which one signs, which ones only verify what they have signed before."""
    signing = key_ring(is_latest=True).signing_kid
    for path in key_files.key_files(settings().jwt_keys_dir):
        made_at = rfc3339(int(path.stat().st_mtime * 1000))
        row = {"kid": path.stem, "made_at": made_at, "use": "signs" if path.stem == signing else "verifies"}
        click.echo(json.dumps(row) if wants_json else f"{row['kid']:<28} {made_at}  {row['use']}")


@group.command("rotate")
@click.option("--revoke", is_flag=True, help="Remove all older keys now: all users are signed out.")
@click.confirmation_option("--yes", prompt="Make a new signing key?", help="Do not ask.")
@with_why
@as_json
def rotate(revoke: bool, why: str, wants_json: bool) -> None:
    """Make a new signing key. The old one verifies until its last token has run out, so no user is signed out.

    The API takes the new key up by itself, and publishes it in its JWKS. Keys that can have no living token any more
    are removed.
    """
    folder = settings().jwt_keys_dir
    old = key_files.key_files(folder)
    name = "keys.revoke" if revoke else "keys.rotate"
    audit.note(operator(why), Act(name, key_ring(is_latest=True).signing_kid))
    new = key_files.make_key(folder)
    over = old if revoke else key_files.superseded(folder, settings().refresh_ttl_s)
    for path in over:
        path.unlink()
    live = [path.stem for path in key_files.key_files(folder)]
    if wants_json:
        click.echo(json.dumps({"signs": new.stem, "live": live, "removed": [path.stem for path in over]}))
        return
    click.echo(f"{new.stem} signs from now on; {len(live)} keys are live, {len(over)} removed.")
