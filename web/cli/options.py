"""What several commands of `flask admin` have."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from core.platform.problems import Problem

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON, one object a line.")


@contextmanager
def refusals() -> Iterator[None]:
    """Make of a Problem inside what the command line shows, with each field that is wrong."""
    try:
        yield
    except Problem as problem:
        fields = [f"  {each['pointer'].lstrip('/')}: {each['message']}" for each in problem.errors]
        raise click.ClickException("\n".join([problem.detail, *fields])) from None
