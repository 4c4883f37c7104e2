"""A collector of traces, for the tests: it keeps what comes by OTLP over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass
class Recorded:
    """A span as it came; ids in hex digits, of links those of the spans they lead to."""

    process: str
    name: str
    trace_id: str
    id: str
    parent_id: str
    links: list[str]
    about: dict[str, Any] = field(default_factory=dict)


class Collector:
    """Listens on a free port; `url` is what TRACES_URL wants."""

    def __init__(self) -> None:
        self.spans: list[Recorded] = []
        self.received = b""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.take(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1/traces"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, body: bytes) -> None:
        """Keep the spans of one request."""
        self.received += body
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {each.key: each.value.string_value for each in group.resource.attributes}
            for scope in group.scope_spans:
                self.spans += [_recorded(named["service.name"], span) for span in scope.spans]

    def trace(self, trace_id: str) -> dict[str, Recorded]:
        """The spans of this trace by their names."""
        return {span.name: span for span in list(self.spans) if span.trace_id == trace_id}

    def close(self) -> None:
        """Listen no longer."""
        self._server.shutdown()
        self._server.server_close()


def _recorded(process: str, span: Any) -> Recorded:
    about = {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}
    links = [link.span_id.hex() for link in span.links]
    ids = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()
    return Recorded(process, span.name, *ids, links, about)


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector for as long as the block takes."""
    collector = Collector()
    try:
        yield collector
    finally:
        collector.close()
