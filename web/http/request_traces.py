"""A span for each request. What a caller sends as `traceparent` becomes a link of it: a trace that began outside does
not decide what is recorded here, because then anybody could fill the collector."""

from collections.abc import Callable, Iterable
from typing import Any

from core.platform import traces
from core.platform.logs import bound_request_id

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# Asked every few seconds by those who watch.
NOT_TRACED = frozenset({"/healthz", "/readyz", "/metrics"})


def around(app: Wsgi) -> Wsgi:
    """The application with a span around each request; the application itself where traces are off."""

    def answer(asked: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if asked["PATH_INFO"] in NOT_TRACED:
            return app(asked, start)
        with traces.begin("request", "server", asked.get("HTTP_TRACEPARENT", "")):
            return app(asked, start)

    return answer if traces.is_on() else app


def describe(method: str, route: str, status: int) -> None:
    """Say of the request that is under way what became of it: the route as it is declared, never the path itself."""
    about: traces.About = {"http.request.method": method, "http.route": route, "http.response.status_code": status}
    about["social.request_id"] = bound_request_id()
    traces.describe(about, f"{method} {route}", is_error=status >= 500)
