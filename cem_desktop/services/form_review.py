"""The check of all fichas against the house's vocabulary: facts, code lists, roles."""

from __future__ import annotations

from pathlib import Path

from cem_desktop.domain.fact_vocabulary import FACTS
from cem_desktop.errors import FormsNotBuiltError
from cem_desktop.forms.lint import LintFinding, lint
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.form_library import FILE_NAME


def review(folder: Path) -> tuple[LintFinding, ...]:
    """Return what is wrong with the compiled fichas in ``folder``.

    Raises:
        FormsNotBuiltError: There are none.
    """
    forms = sorted(folder.glob(f"*/{FILE_NAME}"))
    if not forms:
        raise FormsNotBuiltError(folder=folder.name)
    names = load_catalogue().choice_names()
    return tuple(
        finding
        for form in forms
        for finding in lint(
            form.read_bytes(), FACTS, names, identity_store=True, attached=attached_list
        )
    )
