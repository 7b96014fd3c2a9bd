"""Cells of a CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

from typing import Final

_DANGEROUS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROLS: Final = ("\t", "\r", "\n")


def harmless(cell: str | int) -> str | int:
    """Return a cell that is shown as it is; what begins like a formula gets an apostrophe."""
    if isinstance(cell, str) and (
        cell.startswith(_CONTROLS) or cell.lstrip().startswith(_DANGEROUS)
    ):
        return f"'{cell}"
    return cell
