"""Errors of form definitions."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class FormError(CemError):
    """A form definition cannot be used."""

    code = "form"


class FormUnknownError(FormError):
    """A ficha, or a version of it, that this program does not carry; kept as it is, read-only."""

    code = "form.unknown"


class FormInvalidError(FormError):
    """A form definition that the engine refuses: ``reason`` and ``where``."""

    code = "form.invalid"


class FormBuildError(FormError):
    """The source of a form does not compile: ``reason`` and ``where``."""

    code = "form.build"


class FormsNotBuiltError(FormError):
    """The fichas of a source tree have not been built, or are older than their source."""

    code = "form.not_built"
