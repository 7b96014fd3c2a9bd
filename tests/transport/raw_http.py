"""Requests as a stranger would make them: nothing is checked, anything may be sent."""

from __future__ import annotations

import hashlib
import http.client
import socket
import ssl
from contextlib import contextmanager

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.transport.pass_document import Parcel


def open_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def ask(address: NetworkAddress, method: str, path: str, headers=None, body=None):
    """Return status, headers (lower case) and body."""
    connection = http.client.HTTPSConnection(
        address.host, address.port, context=open_context(), timeout=20
    )
    try:
        connection.request(method, path, body, {"Tus-Resumable": "1.0.0", **(headers or {})})
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return response.status, named, response.read()
    finally:
        connection.close()


@contextmanager
def connected(address: NetworkAddress):
    """Give a connection on which nothing has been said."""
    plain = socket.create_connection((address.host, address.port), 20)
    wrapped = open_context().wrap_socket(plain, server_hostname=address.host)
    try:
        yield wrapped
    finally:
        wrapped.close()


@contextmanager
def begun_patch(address: NetworkAddress, path: str, headers: dict[str, str], length: int):
    """Give a connection on which the head of a PATCH has been sent and its body may follow."""
    lines = [f"PATCH {path} HTTP/1.1", f"Host: {address.host}", f"Content-Length: {length}"]
    stated = {
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        **headers,
    }
    lines += [f"{name}: {value}" for name, value in stated.items()]
    with connected(address) as wire:
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        yield wire


def parcel_of(data: bytes, **more) -> Parcel:
    return Parcel(len(data), hashlib.sha256(data).hexdigest(), **more)


def challenge_of(receiver) -> str:
    return ask(receiver.address, "GET", "/v1/challenge")[1]["cem-challenge"]


def pass_for(receiver, data: bytes) -> dict[str, str]:
    """A fresh pass to send exactly this."""
    shown = receiver.pass_for(challenge_of(receiver), parcel_of(data))
    return {"Authorization": shown}


def begin_upload(receiver, data: bytes) -> tuple[str, dict[str, str]]:
    """Make an upload; return its path and the headers of authority."""
    headers = pass_for(receiver, data)
    status, named, _body = ask(
        receiver.address, "POST", "/v1/uploads", {**headers, "Upload-Length": str(len(data))}
    )
    assert status == 201
    return named["location"], headers


def offset_of(receiver, path: str, headers: dict[str, str]) -> int:
    status, named, _body = ask(receiver.address, "HEAD", path, headers)
    assert status == 200
    return int(named["upload-offset"])
