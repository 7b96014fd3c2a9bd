"""Errors of bundles; a bundle is refused whole."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class BundleError(CemError):
    """A bundle was refused whole; nothing of it was taken in."""

    code = "bundle"


class NotABundleError(BundleError):
    """The file is not an age file, or what it holds is no bundle."""

    code = "bundle.not_a_bundle"


class BundleTruncatedError(BundleError):
    """The bundle ends before its end."""

    code = "bundle.truncated"


class BundleTamperedError(BundleError):
    """A byte of the bundle was changed, or a signature does not hold."""

    code = "bundle.tampered"


class WrongRecipientError(BundleError):
    """The bundle was sealed to somebody else."""

    code = "bundle.wrong_recipient"


class UnknownSenderError(BundleError):
    """The device that signed is not in the roster, or no longer."""

    code = "bundle.unknown_sender"


class BundleGapError(BundleError):
    """An earlier bundle has not arrived: ``want`` is the first entry that is missing."""

    code = "bundle.gap"


class BundleForkError(BundleError):
    """Two different histories under one feed: a clone or a restored copy; an alarm."""

    code = "bundle.fork"


class BundleTooNewError(BundleError):
    """The bundle was written by a newer version of the program."""

    code = "bundle.too_new"


class BundleTooLargeError(BundleError):
    """A part of the bundle passes the limits of the format."""

    code = "bundle.too_large"
