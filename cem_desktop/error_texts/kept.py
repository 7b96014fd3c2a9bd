"""Sentences that several errors share: what is kept, whom to call."""

from __future__ import annotations

from collections.abc import Callable

from cem_desktop.i18n import _

Texts = dict[type, Callable[[], tuple[str, str, str, str]]]
"""For each class of error its title, what happened, what is kept and what to do next."""


def typed_kept() -> str:
    """Return that what was typed is still there."""
    return _("What you typed is still here.")


def saved_kept() -> str:
    """Return that what was saved is unchanged."""
    return _("What was already saved is still saved, unchanged.")


def nothing_taken() -> str:
    """Return that nothing of a file was taken in."""
    return _("Nothing of it was taken in, and your data are as they were.")


def no_change() -> str:
    """Return that nothing was changed."""
    return _("Nothing was changed.")


def call() -> str:
    """Return whom to call."""
    return _("Call the person who supports this program at headquarters before you go on.")
