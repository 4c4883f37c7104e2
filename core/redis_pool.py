"""A pool of connections to one Redis, behind a breaker: it hands out none while the server does not answer."""

from typing import Any

from redis import BlockingConnectionPool
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as SlowError

from core.breaker import Breaker


class GatedPool(BlockingConnectionPool):
    """Tells its breaker of every answer, and of every one that does not come."""

    breaker: Breaker

    def watch(self, breaker: Breaker) -> None:
        """Use this breaker from now on, before the first connection is made."""
        self.breaker = breaker
        self.connection_class = _watched(self.connection_class, breaker)

    def get_connection(self, *args: Any, **options: Any) -> Any:
        """A connection. Raises redis' ConnectionError at once while the breaker is open, or when all are in use."""
        if not self.breaker.allows():
            raise LostError("The server did not answer a moment ago.")
        return super().get_connection(*args, **options)  # type: ignore[no-untyped-call]


def _watched(connection_class: Any, breaker: Breaker) -> Any:
    class Watched(connection_class):  # type: ignore[misc]
        """A connection that tells the breaker whether the server answers."""

        def connect(self) -> None:
            """Connect."""
            try:
                super().connect()
            except (LostError, SlowError) as error:
                breaker.failed(error)
                raise

        def read_response(self, *args: Any, **options: Any) -> Any:
            """The next answer."""
            try:
                answer = super().read_response(*args, **options)
            except (LostError, SlowError) as error:
                breaker.failed(error)
                raise
            except ResponseError:
                # An answer, too. A server that has started anew does not know a script, and has to be told.
                breaker.succeeded()
                raise
            breaker.succeeded()
            return answer

    return Watched
