"""Every message that a test receives is held against docs/asyncapi.yaml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCUMENT = Path(__file__).parents[2] / "docs/asyncapi.yaml"


@cache
def document() -> dict[str, Any]:
    """The description of what is heard."""
    return dict(yaml.safe_load(DOCUMENT.read_text()))


@cache
def _validator(channel: str, name: str) -> Draft202012Validator:
    message = document()["channels"][channel]["messages"][name]["$ref"].rpartition("/")[2]
    payload = document()["components"]["messages"][message]["payload"]
    return Draft202012Validator(payload | {"components": document()["components"]})


def validation_errors(channel: str, name: str, body: Any) -> list[str]:
    """What is wrong with a message heard on this channel under this name."""
    if name not in document()["channels"][channel]["messages"]:
        return [f"{channel} has no message {name}"]
    return [f"{channel} {name}: {error.message}" for error in _validator(channel, name).iter_errors(body)]
