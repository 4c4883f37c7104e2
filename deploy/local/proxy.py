"""The proxy in front of everything on this machine: nginx, with the policy that Compose mounts.

`python -m deploy.local.proxy FOLDER` becomes nginx, which writes into that folder alone; its ports come from the
environment or .local/env. With `--hot-reload` the pages may be those of `next dev`.
"""

import argparse
import os
import pwd
import signal
from collections.abc import Mapping
from pathlib import Path
from string import Template

from dotenv import dotenv_values

from deploy.local.install.binaries import require
from deploy.local.lifetimes import die_with_parent
from deploy.local.servers import POLICIES

NGINX = POLICIES / "nginx"
LOCAL = NGINX / "local"
HOT_RELOAD = LOCAL / "hot-reload"


def prepare(folder: Path, values: Mapping[str, str | None], *, hot_reload: bool = False) -> None:
    """Make the folder, and in it the settings of this machine: FRONTEND_PORT, where it listens, and the ports that it
    passes on to (API_PORT, REALTIME_PORT, PAGES_PORT)."""
    settings = folder / "conf.d"
    settings.mkdir(parents=True, exist_ok=True)
    for former in settings.iterdir():
        former.unlink()
    for template in (*LOCAL.glob("*.conf"), *(HOT_RELOAD.iterdir() if hot_reload else ())):
        # nginx' own variables stay as they are.
        (settings / template.name).write_text(Template(template.read_text()).safe_substitute(values))
    policy = folder / "social.conf"
    policy.unlink(missing_ok=True)
    # nginx looks for conf.d/ beside the name that it is told, and not beside the file that a link leads to.
    policy.symlink_to(NGINX / "social.conf")


def command(folder: Path) -> list[str]:
    """The command line of nginx in the foreground, for a folder that is prepared."""
    line = [require("nginx"), "-p", f"{folder}/", "-e", "stderr", "-c", str(folder / "social.conf")]
    # Started by root, nginx would become another user, who may not read this folder.
    return [*line, "-g", f"user {pwd.getpwuid(os.geteuid()).pw_name};"] if os.geteuid() == 0 else line


def main() -> None:
    """Become nginx."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.proxy", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hot-reload", action="store_true")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    prepare(folder, {**dotenv_values(".local/env"), **os.environ}, hot_reload=asked.hot_reload)
    # Not by SIGKILL: that would end the first process of nginx alone, and leave its workers with the port.
    die_with_parent(signal.SIGTERM)
    line = command(folder)
    os.execv(line[0], line)


if __name__ == "__main__":
    main()
