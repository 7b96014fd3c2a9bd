"""A file as it comes out of the cleaning."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("jpeg", "png", "pdf")


@dataclass(frozen=True)
class Cleaned:
    """A cleaned file.

    Attributes:
        kind: ``jpeg``, ``png`` or ``pdf``.
        data: Its bytes.
        pages: How many pages it has; 1 for a picture.
        thumbnail: A small JPEG of it; None for a PDF, which is not drawn here.
        dropped: What people might miss: ``files``, ``links``, ``notes``, ``scripts``.
    """

    kind: str
    data: bytes = field(repr=False)
    pages: int = 1
    thumbnail: bytes | None = field(default=None, repr=False)
    dropped: tuple[str, ...] = ()
