"""Inputs that no honest client sends, and some that one might: drawn by chance, the same for the same seed."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

# What parsers trip over.
MORSELS = (
    *(b"\x00", b"\r\n", b"\n", b"\r", b"\x7f", b"%", b"%00", b"%ff", b"%2e%2e/", b"../", b"/", b"\\", b"?", b"#", b" "),
    *(b"\xff", b"\xc0\xae", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"A" * 9_000, b"{", b"[" * 40, b'"', b"\\u0000"),
    *(b"\\ud800", b"-1", b"0", b"9" * 40, b"1e999", b"NaN", b"null", b"$ne", b"__proto__", b":", b";", b",", b"="),
    *(
        b"Content-Length: 5\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Expect: 100-continue\r\n",
        b"HTTP/2.0",
        b"HTTP/0.9",
    ),
)
METHODS = (
    b"GET",
    b"HEAD",
    b"POST",
    b"PUT",
    b"PATCH",
    b"DELETE",
    b"OPTIONS",
    b"TRACE",
    b"PROPFIND",
    b"get",
    b"\x16\x03",
)
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 2**63, 10**30, "", "\u0000", "\ud800", "x" * 20_000, "\u202e", {}, [], {"$ne": ""}),
    *([[]], [None], {"a": {"b": {}}}, "0" * 24, "..", "<script>", "1970-01-01T00:00:00Z"),
)


def mutated(chance: Random, data: bytes) -> bytes:
    """These bytes with a few changes: one is another, some are gone, are there twice, or are a morsel."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(changed))
        end = min(len(changed), start + chance.choice((0, 1, 1, 2, 8, 64)))
        piece = bytes(changed[start:end])
        changed[start:end] = chance.choice((b"", piece * 2, chance.randbytes(end - start), chance.choice(MORSELS)))
    return bytes(changed)


def mutated_json(chance: Random, body: Any) -> bytes:
    """This body as JSON, with another value, another name, or one more, somewhere in it; or broken."""
    copy = json.loads(json.dumps(body))
    if isinstance(copy, dict) and chance.random() < 0.8:
        name = chance.choice([*copy, "another", "$where", "_id"])
        copy[name] = chance.choice(VALUES)
    text = json.dumps(copy if chance.random() < 0.9 else chance.choice(VALUES)).encode()
    return mutated(chance, text) if chance.random() < 0.3 else text


@dataclass
class Requests:
    """HTTP requests: `asked` are methods, paths and bodies of good ones, `headers` what each brings."""

    chance: Random
    asked: Sequence[tuple[str, str, Any]]
    headers: dict[str, str]
    names: Sequence[str] = ()
    _makers: list[Callable[[], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._makers = [self._noise, self._broken, self._path, self._query, self._header, self._body, self._chunked]

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield self.chance.choice(self._makers)()

    def _noise(self) -> bytes:
        return self.chance.randbytes(self.chance.randint(1, 300)) + b"\r\n\r\n"

    def _broken(self) -> bytes:
        return mutated(self.chance, self._request(*self._good())) + b"\r\n\r\n"

    def _path(self) -> bytes:
        method, path, body = self._good()
        return self._request(method, mutated(self.chance, path), body)

    def _query(self) -> bytes:
        method, path, body = self._good()
        pairs = [self._piece() + b"=" + self._piece() for _ in range(self.chance.choice((1, 1, 2, 60)))]
        return self._request(method, path + b"?" + b"&".join(pairs), body)

    def _piece(self) -> bytes:
        names = (b"limit", b"cursor", b"q", b"order", b"since", b"ids", b"rooms", b"token", b"")
        drawn = self.chance.choice((*names, *MORSELS[5:], self.chance.randbytes(8)))
        return quote(drawn).encode() if self.chance.random() < 0.6 else drawn.translate(None, b" \r\n#")

    def _header(self) -> bytes:
        method, path, body = self._good()
        value = self.chance.choice((*MORSELS[4:], self.chance.randbytes(12), b'W/"x"', b"wait=9" + b"9" * 300))
        more = self.chance.choice([each.encode() for each in self.names] or [b"Cookie"]) + b": "
        return self._request(method, path, body, more + value.translate(None, b"\r\n") + b"\r\n")

    def _body(self) -> bytes:
        method, path, body = self._good()
        method = method if body is not None else self.chance.choice(METHODS)
        return self._request(method, path, mutated_json(self.chance, json.loads(body or b"{}")))

    def _chunked(self) -> bytes:
        method, path, _ = self._good()
        chunks = b'5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n'
        chunks = mutated(self.chance, chunks) if self.chance.random() < 0.7 else chunks
        head = self._request(method, path, None, b"Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n")
        return head + chunks

    def _good(self) -> tuple[bytes, bytes, bytes | None]:
        method, path, body = self.chance.choice(self.asked)
        return method.encode(), path.encode(), None if body is None else json.dumps(body).encode()

    def _request(self, method: bytes, path: bytes, body: bytes | None, more: bytes = b"") -> bytes:
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items() if self.chance.random() < 0.9)
        if body is not None:
            lines += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head = method + b" " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines.encode() + more
        return head + b"\r\n" + (body or b"")
