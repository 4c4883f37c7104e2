"""A judge outside, as the gate asks one."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from deploy.local.servers import HOST


class Judge:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.status, self.answer, self.asked = 200, b'{"points": 0}', list[tuple[dict[str, str], bytes]]()
        self.is_hanging = threading.Event()
        judge = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                judge.asked.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
                if judge.is_hanging.is_set():
                    # Until whoever asks hangs up.
                    self.rfile.read(1)
                    return
                self.send_response(judge.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(judge.answer)

            def log_message(self, *_: Any) -> None:
                """Not of interest."""

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://{HOST}:{self.server.server_address[1]}/judge"

    def stop(self) -> None:
        """Answer nobody any more."""
        self.server.shutdown()
        self.server.server_close()
