"""The OpenAPI document as a file. `python -m web.openapi --check docs/openapi.json` finds drift."""

import argparse
import sys
from pathlib import Path
from typing import Any

import orjson
from flask import Flask

from core.platform.settings import Settings, use
from web.app import build_app
from web.http.openapi import document


def _without_servers() -> Flask:
    """The application, with settings that reach nothing."""
    nothing: dict[str, Any] = dict.fromkeys(("mongo_url", "journal_url", "broker_url", "cache_url"), "none://none")
    use(Settings(_env_file=None, **nothing, mqtt_password="", jwt_keys_dir=Path("-")))
    return build_app()


def main() -> int:
    """Write the document to a file, or with --check say whether the file is current."""
    parser = argparse.ArgumentParser(prog="python -m web.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the file is not current")
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args()
    current = orjson.dumps(document(_without_servers()), option=orjson.OPT_INDENT_2) + b"\n"
    if not chosen.check:
        chosen.file.write_bytes(current)
    elif not chosen.file.exists() or chosen.file.read_bytes() != current:
        print(f"{chosen.file} is not current: run `make openapi` and look at what changed.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
