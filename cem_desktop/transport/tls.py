"""TLS of both ends: a self-signed key at one, its pin at the other."""

from __future__ import annotations

import hmac
import os
import secrets
import socket
import ssl
import tempfile
from pathlib import Path

from cem_desktop.crypto.tls_identity import TlsIdentity, pin_of
from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.errors import NotHeadquartersError, ServerKeyError

SEND_BUFFER = 64 * 1024
"""Bytes that the system may hold back, so that what counts as sent is on its way."""
_BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)


def server_context(identity: TlsIdentity) -> ssl.SSLContext:
    """Return the receiver's side.

    OpenSSL takes a key from a file only, so it gets one for a moment, under a password that is
    drawn here and stands nowhere.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    password = secrets.token_bytes(32).hex()
    descriptor, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(identity.sealed_key_pem(password.encode()))
            file.write(identity.certificate_pem())
        context.load_cert_chain(name, password=password)
    finally:
        Path(name).unlink()
    return context


def reach(address: NetworkAddress, patience: float) -> ssl.SSLSocket:
    """Return a connection to whoever is at an address, before anything is said on it.

    Raises:
        OSError: No connection.
    """
    plain = socket.create_connection((address.host, address.port), patience)
    try:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return _client_context().wrap_socket(
            plain, server_hostname=address.host, do_handshake_on_connect=False
        )
    except BaseException:
        plain.close()
        raise


def prove(wire: ssl.SSLSocket, address: NetworkAddress) -> None:
    """Shake hands, and see that the other end holds the pinned key; before that nothing is said.

    Raises:
        ServerKeyError: Another key: somebody stands between.
        NotHeadquartersError: What answers there speaks no TLS.
        OSError: It broke off.
    """
    try:
        wire.do_handshake()
    except _BROKEN_OFF:
        raise
    except ssl.SSLError as error:
        raise NotHeadquartersError(reason="tls") from error
    certificate = wire.getpeercert(binary_form=True)
    if certificate is None or not _is_pinned(certificate, address.pin):
        raise ServerKeyError


def _client_context() -> ssl.SSLContext:
    """Return a context that asks nothing of a certificate; the pin is asked right after."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _is_pinned(certificate: bytes, pin: str) -> bool:
    try:
        return hmac.compare_digest(pin_of(certificate), pin)
    except ValueError:
        return False
