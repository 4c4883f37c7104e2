"""Lua scripts on Redis: found by their names, joined with the functions that they require, and called.

A script lies in `lua/` beside the Python that calls it, functions that several scripts share in `lua/functions/`. The
comment at its top says more about it:

    -- flags: allow-oom       a full server carries it out as well, because it ends accepted writes
    -- requires: a, b         the functions that it uses, by the names of their files

KEYS[1] is always the prefix of all its keys: those of one partition (core/servers/partitions.py). A question that is
asked in one call with another one has a KEYS[1] of its own.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

from redis import exceptions

from core.servers.partitions import prefix_of
from core.servers.redis import Store, by_server, server_of
from core.servers.redis_cluster import Cluster
from core.servers.redis_pool import GatedPool, own_connections

CORE = Path(__file__).parent.parent
REQUIRES = re.compile(r"^-- requires: (.+)$", re.MULTILINE)
# A server that started anew does not know a script by its SHA-1, and after a failover another node has the partition:
# the text goes wherever the cluster says then.
ELSEWHERE = (
    exceptions.NoScriptError,
    exceptions.MovedError,
    exceptions.AskError,
    exceptions.TryAgainError,
    exceptions.ClusterDownError,
)
FLAGS = re.compile(r"^-- flags: (.+)$", re.MULTILINE)


@cache
def _files() -> dict[str, str]:
    return {path.stem: path.read_text() for path in CORE.rglob("lua/**/*.lua")}


@cache
def source(name: str) -> str:
    """The text of this script with all functions that it requires before it, each once. Raises KeyError."""
    return "\n".join(_files()[each] for each in dict.fromkeys(_required(name)))


def _required(name: str) -> Iterator[str]:
    declared = REQUIRES.search(_files()[name])
    for each in declared[1].split(", ") if declared else ():
        yield from _required(each)
    yield name


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
    return not isinstance(store, Cluster) or prefix_of(of) == prefix_of(piggyback.of)


def _ask_both(store: Store, how: str, name: str, args: list[Any], piggyback: Piggyback, of: str) -> Any:
    first = piggyback.args
    asked = _both(store, how, piggyback.lua, name)
    return asked.ask((prefix_of(of), prefix_of(piggyback.of)), (len(first), *first, *args))


def _ask_alone(store: Store, piggyback: Piggyback) -> list[Any]:
    answer: list[Any] = text_script(store, piggyback.lua)(*piggyback.args, of=piggyback.of)
    return answer


@dataclass(frozen=True)
class Script:
    """A Lua script on a store. `sha` is its SHA-1, by which a server knows it once it has seen the text."""

    store: Store
    text: str
    sha: str

    def __call__(self, *args: Any, of: str = "") -> Any:
        """What it answers to this ARGV, in the partition of the name `of`. Raises redis' errors."""
        return self.ask((prefix_of(of),), args)

    def on_each(self, calls: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """What it answers in each of these partitions, by prefix, to the ARGV given there: in one round trip to each
        server. Raises redis' errors."""
        if len(calls) < 2:
            return {prefix: self.ask((prefix,), args) for prefix, args in calls.items()}
        answers: dict[str, Any] = {}
        for server, prefixes in by_server(self.store, calls):
            answers |= self._on_server(server, {prefix: calls[prefix] for prefix in prefixes})
        return answers

    def on_all(self, prefixes: Sequence[str], *args: Any) -> None:
        """Call it for these partitions with one ARGV: on a server that is no cluster once, with all of them as KEYS.
        Raises redis' errors."""
        if isinstance(self.store, Cluster):
            self.on_each(dict.fromkeys(prefixes, args))
        else:
            self.ask(prefixes, args)

    def _on_server(self, server: Store, calls: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        commands = [("EVALSHA", self.sha, 1, prefix, *args) for prefix, args in calls.items()]
        try:
            answers = self._ask_many(server, commands)
        except exceptions.ConnectionError:
            if server is self.store:
                raise
            # Another node may have these partitions now.
            return {prefix: self._with_text((prefix,), args) for prefix, args in calls.items()}
        return {each: self._settled(answer, each, calls[each]) for each, answer in zip(calls, answers, strict=True)}

    def _ask_many(self, server: Store, commands: list[tuple[Any, ...]]) -> list[Any]:
        """The answers of this server, which is told the text first if it does not know it."""
        connections = own_connections(server.connection_pool)
        answers = connections.ask_many(commands)
        if unknown := [at for at, answer in enumerate(answers) if isinstance(answer, exceptions.NoScriptError)]:
            server.script_load(self.text)
            for at, answer in zip(unknown, connections.ask_many([commands[each] for each in unknown]), strict=True):
                answers[at] = answer
        return answers

    def _settled(self, answer: Any, prefix: str, args: Sequence[Any]) -> Any:
        if isinstance(answer, ELSEWHERE):
            return self._with_text((prefix,), args)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask(self, prefixes: Sequence[str], args: Sequence[Any]) -> Any:
        """What it answers to this ARGV with these KEYS, of which one server has all. Raises redis' errors."""
        server = server_of(self.store, prefixes[0])
        command = ("EVALSHA", self.sha, len(prefixes), *prefixes, *args)
        try:
            if isinstance(server.connection_pool, GatedPool):
                return own_connections(server.connection_pool).ask(*command)
            return server.execute_command(*command)
        except ELSEWHERE:
            return self._with_text(prefixes, args)
        except exceptions.ConnectionError:
            if server is self.store:
                raise
            return self._with_text(prefixes, args)

    def _with_text(self, prefixes: Sequence[str], args: Sequence[Any]) -> Any:
        return self.store.eval(self.text, len(prefixes), *prefixes, *args)


@lru_cache(maxsize=128)
def text_script(store: Store, text: str) -> Script:
    """This Lua text as a script on this store; KEYS[1] is the prefix there, too."""
    return Script(store, text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


@lru_cache(maxsize=16)
def _both(store: Store, how: str, lua: str, name: str) -> Script:
    return text_script(store, how.format(piggyback=lua, question=source(name)))


@lru_cache(maxsize=64)
def script(store: Store, name: str) -> Script:
    """The Lua script of this name on this store. Raises KeyError when there is none."""
    flags = FLAGS.search(_files()[name])
    return text_script(store, (f"#!lua flags={flags[1]}\n" if flags else "") + source(name))
