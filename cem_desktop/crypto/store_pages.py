"""Single pages of an encrypted store, for a store that no longer opens.

SQLCipher 4 with a raw key: every page is AES-256-CBC under the key, with a random vector and an
HMAC-SHA512 at its end; the HMAC's key comes from the raw key and the sixteen clear bytes that the
file begins with. A page that fails its HMAC is damaged and is not read.

Source: https://www.zetetic.net/sqlcipher/design/ (page format; SQLCipher 4 defaults).
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE_SIZE = 4096
RESERVED = 80
USABLE = PAGE_SIZE - RESERVED
SALT_SIZE = 16
_IV_SIZE = 16
_CLEAR_START = b"SQLite format 3\0"
_MASK = 0x3A
_ROUNDS = 2


class PageKey:
    """Opens the pages of one store."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        """Take the store's raw key and the clear bytes that its file begins with."""
        self._key = key
        masked = bytes(byte ^ _MASK for byte in salt)
        self._mac_key = hashlib.pbkdf2_hmac("sha512", key, masked, _ROUNDS, len(key))

    def open(self, number: int, page: bytes) -> bytes | None:
        """Return what a page says, or None where it is damaged.

        Args:
            number: Which page, from 1.
            page: Its bytes as they lie in the file.
        """
        if len(page) != PAGE_SIZE:
            return None
        start = SALT_SIZE if number == 1 else 0
        sealed = page[start : USABLE + _IV_SIZE]
        mac = hmac.new(self._mac_key, sealed + number.to_bytes(4, "little"), hashlib.sha512)
        if not hmac.compare_digest(mac.digest(), page[USABLE + _IV_SIZE :]):
            return None
        vector = page[USABLE : USABLE + _IV_SIZE]
        opener = Cipher(AES(self._key), CBC(vector)).decryptor()
        clear = opener.update(page[start:USABLE]) + opener.finalize()
        return (_CLEAR_START if number == 1 else b"") + clear
