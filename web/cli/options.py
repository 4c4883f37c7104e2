"""Options that several commands of `flask admin` have."""

import click

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON, one object a line.")
