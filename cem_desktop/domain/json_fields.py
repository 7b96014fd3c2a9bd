"""The fields of a JSON document from outside: each is of the type it must have, or refused.

``strict_json`` reads the document; these check what stands in it. All raise ``ValueError``, so that
a reader of documents translates one error.
"""

from __future__ import annotations

import base64
import re
from typing import Any

LONGEST_TEXT = 4096

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHA256 = re.compile(r"[0-9a-f]{64}")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def text(value: Any, *, longest: int = LONGEST_TEXT) -> str:
    """Return ``value`` if it is a text with something in it.

    Raises:
        ValueError: Not a text, empty, or longer than ``longest``.
    """
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ValueError("not a text")
    return value


def matching(pattern: re.Pattern[str], value: Any) -> str:
    """Return ``value`` if it is a text of this form.

    Raises:
        ValueError: Not of this form.
    """
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("not of this form")
    return value


def count(value: Any, *, least: int = 0) -> int:
    """Return ``value`` if it is a whole number, not below ``least``; ``true`` is no number.

    Raises:
        ValueError: Anything else.
    """
    if type(value) is not int or value < least:
        raise ValueError("not a count")
    return value


def binary(value: Any, *, size: int | None = None) -> bytes:
    """Return the bytes that a base64 text stands for.

    Raises:
        ValueError: Not base64, or not ``size`` bytes.
    """
    if not isinstance(value, str):
        raise ValueError("not base64")  # noqa: TRY004  (one error of reading)
    data = base64.b64decode(value, validate=True)  # binascii.Error is a ValueError
    if size is not None and len(data) != size:
        raise ValueError("not of this size")
    return data
