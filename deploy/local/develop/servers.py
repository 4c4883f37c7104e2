"""`make servers`: MongoDB, all Redis and Mosquitto in the foreground, with the data and settings of `make run`."""

import os
import sys
import time

from deploy.local import environment, ports
from deploy.local.install import binaries
from deploy.local.keep import SERVERS
from deploy.local.run import ROOT, STOPPED_BY_HAND, Runner, keep_running, procfile, take_lock
from deploy.local.servers import PORT_VARIABLES

COMMAND = "make servers"


def run(started: float) -> int:
    """Start the servers, make them ready, and stay until they have ended; return the exit status."""
    binaries.ensure()
    values = environment.ensure()
    ports.check_free({name: int(values[name]) for name in PORT_VARIABLES.values()}, COMMAND)

    def make_ready(runner: Runner) -> None:
        # Imported here because it takes as long as MongoDB needs to start.
        from deploy.local import readiness

        readiness.make_servers_ready(values, runner.say)
        runner.say(readiness.servers_table(values, time.monotonic() - started))

    commands = procfile()
    processes = environment.for_processes(values, with_node=False)
    return keep_running({name: commands[name] for name in SERVERS}, processes, make_ready)


def main() -> None:
    """Run the servers from the folder of the repository, once."""
    os.chdir(ROOT)
    started = time.monotonic()
    with take_lock(COMMAND):
        try:
            status = run(started)
        except KeyboardInterrupt:  # during the set-up; later, the runner takes Ctrl-C
            sys.exit(STOPPED_BY_HAND[0])
        print("The servers have stopped." if status == 0 else "The servers have stopped; the reason is above.")
        sys.exit(status)


if __name__ == "__main__":
    main()
