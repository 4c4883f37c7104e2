"""Waiting for what a test wants to see, with a deadline. Nothing else in tests/ sleeps: tests/system/test_tests.py."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
# What hangs ends here. How fast something is on a busy machine is not for a test to say.
TIMEOUT_S = 60.0


def eventually(condition: Callable[[], T], within_s: float = TIMEOUT_S) -> T:
    """Wait until the condition gives something true, and return that; fail when it never does."""
    deadline = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {within_s} s"
        time.sleep(0.02)
    return value


async def until(condition: Callable[[], Any], within_s: float = TIMEOUT_S, every_s: float = 0.01) -> Any:
    """The same for a test that is a coroutine; the condition may be one, too. One that sends something is asked less
    often than a socket may send (`SOCKET_RATE`)."""
    deadline = time.monotonic() + within_s
    while not (value := await _of(condition)):
        assert time.monotonic() < deadline, f"not within {within_s} s"
        await asyncio.sleep(every_s)
    return value


async def _of(condition: Callable[[], Any]) -> Any:
    value = condition()
    return await value if inspect.isawaitable(value) else value


async def let_others_go_on() -> None:
    """Let each task that can go on do so, once."""
    await asyncio.sleep(0)
