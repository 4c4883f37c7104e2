"""`make pages`: the pages with hot reload in this terminal, beside `make run` or the processes of other terminals.

`next dev` makes them, and a proxy like that of `make run` is in front: with it the pages find the API and the sockets.
"""

import os
import subprocess
import sys

from deploy.local import environment, ports
from deploy.local.develop.process import CannotStartError, stay_with
from deploy.local.install import binaries, frontend, node
from deploy.local.lifetimes import die_with_parent
from deploy.local.run import ROOT, holder
from deploy.local.servers import HOST

PORTS = {"DEV_FRONTEND_PORT": "3080", "DEV_PAGES_PORT": "3081"}
PROXY = "-m deploy.local.proxy .local/proxy-of-pages --hot-reload"
PAGES = "node frontend/node_modules/next/dist/bin/next dev frontend --hostname 127.0.0.1 --port $PAGES_PORT"


def own_ports() -> dict[str, str]:
    """Where the proxy listens, and `next dev` behind it, under the names that the proxy takes them by."""
    chosen = {name: os.environ.get(name) or port for name, port in PORTS.items()}
    ports.check_free({name: int(port) for name, port in chosen.items()}, "make pages")
    return {name.removeprefix("DEV_"): port for name, port in chosen.items()}


def main() -> int:
    """Run both in the folder of the repository until Ctrl-C; return the exit status of `next dev`."""
    os.chdir(ROOT)
    if not holder():
        raise CannotStartError("There is no API in this folder. Start it first, in another terminal:  make run")
    binaries.ensure_nginx()
    node.install(frontend.FOLDER)
    processes = environment.for_processes(environment.current()) | own_ports()
    with subprocess.Popen([sys.executable, *PROXY.split()], env=processes, preexec_fn=die_with_parent) as proxy:
        print(f"The pages, http://{HOST}:{processes['FRONTEND_PORT']}. Ctrl-C stops them.", flush=True)
        try:
            return stay_with(PAGES, processes)
        finally:
            proxy.terminate()


if __name__ == "__main__":
    sys.exit(main())
