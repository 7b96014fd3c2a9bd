"""The squares of a QR code, for whoever paints one on a screen."""

from __future__ import annotations

from reportlab.graphics.barcode.qr import QrCodeWidget


def qr_squares(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a QR code, without its quiet zone; True is a dark square."""
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    return tuple(tuple(bool(square) for square in row) for row in code.modules)
