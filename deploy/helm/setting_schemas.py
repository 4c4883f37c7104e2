"""Write into values.schema.json what settings an installation may choose, or check that it says so (`--check`)."""

import json
import sys
from pathlib import Path
from typing import Any

from core.platform.settings import Settings

SCHEMA = Path(__file__).parent / "values.schema.json"
# What the templates set, each from a value or a Secret of its own.
OF_THE_CHART = {
    "API_NOUNS",
    "BROKER_URL",
    "CACHE_URL",
    "FACTOR_KEY",
    "GATE_AKISMET_KEY",
    "GATE_HOOK_SECRET",
    "JOURNAL_URL",
    "JWKS_URL",
    "JWT_KEYS_DIR",
    "MONGO_URL",
    "MQTT_HOST",
    "MQTT_PASSWORD",
    "MQTT_PORT",
    "MQTT_PUBLIC_HOST",
    "MQTT_PUBLIC_PORT",
    "MQTT_USERNAME",
    "MQTT_WS_URL",
    "PICTURES_URL",
    "PUSH_KEY",
    "SITE_URL",
    "SMTP_URL",
}


def properties() -> dict[str, Any]:
    """The settings that `settings` in values.yaml may have, each with a JSON schema."""
    of_class = Settings.model_json_schema()["properties"]
    chosen = {name.upper(): of_one for name, of_one in of_class.items() if name.upper() not in OF_THE_CHART}
    return {name: _of_values(of_one) for name, of_one in sorted(chosen.items())}


def _of_values(of_one: dict[str, Any]) -> dict[str, Any]:
    """The schema of a setting as YAML has it: without what only Python knows, and with 0 and 1 as in .env."""
    kept = {key: value for key, value in of_one.items() if key not in ("title", "default", "format")}
    if kept.get("type") == "boolean":
        return {"description": kept["description"], "enum": [True, False, 0, 1]}
    return kept


def schema() -> str:
    """The text of values.schema.json with these settings."""
    text = json.loads(SCHEMA.read_text())
    text["properties"]["settings"]["properties"] = properties()
    return json.dumps(text, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file; with `--check` only compare, and return 1 when it differs."""
    if arguments != ["--check"]:
        SCHEMA.write_text(schema())
        return 0
    if SCHEMA.read_text() == schema():
        return 0
    print(f"{SCHEMA} is not current: run `make env-example` and commit it.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
