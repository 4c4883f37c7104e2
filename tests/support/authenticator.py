"""A device with passkeys, as a browser shows it to a page (WebAuthn, level 3, 6)."""

import hashlib
import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

# Somebody was there, and was verified; and a new key comes along.
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def coded(value: bytes) -> str:
    """As base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of base64url."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One key of one device, used on pages of `origin`. `count` is how often it has signed."""

    origin: str = "http://localhost:3000"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: str = ""

    @property
    def id(self) -> bytes:
        """The id of the key."""
        return hashlib.sha256(str(self.key.private_numbers().private_value).encode()).digest()

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        self.user = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        about = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], WITH_KEY) + about
        said = {"attestationObject": coded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._credential(said | {"clientDataJSON": coded(self._client_data("webauthn.create", options))})

    def use(self, options: dict[str, Any], **other: str) -> dict[str, Any]:
        """Answer `navigator.credentials.get`, with other parts of the response if asked."""
        self.count += 1
        data, client_data = self._data(options["rpId"]), self._client_data("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        said = {"authenticatorData": coded(data), "clientDataJSON": coded(client_data), "signature": coded(signature)}
        return self._credential(said | {"userHandle": self.user} | other)

    def _data(self, host: str, more: int = 0) -> bytes:
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", self.flags | more, self.count)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        names = {"id": coded(self.id), "rawId": coded(self.id), "type": "public-key"}
        return names | {"response": response, "clientExtensionResults": {}, "authenticatorAttachment": "platform"}
