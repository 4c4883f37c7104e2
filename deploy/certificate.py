"""The certificate of the proxy and of MQTT: one that you bring, else one that this installation signs itself."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

CERTIFICATE, KEY = "certificate.pem", "key.pem"
LIFE = timedelta(days=3650)


def ensure_certificate(folder: Path, host: str) -> bool:
    """Make `certificate.pem` and `key.pem` in this folder, for `host` and localhost; False when they are there."""
    if (folder / CERTIFICATE).exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / KEY).touch(mode=0o600)
    (folder / KEY).write_bytes(pem)
    (folder / CERTIFICATE).write_bytes(_self_signed(key, host).public_bytes(Encoding.PEM))
    return True


def _self_signed(key: ec.EllipticCurvePrivateKey, host: str) -> x509.Certificate:
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + LIFE)
    names = [*dict.fromkeys([_general_name(host), *map(_general_name, ("localhost", "127.0.0.1"))])]
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
