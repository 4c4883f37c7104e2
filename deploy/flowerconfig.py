"""How Flower runs: options by name, see flower.readthedocs.io/en/latest/config.html."""

import os

address = os.environ.get("FLOWER_ADDRESS", "127.0.0.1")
port = int(os.environ.get("FLOWER_PORT", "5555"))

# Without a password, or with one that is guessed, Flower would let any caller in, to look and to stop workers.
PASSWORD_MIN = 8
_user, _, _password = os.environ.get("FLOWER_BASIC_AUTH", "").partition(":")
if not _user or len(_password) < PASSWORD_MIN:
    raise SystemExit(
        f"Flower does not start without a user and a password of {PASSWORD_MIN} characters at least: "
        "set FLOWER_BASIC_AUTH to user:password."
    )
basic_auth = [f"{_user}:{_password}"]

# It asks every worker at the start, and warns at length about each that is still starting.
logging = "error"

# A remembered task takes 10 KiB of memory; the 100,000 of the default would be a gigabyte.
max_tasks = 10_000
