"""Idempotency keys: each stands for one write of its user, which is claimed before the write is stored.

A claim names the write to come, and ends before the receipt of that does. After it, the ledger knows the key
(core/writes/ledger.py). Whoever finds it without that write, because the process died or the request was
refused, stores the write under the claimed id, so two attempts at it are one.
"""

import hashlib
from dataclasses import dataclass

from core.platform.settings import settings
from core.servers.redis import journal as store
from core.servers.redis import key

# Of SHA-256, in hex digits: 128 bits tell two requests with one key apart, and two keys of one person.
REQUEST_HASH_DIGITS = 32
KEY_HASH_DIGITS = 32


@dataclass(frozen=True)
class Claim:
    """What an idempotency key stands for: the write, the item that it is about, and the request that came with it."""

    write_id: str
    resource_id: str
    request_hash: str


def claim(actor_id: str, key_hash: str, wanted: Claim) -> Claim:
    """Claim the key for `wanted`, if it is free; what it is claimed for."""
    with store().pipeline(transaction=False) as pipe:
        pipe.get(_older_name(actor_id, key_hash))
        pipe.set(_name(actor_id, key_hash), _text(wanted), nx=True, get=True, ex=settings().receipt_ttl_s)
        older, found = pipe.execute()
    if older:
        return Claim(older.decode(), "", "")
    return Claim(*found.decode().split(" ")) if found else wanted


def take_over(actor_id: str, key_hash: str, wanted: Claim) -> None:
    """Claim the key anew: what it was claimed for was refused, and this is another request."""
    store().set(_name(actor_id, key_hash), _text(wanted), ex=settings().receipt_ttl_s)


def forget(actor_id: str, key_hash: str) -> None:
    """The write is gone, and its key is free again."""
    store().delete(_name(actor_id, key_hash), _older_name(actor_id, key_hash))


def hash_of(text: str) -> str:
    """SHA-256, in hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of_actor(actor_id: str, key_hash: str) -> str:
    """The key as the ledger notes it, SHA-256 in hex digits: two people with the same key have different ones."""
    return hash_of(f"{actor_id}:{key_hash}")


def root(actor_id: str, key_hash: str) -> str:
    """What names the partition of a new root with this key, whenever the request comes; empty without a key."""
    return key_of_actor(actor_id, key_hash) if key_hash else ""


def _name(actor_id: str, key_hash: str) -> str:
    return key("claim", actor_id, key_hash[:KEY_HASH_DIGITS])


def _older_name(actor_id: str, key_hash: str) -> str:
    """Where the version before keeps the id of the write alone."""
    return key("idempotency", actor_id, key_hash)


def _text(claimed: Claim) -> str:
    return f"{claimed.write_id} {claimed.resource_id} {claimed.request_hash}"
