"""`flask admin users`: who there is, who may moderate, who may not come in; and getting anybody in again."""

import json
from collections.abc import Callable
from typing import Any

import click
from flask.cli import AppGroup

from core.identity import accounts, credentials, registrations, second_factor, suspensions
from core.platform.clock import now_ms, rfc3339
from core.schemas.account_inputs import NewPassword
from core.schemas.inputs import Registration
from core.schemas.stored import StoredUser
from core.schemas.validation import validate
from web.cli.options import as_json, operator, refusals, with_why

group = AppGroup("users", help="Users: list, create, promote, suspend, ban, rescue.")


def _print(user: StoredUser, wants_json: bool) -> None:
    row: dict[str, Any] = {"_id": user["_id"], "name": user["name"], "email": user["email"], "roles": user["roles"]}
    row |= {each: user.get(each, False) for each in ("banned", "muted", "unconfirmed")}
    row["suspended"] = suspensions.present_of(user) is not None
    row |= {"created_at": rfc3339(int(user["created_ms"]))}
    if wants_json:
        click.echo(json.dumps(row))
        return
    marks = [each for each in ("banned", "muted", "suspended", "unconfirmed") if row[each]] + row["roles"]
    # What people typed may hold line breaks, or what moves a terminal's cursor.
    name, email = ("".join(c if c.isprintable() else "?" for c in str(row[each])) for each in ("name", "email"))
    click.echo(f"{row['_id']}  {row['created_at']}  {name:<24} {email:<32} {' '.join(marks)}")


@group.command("list")
@click.option("--email", default=None, help="Only the user with this address.")
@click.option("--role", default=None, help="Only users with this role.")
@click.option("--banned", is_flag=True, help="Only users who are banned.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="The newest so many.")
@as_json
def list_users(email: str | None, role: str | None, banned: bool, limit: int, wants_json: bool) -> None:
    """List users, the newest first."""
    for user in accounts.listed(email, role, banned, limit):
        _print(user, wants_json)


@group.command("create")
@click.option("--name", required=True, help="As others see it.")
@click.option("--email", required=True, help="The address to sign in with; it counts as confirmed.")
@click.option("--handle", default=None, help="Without one it is made of the name.")
@click.password_option(help="Asked for when it is left out, which keeps it out of the shell's history.")
@with_why
@as_json
def create(name: str, email: str, handle: str | None, password: str, why: str, wants_json: bool) -> None:
    """Make an account, whatever REGISTRATION says."""
    about = {"name": name, "email": email, "password": password} | ({"handle": handle} if handle else {})
    with refusals():
        valid = validate(Registration, about, "")
        chosen = (valid.name, valid.email, valid.password, valid.handle)
        _print(registrations.create(*chosen, by=operator(why)), wants_json)


@group.command("password")
@click.argument("user")
@click.password_option(help="Asked for when it is left out, which keeps it out of the shell's history.")
@with_why
@as_json
def set_password(user: str, password: str, why: str, wants_json: bool) -> None:
    """Give USER (an id or address) another password: ends all their sessions, and a mail tells them."""
    with refusals():
        found = accounts.find(user)
        new = validate(NewPassword, {"new_password": password}, "").new_password
        credentials.replace_password(found, new, operator(why))
        _print(found, wants_json)


@group.command("confirm")
@click.argument("user")
@with_why
@as_json
def confirm(user: str, why: str, wants_json: bool) -> None:
    """Say that the address of USER (an id or address) is theirs, as if they had opened the link of a mail."""
    _print(_changed(user, lambda user_id: accounts.set_confirmed(user_id, operator(why))), wants_json)


@group.command("reset-factors")
@click.argument("user")
@with_why
@as_json
def reset_factors(user: str, why: str, wants_json: bool) -> None:
    """Take the second factor and all passkeys off USER (an id or address), who has lost them; a mail tells them."""
    _print(_changed(user, lambda user_id: second_factor.reset(accounts.get(user_id), operator(why))), wants_json)


@group.command("promote")
@click.argument("user")
@click.option("--role", type=click.Choice(accounts.ROLES), default=accounts.MODERATOR, show_default=True)
@click.option("--undo", is_flag=True, help="Take the role back.")
@with_why
@as_json
def promote(user: str, role: str, undo: bool, why: str, wants_json: bool) -> None:
    """Give USER (an id or address) a role. A moderator may delete any post or comment."""
    _print(_changed(user, lambda user_id: accounts.set_role(user_id, role, not undo, operator(why))), wants_json)


@group.command("ban")
@click.argument("user")
@click.option("--undo", is_flag=True, help="Let them in again.")
@with_why
@as_json
def ban(user: str, undo: bool, why: str, wants_json: bool) -> None:
    """End all sessions of USER (an id or address) and let them sign in no more. What they wrote stays."""
    _print(_changed(user, lambda user_id: accounts.set_banned(user_id, not undo, operator(why))), wants_json)


@group.command("mute")
@click.argument("user")
@click.option("--undo", is_flag=True, help="Let it be shown at once again.")
@with_why
@as_json
def mute(user: str, undo: bool, why: str, wants_json: bool) -> None:
    """Let what USER (an id or address) writes from now on wait for a moderator. They are not told."""
    _print(_changed(user, lambda user_id: accounts.set_muted(user_id, not undo, operator(why))), wants_json)


@group.command("suspend")
@click.argument("user")
@click.option("--days", type=click.FloatRange(0, 3650, min_open=True), required=True, help="For how long.")
@click.option("--words", required=True, help="What they are told when they try to write.")
@with_why
@as_json
def suspend(user: str, days: float, words: str, why: str, wants_json: bool) -> None:
    """Let USER (an id or address) read, and not write, for some days; it ends by itself."""
    until_ms = now_ms() + round(days * 86_400_000)
    _print(_changed(user, lambda each: suspensions.set_suspended(each, until_ms, words, operator(why))), wants_json)


@group.command("unsuspend")
@click.argument("user")
@with_why
@as_json
def unsuspend(user: str, why: str, wants_json: bool) -> None:
    """Let USER (an id or address) write again."""
    _print(_changed(user, lambda each: suspensions.set_suspended(each, None, "", operator(why))), wants_json)


def _changed(user: str, change: Callable[[str], StoredUser]) -> StoredUser:
    with refusals():
        return change(accounts.find(user)["_id"])
