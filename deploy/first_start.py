"""What a new installation needs before the first process starts: `python -m deploy.first_start PART...`.

`make run` does the same by itself; Compose runs this in one-shot containers. Each part may run again at any time.
"""

import os
import sys
from pathlib import Path

from core.identity.key_files import ensure_key
from deploy.certificate import KEY, ensure_certificate
from deploy.mongo_key import ensure_key_file
from deploy.mosquitto.access import write_access

# The users of the containers, in the Dockerfile here and in those of the images of Mosquitto and MongoDB.
SOCIAL, MOSQUITTO, MONGODB = 10001, 1883, 999


def access() -> None:
    """Write the broker's clients and roles into MOSQUITTO_DATA, with the password in MQTT_PASSWORD."""
    folder = Path(os.environ["MOSQUITTO_DATA"])
    write_access(
        folder / "dynamic-security.json", os.environ.get("MQTT_USERNAME", "backend"), os.environ["MQTT_PASSWORD"]
    )
    _give(folder, MOSQUITTO)


def keys() -> None:
    """Make a first signing key in JWT_KEYS_DIR."""
    folder = Path(os.environ["JWT_KEYS_DIR"])
    ensure_key(folder)
    _give(folder, SOCIAL)


def certificate() -> None:
    """Make a self-signed certificate for PUBLIC_HOST in CERTIFICATES_DIR, when there is none."""
    folder = Path(os.environ["CERTIFICATES_DIR"])
    if ensure_certificate(folder, os.environ.get("PUBLIC_HOST", "localhost")):
        (folder / KEY).chmod(0o440)
        _give(folder, SOCIAL)


def mongo_key() -> None:
    """Make the key by which the members of MongoDB's replica set know each other, in MONGO_KEY_DIR."""
    folder = Path(os.environ["MONGO_KEY_DIR"])
    ensure_key_file(folder / "keyfile")
    _give(folder, MONGODB)


def _give(folder: Path, user: int) -> None:
    """Give a folder and what is in it to a user, if this is root."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, user)


def replica_set() -> None:
    """Make the MongoDB at MONGO_MEMBER a replica set, and let the application in with MONGO_PASSWORD.

    The user `root` with MONGO_ROOT_PASSWORD must be there. Waits for the server to start.
    """
    # Imported here, as below: the other parts run where there is no server yet.
    from deploy.mongo_access import prepare

    prepare(os.environ["MONGO_MEMBER"], os.environ["MONGO_ROOT_PASSWORD"], os.environ["MONGO_PASSWORD"])


def indexes() -> None:
    """Carry out the migrations that MongoDB lacks; they create the indexes."""
    from core.maintenance.migrations import migrate

    migrate()


PARTS = {
    "access": access,
    "keys": keys,
    "certificate": certificate,
    "mongo-key": mongo_key,
    "replica-set": replica_set,
    "indexes": indexes,
}

if __name__ == "__main__":
    for part in sys.argv[1:]:
        PARTS[part]()
