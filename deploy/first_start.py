"""What a new installation needs before the first process starts: `python -m deploy.first_start access|keys|indexes`.

`make run` does the same by itself; Compose runs this in one-shot containers. Each part may run again at any time.
"""

import os
import sys
from pathlib import Path

from core.key_files import ensure_key
from deploy.mosquitto.access import write_access


def access() -> None:
    """Write the broker's clients and roles into MOSQUITTO_DATA, with the password in MQTT_PASSWORD."""
    path = Path(os.environ["MOSQUITTO_DATA"], "dynamic-security.json")
    write_access(path, os.environ.get("MQTT_USERNAME", "backend"), os.environ["MQTT_PASSWORD"])


def keys() -> None:
    """Make a first signing key in JWT_KEYS_DIR."""
    ensure_key(Path(os.environ["JWT_KEYS_DIR"]))


def indexes() -> None:
    """Carry out the migrations that MongoDB lacks; they create the indexes."""
    # Imported here: the other parts run before MongoDB's settings are of any use.
    from core.migrations import migrate

    migrate()


PARTS = {"access": access, "keys": keys, "indexes": indexes}

if __name__ == "__main__":
    for part in sys.argv[1:]:
        PARTS[part]()
