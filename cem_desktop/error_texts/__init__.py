"""Words for every error: what happened, what is kept, what to do next.

One entry for each class of ``errors``; a class without its own entry speaks with its parent's
words. The texts promise only what the code does: nothing is taken in by halves, nothing saved is
overwritten, and what is typed stays in its draft.
"""

from __future__ import annotations

from dataclasses import dataclass

from cem_desktop import errors as e
from cem_desktop.error_texts import (
    access,
    attachments,
    backups,
    base,
    bundles,
    desk,
    fichas,
    law,
    leases,
    network,
    paper,
    store,
    trust,
    typed,
)
from cem_desktop.error_texts.kept import Texts
from cem_desktop.error_texts.recovery_reasons import recovery_reason

_TEXTS: Texts = {
    **access.TEXTS,
    **attachments.TEXTS,
    **backups.TEXTS,
    **base.TEXTS,
    **bundles.TEXTS,
    **desk.TEXTS,
    **fichas.TEXTS,
    **law.TEXTS,
    **leases.TEXTS,
    **network.TEXTS,
    **paper.TEXTS,
    **store.TEXTS,
    **trust.TEXTS,
    **typed.TEXTS,
}


@dataclass(frozen=True)
class ErrorText:
    """What a person reads about an error: a title and three short sentences."""

    title: str
    happened: str
    kept: str
    next_step: str


def explain(error: e.CemError) -> ErrorText:
    """Return the words for ``error``, in the language of the program."""
    for kind in type(error).__mro__:
        if kind in _TEXTS:
            title, happened, kept, next_step = _TEXTS[kind]()
            if isinstance(error, e.AttemptsSlowedError):
                next_step = f"{access.wait_words(error.details.get('seconds'))} {next_step}".strip()
            if isinstance(error, e.RecoveryWordsError):
                happened = recovery_reason(error) or happened
            return ErrorText(title, happened, kept, next_step)
    raise TypeError(type(error).__name__)
