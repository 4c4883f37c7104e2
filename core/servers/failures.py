"""What a failure means: a refusal, an unavailable server, or a defect. The same for HTTP, sockets, tasks and CLI."""

import structlog
from redis.exceptions import ResponseError

from core.platform.problems import Problem, ProblemKind, unavailable
from core.servers import mongo
from core.servers.pictures.store import PicturesUnavailableError
from core.servers.redis import UNAVAILABLE

# Redis answers, but takes no writes now (its disk is full, say), or is no longer the one to ask.
CANNOT_WRITE = ("MISCONF", "OOM", "READONLY", "NOREPLICAS", "MASTERDOWN")
_log = structlog.get_logger()


def is_unavailable(error: BaseException) -> bool:
    """Whether this failure says that MongoDB, Redis or what keeps pictures does not answer, or takes no writes now."""
    return (
        isinstance(error, (*UNAVAILABLE, PicturesUnavailableError))
        or mongo.is_unavailable(error)
        or _cannot_write(error)
    )


def _cannot_write(error: BaseException) -> bool:
    if isinstance(error, Problem):
        return error.status == ProblemKind.BUSY.status
    return isinstance(error, ResponseError) and str(error).startswith(CANNOT_WRITE)


def problem_of(error: Exception) -> Problem:
    """The problem that a caller is answered with: a refusal itself, 503, or 500 for a defect, which is logged."""
    if isinstance(error, Problem):
        return error
    if is_unavailable(error):
        _log.warning("dependency_unavailable", error=type(error).__name__)
        return unavailable("A server that this request needs")
    _log.error("unexpected_error", exc_info=error)
    return Problem(
        ProblemKind.INTERNAL_ERROR, "Something went wrong on our side. The request id helps us to find out what."
    )
