"""RabbitMQ, for the tests: `python -m deploy.local.install.rabbitmq`.

The one of this machine wins; else Debian's packages are unpacked under .local/, which needs no root and starts nothing.
"""

import os
import shutil
from pathlib import Path

from deploy.local.install.debian import unpack

FOLDER = Path(__file__).resolve().parent.parent.parent.parent / ".local/rabbitmq"
# What `rabbitmq-server` depends on, without what only its service needs.
ERLANG = "base asn1 crypto eldap inets mnesia os-mon parsetools public-key runtime-tools ssl syntax-tools tools xmerl"
SERVER = "usr/lib/rabbitmq/bin/rabbitmq-server"
# Debian's own is written for /usr/lib/erlang.
ERL = """#!/bin/sh
export ROOTDIR={root} BINDIR={programs} EMU=beam PROGNAME=erl
exec "$BINDIR/erlexec" "$@"
"""


def ensure() -> None:
    """Make sure that RabbitMQ is there. Raises SystemExit with advice when it can be had nowhere."""
    if _root() == Path("/") or (FOLDER / SERVER).exists():
        return
    print("Fetching RabbitMQ with apt (once)...", flush=True)
    if not unpack("rabbitmq-server", FOLDER, *(f"erlang-{name}" for name in ERLANG.split())):
        raise SystemExit("RabbitMQ is missing. Install with:  sudo apt-get install rabbitmq-server")


def server() -> str:
    """The program that runs a node."""
    return str(_root() / SERVER)


def epmd() -> str:
    """The program by which the nodes of a machine find each other."""
    return str(_programs() / "epmd")


def path() -> str:
    """The PATH that a node needs: with an `erl` that knows where it is."""
    if _root() == FOLDER:
        erl = FOLDER / "bin/erl"
        if not erl.exists():
            erl.parent.mkdir(exist_ok=True)
            unfinished = erl.with_name(f"erl.{os.getpid()}")
            unfinished.write_text(ERL.format(root=FOLDER / "usr/lib/erlang", programs=_programs()))
            unfinished.chmod(0o755)
            unfinished.replace(erl)
        return os.pathsep.join([str(erl.parent), os.environ["PATH"]])
    return os.environ["PATH"]


def _root() -> Path:
    return Path("/") if Path("/", SERVER).exists() and shutil.which("erl") else FOLDER


def _programs() -> Path:
    return next((_root() / "usr/lib/erlang").glob("erts-*")) / "bin"


if __name__ == "__main__":
    ensure()
