"""`flask admin mail`: whether mails go out, how many wait, and which came back."""

import json
from typing import BinaryIO

import click
from flask.cli import AppGroup

from core.delivery import bounces, letters, postbox
from core.delivery.claims import MAIL
from core.platform.clock import now_ms
from core.platform.settings import settings
from web.cli.options import as_json

group = AppGroup("mail", help="Mails: send a test, count what waits, note what came back.")


@group.command("test")
@click.argument("address")
@as_json
def test(address: str, wants_json: bool) -> None:
    """Send a mail to ADDRESS, to see whether the settings are right."""
    if not settings().is_mail_on:
        raise click.ClickException("There is neither SMTP_URL nor MAIL_FOLDER: nobody gets mail.")
    try:
        with postbox.opened() as box:
            box.post(letters.test_letter(address, now_ms()))
    except (postbox.UnavailableError, postbox.DeferredError, postbox.RefusedError) as error:
        raise click.ClickException(f"The server did not take it: {error}") from None
    where = "the server" if settings().smtp_url.get_secret_value() else settings().mail_folder
    click.echo(json.dumps({"sent_to": where}) if wants_json else f"Sent to {where}.")


@group.command("waiting")
@as_json
def waiting(wants_json: bool) -> None:
    """Count the notices that wait for a mail, and those of them that are due."""
    total, due = MAIL.waiting(now_ms())
    row = {"waiting": total, "due": due}
    click.echo(json.dumps(row) if wants_json else f"{total} notices wait for a mail, {due} of them are due.")


@group.command("bounced")
@click.argument("message", type=click.File("rb"), default="-")
@as_json
def bounced(message: BinaryIO, wants_json: bool) -> None:
    """Note that the addresses in MESSAGE, which a mail server sent back (RFC 3464), do not work. Without a file it is
    read from standard input, so that a mail server can pipe it."""
    noted = bounces.note_message(message.read())
    for user_id in noted:
        click.echo(json.dumps({"user_id": user_id}) if wants_json else f"{user_id} gets no more mails.")
    if not noted and not wants_json:
        click.echo("Nobody's address failed for good.")
