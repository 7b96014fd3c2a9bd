"""Errors of attachments: files from outside that are not taken, and kept ones that fail."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class AttachmentError(CemError):
    """A file could not be attached or opened."""

    code = "attachment"


class AttachmentKindError(AttachmentError):
    """Neither a photograph or scan nor a PDF, or a picture that moves."""

    code = "attachment.kind"


class AttachmentTooLargeError(AttachmentError):
    """The file has more bytes than are taken, before or after it was cleaned."""

    code = "attachment.too_large"


class AttachmentBombError(AttachmentError):
    """Small as a file, it unpacks to more points, pages or bytes than are taken."""

    code = "attachment.bomb"


class AttachmentSealedError(AttachmentError):
    """A PDF that asks for a password, so it cannot be cleaned."""

    code = "attachment.sealed"


class AttachmentUnreadableError(AttachmentError):
    """The file is damaged, or made so that it cannot be read within the limits."""

    code = "attachment.unreadable"


class AttachmentDamagedError(AttachmentError):
    """A kept attachment is missing, or not what was kept."""

    code = "attachment.damaged"
