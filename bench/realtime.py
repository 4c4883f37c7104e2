"""A realtime process of the bench's own, beside the running system and on its servers: one that may be killed."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.api_client import is_there
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.servers import HOST

STARTED_WITHIN_S = 180.0


class Instance:
    """`python -m realtime.app` on a free port, with the settings of the running system."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        port = free_port()
        self.url = f"http://{HOST}:{port}"
        self._env = os.environ | settings | {"REALTIME_PORT": str(port)}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and wait until it answers. Raises SystemExit when it does not."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "realtime.app"],
                env=self._env,
                stdout=log,
                stderr=log,
                preexec_fn=die_at_once_with_parent,
            )
        deadline = time.monotonic() + STARTED_WITHIN_S
        while not await asyncio.to_thread(is_there, self.url):
            if self._process.poll() is not None or time.monotonic() > deadline:
                last = self._log.read_text()[-2000:]
                raise SystemExit(f"A realtime process did not start within {STARTED_WITHIN_S:.0f} s.\n{last}")
            await asyncio.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL, as the kernel would; returns when it is gone."""
        if self._process:
            self._process.kill()
            self._process.wait()
