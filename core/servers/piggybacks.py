"""Two questions to Redis in one call: is it allowed, and what is wanted. Each has a KEYS[1] of its own."""

from functools import lru_cache
from typing import Any, Protocol

from core.servers.redis import Store, layout_of
from core.servers.redis_cluster import Cluster
from core.servers.scripts import Script, script, source, text_script


class Piggyback(Protocol):
    """A question to the same server that is asked in one call with another one."""

    lua: str
    """A script that answers a list, first 1 if the other question may be asked, else 0."""

    of: str
    """Whose partition it asks."""

    @property
    def args(self) -> list[Any]:
        """Its ARGV."""

    def read(self, answer: list[Any]) -> None:
        """Take its answer. What it raises ends the whole."""


BOTH = """
local function piggyback()
  local KEYS = {{ KEYS[2] }}
  local ARGV = {{ unpack(ARGV, 2, ARGV[1] + 1) }}
{piggyback}
end
local function question()
  local ARGV = {{ unpack(ARGV, ARGV[1] + 2) }}
{question}
end
"""
ASK_PIGGYBACKED = (
    BOTH
    + """
local answer = piggyback()
return {{ answer, answer[1] == 1 and question() }}
"""
)
ASK_IF_ANSWERED = (
    BOTH
    + """
local answer = question()
local allowed = answer and piggyback()
return {{ allowed or false, allowed and allowed[1] == 1 and answer or false }}
"""
)


def ask_piggybacked(store: Store, name: str, args: list[Any], piggyback: Piggyback, *, of: str) -> Any:
    """What `script(store, name)` answers in the partition of `of`, asked after `piggyback`, in one call if one may be
    about both partitions. Raises redis' errors, and what that raises."""
    if _may_be_one_call(store, of, piggyback):
        allowed, answer = _ask_both(store, ASK_PIGGYBACKED, name, args, piggyback, of)
        piggyback.read(allowed)
        return answer
    piggyback.read(_ask_alone(store, piggyback))
    return script(store, name)(*args, of=of)


def ask_if_answered(store: Store, name: str, args: list[Any], piggyback: Piggyback, *, of: str) -> Any:
    """What `script(store, name)` answers in the partition of `of`, and `piggyback` is asked only if it does. None when
    there is no answer, or `piggyback` does not allow it. Raises redis' errors."""
    if _may_be_one_call(store, of, piggyback):
        allowed, answer = _ask_both(store, ASK_IF_ANSWERED, name, args, piggyback, of)
    elif answer := script(store, name)(*args, of=of):
        allowed = _ask_alone(store, piggyback)
        answer = answer if allowed[0] == 1 else None
    if answer:
        piggyback.read(allowed)
    return answer


def _may_be_one_call(store: Store, of: str, piggyback: Piggyback) -> bool:
    """A cluster takes a call for one partition only. Of two scripts in one call, neither knows the other's keys."""
    layout = layout_of(store)
    return not isinstance(store, Cluster) or layout.prefix_of(of) == layout.prefix_of(piggyback.of)


def _ask_both(store: Store, how: str, name: str, args: list[Any], piggyback: Piggyback, of: str) -> Any:
    first = piggyback.args
    asked = _both(store, how, piggyback.lua, name)
    layout = layout_of(store)
    return asked.ask((layout.prefix_of(of), layout.prefix_of(piggyback.of)), (len(first), *first, *args))


def _ask_alone(store: Store, piggyback: Piggyback) -> list[Any]:
    answer: list[Any] = text_script(store, piggyback.lua)(*piggyback.args, of=piggyback.of)
    return answer


@lru_cache(maxsize=16)
def _both(store: Store, how: str, lua: str, name: str) -> Script:
    return text_script(store, how.format(piggyback=lua, question=source(name)))
