"""Lua scripts on Redis: found by their names, joined with the functions that they require, and called.

A script lies in `lua/` beside the Python that calls it, functions that several scripts share in `lua/functions/`. The
comment at its top says more about it:

    -- flags: allow-oom       a full server carries it out as well, because it ends accepted writes
    -- requires: a, b         the functions that it uses, by the names of their files

KEYS[1] is always the prefix of all its keys: those of one partition (core/servers/partitions.py).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from redis import exceptions

from core.servers.redis import Store, by_server, layout_of, server_of
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


# ARGV: for each of the KEYS how many arguments it has, and these.
LOOPED = """
local function in_partition(KEYS, ARGV)
{text}
end
local answers, at = {{}}, 1
for n, prefix in ipairs(KEYS) do
  local last = at + ARGV[at]
  answers[n] = in_partition({{ prefix }}, {{ unpack(ARGV, at + 1, last) }}) or false
  at = last + 1
end
return answers
"""
# So many partitions are asked in one call: other callers have to wait for all of them.
TOGETHER = 32


@dataclass(frozen=True)
class Script:
    """A Lua script on a store. `sha` is its SHA-1, by which a server knows it once it has seen the text."""

    store: Store
    text: str
    sha: str

    def __call__(self, *args: Any, of: str = "") -> Any:
        """What it answers to this ARGV, in the partition of the name `of`. Raises redis' errors."""
        return self.ask((layout_of(self.store).prefix_of(of),), args)

    def on_each(self, calls: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """What it answers in each of these partitions, by prefix, to the ARGV given there: in one round trip to each
        server. Raises redis' errors."""
        if len(calls) < 2:
            return {prefix: self.ask((prefix,), args) for prefix, args in calls.items()}
        if not isinstance(self.store, Cluster):
            return self._together(calls)
        answers: dict[str, Any] = {}
        for server, prefixes in by_server(self.store, calls):
            answers |= self._on_server(server, {prefix: calls[prefix] for prefix in prefixes})
        return answers

    def _together(self, calls: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """On one server: to pack a command for each partition, and to read what it answers, takes longer than most
        scripts do."""
        looped = _looped(self.store, self.text)
        parts = [list(calls)[start : start + TOGETHER] for start in range(0, len(calls), TOGETHER)]
        commands = [
            looped.command(part, [arg for each in part for arg in (len(calls[each]), *calls[each])]) for part in parts
        ]
        answers: dict[str, Any] = {}
        for part, answer in zip(parts, looped.ask_many(self.store, commands), strict=True):
            if isinstance(answer, Exception):
                raise answer
            answers |= zip(part, answer, strict=True)
        return answers

    def _on_server(self, server: Store, calls: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        commands = [self.command((prefix,), args) for prefix, args in calls.items()]
        try:
            answers = self.ask_many(server, commands)
        except exceptions.ConnectionError:
            # Another node may have these partitions now.
            return {prefix: self._with_text((prefix,), args) for prefix, args in calls.items()}
        return {each: self._settled(answer, each, calls[each]) for each, answer in zip(calls, answers, strict=True)}

    def command(self, prefixes: Sequence[str], args: Sequence[Any]) -> tuple[Any, ...]:
        """The command that calls it with these KEYS and this ARGV."""
        return ("EVALSHA", self.sha, len(prefixes), *prefixes, *args)

    def ask_many(self, server: Store, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """What this server answers to these commands, in one round trip; it is told the text first if it does not know
        it. A refusal of one is its answer. Raises redis' errors."""
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
        command = self.command(prefixes, args)
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


@lru_cache(maxsize=256)
def text_script(store: Store, text: str) -> Script:
    """This Lua text as a script on this store; KEYS[1] is the prefix there, too."""
    return Script(store, text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


@lru_cache(maxsize=64)
def _looped(store: Store, text: str) -> Script:
    """A script that does what this one does for each of its KEYS, with ARGV of their own, and answers a list."""
    head, rest = text.split("\n", 1) if text.startswith("#!") else ("", text)
    return text_script(store, (f"{head}\n" if head else "") + LOOPED.format(text=rest))


@lru_cache(maxsize=64)
def script(store: Store, name: str) -> Script:
    """The Lua script of this name on this store. Raises KeyError when there is none."""
    flags = FLAGS.search(_files()[name])
    return text_script(store, (f"#!lua flags={flags[1]}\n" if flags else "") + source(name))
