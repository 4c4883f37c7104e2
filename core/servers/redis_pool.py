"""A pool of connections to one Redis, behind a breaker: it hands out none while the server does not answer."""

import threading
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hiredis import pack_command
from redis import BlockingConnectionPool
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as SlowError

from core.servers.breaker import Breaker

# A connection that was not used for so long is looked at before it is used: the server may have closed it.
IDLE_S = 1.0


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


class OwnConnections:
    """A connection for each thread, outside the pool: to borrow one and give it back takes longer than a question."""

    def __init__(self, pool: GatedPool) -> None:
        self._pool, self._own = pool, threading.local()

    def ask(self, *command: Any) -> Any:
        """The answer to this command, which may be sent twice. Raises redis' errors, ConnectionError at once while the
        breaker is open."""
        if not self._pool.breaker.allows():
            raise LostError("The server did not answer a moment ago.")
        try:
            return self._send(command)
        except LostError:
            return self._send(command)

    def ask_many(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The answers to these commands, which may be sent twice, in one round trip: a refusal of one is its answer.
        Raises redis' errors as `ask` does."""
        if not self._pool.breaker.allows():
            raise LostError("The server did not answer a moment ago.")
        # The library looks at each argument of each command, which takes longer than all else here.
        packed = b"".join(map(pack_command, commands))
        try:
            return self._send_many(packed, len(commands))
        except LostError:
            return self._send_many(packed, len(commands))

    def ask_and_wait(self, replicas: int, timeout_ms: int, *command: Any) -> Any:
        """As `ask`, and wait until so many replicas have what it changed. Raises redis' TimeoutError when they have not
        got it in time; they may get it later."""
        answer = self.ask(*command)
        # Not sent twice: WAIT is about what its own connection has changed.
        if self._send(("WAIT", replicas, timeout_ms)) < replicas:
            raise SlowError(f"Not {replicas} replicas have it.")
        return answer

    def _send(self, command: tuple[Any, ...]) -> Any:
        connection = self._connection()
        try:
            connection.send_command(*command)
            answer = connection.read_response()
        except ResponseError:
            raise
        except BaseException:
            connection.disconnect()
            raise
        self._own.used_s = time.monotonic()
        return answer

    def _send_many(self, packed: bytes, count: int) -> list[Any]:
        connection = self._connection()
        try:
            connection.send_packed_command([packed])
            answers = [_answer(connection) for _ in range(count)]
        except BaseException:
            connection.disconnect()
            raise
        self._own.used_s = time.monotonic()
        return answers

    def _connection(self) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._pool.connection_class(**self._pool.connection_kwargs)
            self._own.used_s = time.monotonic()
        if time.monotonic() - self._own.used_s > IDLE_S and self._is_stale():
            self._own.connection.disconnect()
        return self._own.connection

    def _is_stale(self) -> bool:
        try:
            return bool(self._own.connection.can_read())
        except (LostError, SlowError, OSError):
            return True


def _answer(connection: Any) -> Any:
    try:
        return connection.read_response()
    except ResponseError as error:
        return error


@lru_cache(maxsize=64)
def own_connections(pool: GatedPool) -> OwnConnections:
    """The connections of the threads of this process to the server of this pool."""
    return OwnConnections(pool)


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
