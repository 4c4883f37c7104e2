"""How Flower runs: options by name, see flower.readthedocs.io/en/latest/config.html."""

import os

address = os.environ.get("FLOWER_ADDRESS", "127.0.0.1")
port = int(os.environ.get("FLOWER_PORT", "5555"))

# Without a password Flower would let any caller in, to look and to stop workers.
if ":" not in os.environ.get("FLOWER_BASIC_AUTH", ""):
    raise SystemExit("Flower does not start without a password: set FLOWER_BASIC_AUTH to user:password.")
basic_auth = [os.environ["FLOWER_BASIC_AUTH"]]

# It asks every worker at the start, and warns at length about each that is still starting.
logging = "error"

# A remembered task takes 10 KiB of memory; the 100,000 of the default would be a gigabyte.
max_tasks = 10_000
