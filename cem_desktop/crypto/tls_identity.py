"""The key of a receiver's TLS, and the pin that the signed roster publishes of it.

The certificate is self-signed and no name or date in it is ever asked about: an office compares the
SHA-256 of the key (RFC 7469's SubjectPublicKeyInfo) with the signed roster. So a dead clock battery
shuts nobody out, and no authority of the web can let somebody else in.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence

_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
_NAME = "CEM"


@dataclass(frozen=True)
class TlsIdentity:
    """A receiver's private key (PKCS #8, DER) and its certificate (DER)."""

    key: bytes
    certificate: bytes

    @property
    def pin(self) -> str:
        """The hex SHA-256 of its public key."""
        return pin_of(self.certificate)

    def certificate_pem(self) -> bytes:
        """Return the certificate as text."""
        certificate = x509.load_der_x509_certificate(self.certificate)
        return certificate.public_bytes(serialization.Encoding.PEM)

    def sealed_key_pem(self, password: bytes) -> bytes:
        """Return the key as text that only ``password`` opens; it may touch a disk."""
        key = serialization.load_der_private_key(self.key, None)
        return key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password),
        )


def make_tls_identity(hosts: Sequence[str] = ()) -> TlsIdentity:
    """Return a new key with a certificate for ``hosts``, which only strangers' tools look at."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
    )
    if hosts:
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    return TlsIdentity(
        key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        certificate.public_bytes(serialization.Encoding.DER),
    )


def pin_of(certificate: bytes) -> str:
    """Return the hex SHA-256 of the public key in a certificate (DER).

    Raises:
        ValueError: Not a certificate.
    """
    public = x509.load_der_x509_certificate(certificate).public_key()
    encoded = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(encoded).hexdigest()


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
