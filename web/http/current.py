"""The request of this thread itself, not Flask's proxy for it."""

from typing import TypeVar

T = TypeVar("T")


def current(proxy: T) -> T:
    """What `flask.request` or `flask.g` stands for here: an access by way of the proxy costs as much as ten without."""
    found: T = proxy._get_current_object()  # type: ignore[attr-defined]
    return found
