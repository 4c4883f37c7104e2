"""In which order writes are carried out in property tests. All of it is drawn before anything is stored: hypothesis may
end an example at any draw, and what it had stored would be there in the next one."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

Step = TypeVar("Step")


@st.composite
def in_any_order(
    draw: Callable[..., list[int]], steps: st.SearchStrategy[list[Step]], twice: int = 3
) -> tuple[list[Step], list[int]]:
    """Steps, and the numbers of all of them in some order, at most `twice` of them once more at the end."""
    some: list[Step] = draw(steps)  # type: ignore[assignment]
    every = range(len(some))
    return some, draw(st.permutations(every)) + draw(st.lists(st.sampled_from(every), max_size=twice))
