"""Errors of printing; what was to be printed is unchanged."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class PaperError(CemError):
    """Something about printing failed; what was to be printed is unchanged."""

    code = "paper"


class NoPrinterError(PaperError):
    """The computer knows no printer."""

    code = "paper.no_printer"


class NotOnPaperError(PaperError):
    """A ficha that nobody fills on paper."""

    code = "paper.not_on_paper"


class PrintingError(PaperError):
    """The printer refused the pages, or some of them."""

    code = "paper.printing"
