"""What seals the files of attachments, and names them.

Both halves are random and are kept in a store, never derived from its key: a re-key of the store
leaves the files as they are, and gives later files a new key of this kind.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from cem_desktop.crypto.sealing import recipient_of

NAME_KEY_BYTES = 32
_LABEL = b"CEMBLOB1\0"


@dataclass(frozen=True)
class BlobKey:
    """A key of attachments.

    Attributes:
        identity: The age identity that opens the files.
        name_key: 32 bytes; what the names of the files are made with.
    """

    identity: str = field(repr=False)
    name_key: bytes = field(repr=False)

    @property
    def recipient(self) -> str:
        """Return the age recipient that the files are sealed to."""
        return recipient_of(self.identity)

    def name_of(self, sha256: str) -> str:
        """Return the name of the file whose open bytes have this SHA-256 (hex).

        Raises:
            ValueError: No SHA-256, or a name key that is not 32 bytes.
        """
        digest = bytes.fromhex(sha256)
        if len(digest) != hashlib.sha256().digest_size or len(self.name_key) != NAME_KEY_BYTES:
            raise ValueError("a blob is named by 32 bytes under 32 bytes")
        return hmac.new(self.name_key, _LABEL + digest, hashlib.sha256).hexdigest()
