"""Logs: one JSON object per line on standard output, with the id of the request that it is about."""

import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, BinaryIO, cast

import orjson
import structlog
from structlog.typing import Processor

from core.platform import traces
from core.platform.clock import now_ms, rfc3339
from core.platform.log_lines import Lines
from core.platform.settings import settings

Line = MutableMapping[str, Any]
# A safety net: no call should pass these, and none of them ever reaches a log.
PRIVATE = frozenset({"authorization", "body", "content", "cookie", "cookies", "csrf", "email", "password", "token"})


def set_up_logging(*, is_busy: bool = False) -> None:
    """Send every line of this process, the libraries' too, to standard output as JSON, from LOG_LEVEL on. One that
    `is_busy` writes its routine lines together."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _without_private,
        _with_time,
        structlog.processors.format_exc_info,
        *([_with_trace_id] if traces.is_on() else []),
    ]
    # Past the library of Python: a request logs a line, and that would be a tenth of its time.
    structlog.configure(
        processors=[*before, structlog.processors.JSONRenderer(serializer=_bytes)],
        wrapper_class=structlog.make_filtering_bound_logger(settings().log_level),
        logger_factory=_busy_lines() if is_busy else structlog.BytesLoggerFactory(_stdout()),
        cache_logger_on_first_use=True,
    )
    _route_libraries([*before[:2], structlog.stdlib.PositionalArgumentsFormatter(), *before[2:]])


def _busy_lines() -> Callable[..., Lines]:
    lines = Lines(_stdout() or sys.stdout.buffer)
    return lambda *_: lines


def _stdout() -> BinaryIO | None:
    return cast(BinaryIO, sys.__stdout__.buffer) if sys.__stdout__ else None


def bind_request_id(request_id: str) -> None:
    """Every line of this thread or task carries this id from now on."""
    structlog.contextvars.bind_contextvars(request_id=request_id)


def bound_request_id() -> str:
    """The id that lines of this thread or task carry; empty without one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def clear_request_id() -> None:
    """The next line belongs to no request."""
    structlog.contextvars.unbind_contextvars("request_id")


def _route_libraries(before: list[Processor]) -> None:
    handler = logging.StreamHandler(sys.__stdout__)
    as_json = structlog.processors.JSONRenderer(serializer=_json)
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_json]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=[*before, _with_logger], processors=last)
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings().log_level)
    # The sweeper runs every two seconds; what becomes of a write, we log ourselves.
    for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # The first would say whole addresses, and those to which pushes go are secrets; the other, with DEBUG, all that is
    # stored.
    for name in ("urllib3", "pymongo"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("gunicorn", "gunicorn.error", "celery", "celery.task"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def _bytes(line: Line, **_: Any) -> bytes:
    return orjson.dumps(line, default=repr, option=orjson.OPT_NON_STR_KEYS)


def _json(line: Line, **_: Any) -> str:
    return _bytes(line).decode("utf-8", "replace")


def _with_time(_logger: Any, _name: str, line: Line) -> Line:
    return {"ts": rfc3339(now_ms()), **line}


def _with_trace_id(_logger: Any, _name: str, line: Line) -> Line:
    # Who logs about one thing of many has said which trace that belongs to, if any.
    trace_id = line.pop("trace_id", None)
    found = traces.id_in(traces.carried()) if trace_id is None else trace_id
    return {**line, "trace_id": found} if found else line


def _with_logger(_logger: Any, _name: str, line: Line) -> Line:
    record = line.get("_record")
    return {**line, "logger": record.name} if record else line


def _without_private(_logger: Any, _name: str, line: Line) -> Line:
    return {name: value for name, value in line.items() if name not in PRIVATE}
