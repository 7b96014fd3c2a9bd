"""What a revision says of a document that it froze: the number of the version and its fingerprint.

Format: docs/formats.md, "Revision".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cem_desktop.domain.strict_json import JsonValue

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FrozenVersion:
    """A version of a document; its text is what stood when the revision was written.

    Attributes:
        number: 1 for the first.
        sha256: ``WrittenDocument.fingerprint`` of the text, in hexadecimal.
    """

    number: int
    sha256: str

    def to_json(self) -> dict[str, JsonValue]:
        """Return the object that a revision carries."""
        return {"number": self.number, "sha256": self.sha256}

    @classmethod
    def from_json(cls, body: JsonValue) -> FrozenVersion:
        """Return what the object says; what it holds besides is passed over.

        Raises:
            TypeError: It is none.
        """
        if not isinstance(body, dict):
            raise TypeError
        number, sha256 = body.get("number"), body.get("sha256")
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise TypeError
        if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
            raise TypeError
        return cls(number, sha256)
