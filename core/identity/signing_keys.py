"""The keys that sign and verify tokens: `<kid>.pem` files, of which the one with the last name signs."""

import os
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt.algorithms
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from core.platform.settings import SettingsError, settings


@dataclass(frozen=True)
class KeyRing:
    """All keys by kid. Two are live during a rotation: the newest signs, both verify."""

    private: dict[str, RSAPrivateKey]

    @property
    def signing_kid(self) -> str:
        """The key that signs new tokens."""
        return max(self.private)

    def public(self, kid: str) -> RSAPublicKey | None:
        """The public key with this kid, or None: nothing but these files makes a key known."""
        key = self.private.get(kid)
        return key.public_key() if key else None

    def jwks(self) -> dict[str, Any]:
        """The public keys as a JSON Web Key Set (RFC 7517)."""
        described = []
        for kid, key in sorted(self.private.items()):
            public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
            described.append(
                {"kid": kid, "use": "sig", "alg": "RS256"} | {name: public[name] for name in ("kty", "n", "e")}
            )
        return {"keys": described}


def key_ring(*, is_latest: bool = False) -> KeyRing:
    """The keys of the configured folder. A change of it is seen within a second, and at once with `is_latest`."""
    folder = settings().jwt_keys_dir
    return _load(folder, _changed_ns(folder) if is_latest else _changed_ns_in(folder, int(time.monotonic())))


def _changed_ns(folder: Path) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError as error:
        raise SettingsError(f"Cannot start: JWT_KEYS_DIR: {error}") from None


@lru_cache(maxsize=4)
def _changed_ns_in(folder: Path, _second: int) -> int:
    return _changed_ns(folder)


@lru_cache(maxsize=4)
def _load(folder: Path, changed_ns: int) -> KeyRing:
    private: dict[str, RSAPrivateKey] = {}
    for path in sorted(folder.glob("*.pem")):
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise SettingsError(f"Cannot start: JWT_KEYS_DIR: {path.name} is not an RSA private key")
        private[path.stem] = key
    if not private:
        raise SettingsError(f"Cannot start: JWT_KEYS_DIR: no *.pem file in {folder}")
    return KeyRing(private)
