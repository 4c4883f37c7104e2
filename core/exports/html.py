"""An export for people to read: one page that needs nothing from elsewhere."""

from collections.abc import Iterable
from html import escape
from typing import Any

HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }}
article {{ border-top: 1px solid #8888; padding: .75rem 0; overflow-wrap: anywhere; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0; }}
dt {{ color: #767676; }}
dd {{ margin: 0; white-space: pre-wrap; }}
</style>
<h1>{title}</h1>
"""
FOOT = "</html>\n"


def head(title: str) -> str:
    """What the page begins with."""
    return HEAD.format(title=escape(title))


def heading(section: str, count: int) -> str:
    """What a section begins with; the account has no count."""
    said = section.replace("_", " ").capitalize()
    return f"<h2>{escape(said)}{f' ({count})' if section != 'account' else ''}</h2>\n"


def articles(items: Iterable[dict[str, Any]]) -> str:
    """Each of these as names and values, all of them as plain text."""
    return "".join(f"<article>{_pairs(item)}</article>\n" for item in items)


def _pairs(item: dict[str, Any]) -> str:
    # What a text becomes as HTML says the same once more.
    shown = {name: value for name, value in item.items() if name != "content_html"}
    rows = (f"<dt>{escape(name.replace('_', ' '))}</dt><dd>{_value(value)}</dd>" for name, value in shown.items())
    return f"<dl>{''.join(rows)}</dl>"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _pairs(value)
    if isinstance(value, list):
        return "".join(f"<div>{_value(each)}</div>" for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape("" if value is None else str(value))
