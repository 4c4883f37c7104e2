"""Traces that stay in the process that makes them, for the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from core.platform import traces
from core.platform.tracer import Tracer


class Remembered:
    """The spans that have ended."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.tracer = Tracer("test", SimpleSpanProcessor(self._exporter))

    def begin(self) -> None:
        """Record from now on, whatever the settings say."""
        traces.use(self.tracer)

    def spans(self, start: str = "") -> list[ReadableSpan]:
        """Those whose name starts with this, in the order in which they ended."""
        return [span for span in self._exporter.get_finished_spans() if span.name.startswith(start)]

    def text(self) -> str:
        """All of them, with everything they say."""
        return "".join(span.to_json() for span in self.spans())


@contextmanager
def remembering() -> Iterator[Remembered]:
    """Traces are on for as long as the block takes."""
    remembered = Remembered()
    remembered.begin()
    try:
        yield remembered
    finally:
        traces.use(None)


def id_of(span: ReadableSpan) -> int:
    """The id of a span."""
    return span.context.span_id if span.context else 0


def parent_of(span: ReadableSpan) -> int:
    """The id of the span it is below; 0 without one."""
    return span.parent.span_id if span.parent else 0


def trace_of(span: ReadableSpan) -> int:
    """The id of its trace."""
    return span.context.trace_id if span.context else 0


def links_of(span: ReadableSpan) -> list[int]:
    """The ids of the spans it links to."""
    return [link.context.span_id for link in span.links]
