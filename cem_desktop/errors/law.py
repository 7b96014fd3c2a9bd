"""Errors of what the law of personal data asks: blocked and erased files, and erasing."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class LawError(CemError):
    """Something about blocking, keeping or erasing stands in the way."""

    code = "law"


class FileBlockedError(LawError):
    """The file is blocked: nobody writes in it, and only coordination reads it."""

    code = "law.file_blocked"


class FileErasedError(LawError):
    """The file was erased: its code is left, and nothing that was written."""

    code = "law.file_erased"


class ErasureCodeError(LawError):
    """The code that was typed is not the one of the file to erase."""

    code = "law.erasure_code"


class ErasureRequestError(LawError):
    """No granted request stands behind an erasure that names one as its ground."""

    code = "law.erasure_request"
