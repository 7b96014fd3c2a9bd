"""Fichas on paper: blank ones for power cuts."""

from __future__ import annotations

from collections.abc import Sequence

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.reports.ficha_blank import blank_pdf
from cem_desktop.services.form_library import FormLibrary, form_language
from cem_desktop.services.paper_forms import paper_form


def blank_ficha(library: FormLibrary, form: str, language: str, codes: Sequence[str] = ()) -> bytes:
    """Return a blank ficha as PDF; the fixed words are in the language of the program.

    Args:
        library: The fichas.
        form: Which one.
        language: ``es``, ``en`` ...: the language of its questions.
        codes: Codes drawn in advance, as typed; one copy for each.

    Raises:
        FormUnknownError: There is no such ficha.
        InvalidCaseCodeError: One of the codes is none.
    """
    definition = library.definition(form)
    checked = [str(CaseCode.parse(code)) for code in codes]
    return blank_pdf(paper_form(definition, form_language(definition, language)), checked)
