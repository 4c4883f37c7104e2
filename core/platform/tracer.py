"""How traces are recorded and sent, with OpenTelemetry; imported only where they are on (core/platform/traces.py).

Spans wait in memory for a thread of the SDK that sends them. A collector that does not answer costs the spans, and
nobody's time: the queue is bounded (OTEL_BSP_MAX_QUEUE_SIZE), and the last ones get FLUSH_S when a process ends.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from core.platform.settings import settings
from core.platform.traces import TRACEPARENT, About, Kind

FLUSH_S = 1.0
_propagator = TraceContextTextMapPropagator()


class Tracer:
    """Records the spans of a process. What sends them is made when the first one is, in each process its own: a thread
    does not survive a fork. `processor` replaces it, for tests."""

    def __init__(self, process: str, processor: SpanProcessor | None = None) -> None:
        self._process, self._processor = process, processor
        self._made_by = 0
        self._lock = threading.Lock()

    def begin(self, name: str, kind: Kind, caller: str) -> AbstractContextManager[None]:
        """As `traces.begin`."""
        around = trace.get_current_span()
        if around.get_span_context().is_valid and not around.is_recording():
            return nullcontext()
        sent = _context_of(caller)
        return self._around(name, kind, None, [Link(sent)] if sent.is_valid else [])

    def span(self, name: str, kind: Kind) -> AbstractContextManager[None]:
        """As `traces.span`."""
        return self._around(name, kind, None, []) if trace.get_current_span().is_recording() else nullcontext()

    def batch(self, name: str, traceparents: list[str]) -> AbstractContextManager[None]:
        """As `traces.batch`."""
        traced = [each for each in traceparents if each]
        if not traced:
            return nullcontext()
        parent = None if trace.get_current_span().is_recording() else traced.pop(0)
        context = None if parent is None else _propagator.extract({TRACEPARENT: parent}, Context())
        about: About = {"messaging.system": "celery", "messaging.batch.message_count": len(traceparents)}
        return self._around(name, "consumer", context, [Link(_context_of(each)) for each in traced], about)

    @contextmanager
    def _around(
        self, name: str, kind: Kind, context: Context | None, links: list[Link], about: About | None = None
    ) -> Iterator[None]:
        span = self._sdk().start_span(name, context, SpanKind[kind.upper()], about, links)
        # The SDK would add the text of an error, and that may be anything.
        with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            try:
                yield
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def record(self, name: str, kind: Kind, traceparent: str, about: About, began_ns: int, *, is_error: bool) -> None:
        """As `traces.record`."""
        around, parent = trace.get_current_span(), _propagator.extract({TRACEPARENT: traceparent}, Context())
        is_below = trace.get_current_span(parent).get_span_context().span_id == around.get_span_context().span_id
        links = [Link(around.get_span_context())] if around.is_recording() and not is_below else []
        began = began_ns or getattr(around, "start_time", None)
        span = self._sdk().start_span(name, parent, SpanKind[kind.upper()], about, links, began)
        if is_error:
            span.set_status(StatusCode.ERROR)
        span.end()

    def describe(self, about: About, name: str, *, is_error: bool) -> None:
        """As `traces.describe`."""
        span = trace.get_current_span()
        span.set_attributes(about)
        if name:
            span.update_name(name)
        if is_error:
            span.set_status(StatusCode.ERROR)

    def carried(self) -> str:
        """As `traces.carried`."""
        carrier: dict[str, str] = {}
        if trace.get_current_span().is_recording():
            _propagator.inject(carrier)
        return carrier.get(TRACEPARENT, "")

    def flush(self) -> None:
        """As `traces.flush`."""
        if self._made_by == os.getpid():
            self._must_end.set()
            self._ending.join(FLUSH_S)

    def _sdk(self) -> trace.Tracer:
        if self._made_by != os.getpid():
            with self._lock:
                if self._made_by != os.getpid():
                    self._make()
        return self._made

    def _make(self) -> None:
        named = Resource.create({"service.name": self._process}).merge(OTELResourceDetector().detect())
        sampler = ParentBased(TraceIdRatioBased(settings().traces_ratio))
        provider = TracerProvider(sampler, named, shutdown_on_exit=False)
        provider.add_span_processor(self._processor or BatchSpanProcessor(OTLPSpanExporter(settings().traces_url)))
        self._made = provider.get_tracer("social")
        # The SDK waits half a minute for its last batch. The thread is here from the beginning, because none can be
        # started while a process ends (from Python 3.12 on).
        self._must_end = threading.Event()
        self._ending = threading.Thread(target=self._end, args=(provider,), daemon=True, name="traces-end")
        self._ending.start()
        self._made_by = os.getpid()

    def _end(self, provider: TracerProvider) -> None:
        self._must_end.wait()
        provider.shutdown()


def _context_of(traceparent: str) -> SpanContext:
    if not traceparent:
        return trace.INVALID_SPAN_CONTEXT
    found: Span = trace.get_current_span(_propagator.extract({TRACEPARENT: traceparent}, Context()))
    return found.get_span_context()
