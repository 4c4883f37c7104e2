"""Something that is done again and again beside something else, for tests and benches."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def again_and_again(do: Callable[[], object], every_s: float) -> Iterator[None]:
    """Do this every so many seconds, in a thread, until the end."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(every_s):
            do()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
