"""What several commands of `flask admin` have."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from core.identity.audit import By
from core.platform.problems import Problem

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON, one object a line.")
with_why = click.option("--why", default="", help="The reason, for the audit log.")


def operator(reason: str) -> By:
    """Who runs this command, for the audit log."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        # In a container the user may have no name.
        name = str(os.getuid())
    return By(f"operator:{name}", reason)


@contextmanager
def refusals() -> Iterator[None]:
    """Make of a Problem inside what the command line shows, with each field that is wrong."""
    try:
        yield
    except Problem as problem:
        fields = [f"  {each['pointer'].lstrip('/')}: {each['message']}" for each in problem.errors]
        raise click.ClickException("\n".join([problem.detail, *fields])) from None
