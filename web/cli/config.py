"""`flask admin config`: what this process would run with."""

import json
import re
from typing import Any

import click
from flask.cli import AppGroup
from pydantic import SecretStr

from core.platform.settings import settings
from web.cli.options import as_json

group = AppGroup("config", help="The settings in force.")
PASSWORD_IN_URL = re.compile(r"(?<=:)[^:/@]+(?=@)")


@group.command("show")
@as_json
def show(wants_json: bool) -> None:
    """Show every setting as this process reads it; secrets are masked."""
    shown = {name.upper(): _masked(value) for name, value in settings()}
    if wants_json:
        click.echo(json.dumps(shown))
        return
    for name, value in shown.items():
        click.echo(f"{name:<24} {value}")


def _masked(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, bool | int | float):
        return value
    return PASSWORD_IN_URL.sub("********", str(value))
