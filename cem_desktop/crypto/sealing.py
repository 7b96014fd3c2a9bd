"""Sealing with age: streams to X25519 recipients, small secrets to a passphrase.

The caller opens the streams; memory stays constant. What ``open_stream`` writes has passed age's
own check chunk by chunk, but the end is known to be the end only when it returns: a caller keeps
nothing before that. pyrage swallows some exceptions of a writer and rewrites those of a reader, so
both streams are watched here and the first exception comes out as it was raised.

Source: https://age-encryption.org/v1 (file format).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pyrage

from cem_desktop.crypto.word_list import without_accents
from cem_desktop.errors import (
    BundleTamperedError,
    NotABundleError,
    WrongPassphraseError,
    WrongRecipientError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

AGE_MAGIC = b"age-encryption.org/v1\n"
MAX_AGE_HEADER = 64 * 1024
_NONCE_SIZE = 16
_CHUNK_SIZE = 64 * 1024
_TAG_SIZE = 16
_STANZA = re.compile(rb"^-> (\S+)", re.MULTILINE)
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class ByteReader(Protocol):
    """A stream to read from; ``b""`` at the end."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes."""
        ...


class ByteWriter(Protocol):
    """A stream to write to."""

    def write(self, data: bytes, /) -> object:
        """Take all of ``data``."""
        ...


@dataclass(frozen=True)
class SealedOutline:
    """What anybody can see of a sealed file: the kinds of its recipients, and its sizes."""

    stanzas: tuple[str, ...]
    header_bytes: int


def generate_identity() -> str:
    """Return a new secret identity (``AGE-SECRET-KEY-1...``), to be kept inside a store."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public recipient (``age1...``) of a secret identity."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def is_recipient(text: str) -> bool:
    """Return whether ``text`` is an X25519 recipient."""
    if not _RECIPIENT.fullmatch(text):
        return False
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def recipient_digest(recipient: str) -> str:
    """Return the SHA-256 of a recipient in hex: how a signed header names whom it is for."""
    return hashlib.sha256(recipient.encode("ascii")).hexdigest()


def seal_stream(source: ByteReader, target: ByteWriter, recipients: Sequence[str]) -> None:
    """Encrypt all of ``source`` to every one of ``recipients``.

    Raises:
        ValueError: No recipient, or a text that is none.
    """
    if not recipients or not all(is_recipient(recipient) for recipient in recipients):
        raise ValueError("seal to at least one recipient, and only to recipients")
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    reader, writer = _WatchedReader(source), _WatchedWriter(target)
    try:
        pyrage.encrypt_io(reader, writer, keys)
    finally:
        reader.raise_failure()
        writer.raise_failure()


def open_stream(source: ByteReader, target: ByteWriter, identities: Sequence[str]) -> None:
    """Decrypt all of ``source`` with whichever of ``identities`` fits.

    Raises:
        NotABundleError: Not an age file at all.
        WrongRecipientError: Sealed to somebody else.
        BundleTamperedError: Changed, cut short or longer than it was sealed.
    """
    keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]
    reader, writer = _WatchedReader(source), _WatchedWriter(target)
    try:
        pyrage.decrypt_io(reader, writer, keys)
    except (pyrage.DecryptError, OSError) as error:
        reader.raise_failure()
        writer.raise_failure()
        if not reader.starts_like_age:
            raise NotABundleError(reason="not age") from error
        if "No matching keys" in str(error):
            raise WrongRecipientError from error
        raise BundleTamperedError(reason="age") from error


def outline(source: ByteReader) -> SealedOutline:
    """Return what can be seen of a sealed file without any key.

    Raises:
        NotABundleError: Not an age file.
    """
    head = source.read(MAX_AGE_HEADER)
    end = head.find(b"\n---")
    if not head.startswith(AGE_MAGIC) or end < 0:
        raise NotABundleError(reason="not age")
    line_end = head.find(b"\n", end + 1)
    if line_end < 0:
        raise NotABundleError(reason="not age")
    kinds = tuple(kind.decode("ascii", "replace") for kind in _STANZA.findall(head[:end]))
    return SealedOutline(
        tuple(kind for kind in kinds if not kind.endswith("-grease")), line_end + 1
    )


def opened_size(source: ByteReader, sealed_size: int) -> int | None:
    """Return how many bytes an age file of ``sealed_size`` holds; ``None`` if it can hold none.

    Age's payload is a nonce and chunks of 64 KiB, each with a tag; only the last may be shorter.
    """
    try:
        payload = sealed_size - outline(source).header_bytes - _NONCE_SIZE
    except NotABundleError:
        return None
    full, rest = divmod(payload, _CHUNK_SIZE + _TAG_SIZE)
    if payload < _TAG_SIZE or 0 < rest <= _TAG_SIZE < payload:
        return None
    return full * _CHUNK_SIZE + max(0, rest - _TAG_SIZE)


def seal_with_passphrase(secret: bytes, passphrase: str) -> bytes:
    """Return a small secret (a root key) as an age file under a passphrase (scrypt)."""
    return bytes(pyrage.passphrase.encrypt(secret, _typed(passphrase)))


def open_with_passphrase(sealed: bytes, passphrase: str) -> bytes:
    """Return the secret that ``seal_with_passphrase`` sealed.

    Raises:
        NotABundleError: Not an age file.
        WrongPassphraseError: Another passphrase, or a changed file; age does not tell which.
    """
    if not sealed.startswith(AGE_MAGIC):
        raise NotABundleError(reason="not age")
    try:
        return bytes(pyrage.passphrase.decrypt(sealed, _typed(passphrase)))
    except pyrage.DecryptError as error:
        raise WrongPassphraseError from error


def _typed(passphrase: str) -> str:
    return " ".join(without_accents(passphrase).split())


class _WatchedReader:
    """Remembers how the stream began and what went wrong while it was read."""

    def __init__(self, source: ByteReader) -> None:
        self._source = source
        self._beginning = b""
        self._failure: BaseException | None = None

    @property
    def starts_like_age(self) -> bool:
        return AGE_MAGIC.startswith(self._beginning[: len(AGE_MAGIC)])

    def read(self, size: int = -1, /) -> bytes:
        try:
            data = self._source.read(size)
        except BaseException as error:
            self._failure = error
            raise
        if len(self._beginning) < len(AGE_MAGIC):
            self._beginning += data
        return data

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure


class _WatchedWriter:
    """Remembers what went wrong while the stream was written; writes nothing after that."""

    def __init__(self, target: ByteWriter) -> None:
        self._target = target
        self._failure: BaseException | None = None

    def write(self, data: bytes, /) -> int:
        self.raise_failure()
        try:
            self._target.write(data)
        except BaseException as error:
            self._failure = error
            raise
        return len(data)

    def flush(self) -> None:
        """Leave flushing to whoever opened the stream."""

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
