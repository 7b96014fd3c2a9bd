"""Columns as every table writes them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Text


def text(
    name: str, *, nullable: bool = False, primary_key: bool = False, unique: bool | None = None
) -> Column[str]:
    """Return a column of text."""
    return Column(name, Text, nullable=nullable, primary_key=primary_key, unique=unique)


def integer(name: str) -> Column[int]:
    """Return a column of whole numbers."""
    return Column(name, Integer, nullable=False)


def blob(name: str, *, nullable: bool = False) -> Column[bytes]:
    """Return a column of bytes."""
    return Column(name, LargeBinary, nullable=nullable)
