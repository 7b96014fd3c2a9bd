"""Words for the reasons why the source, the workbook or the XForm of a ficha is refused."""

from __future__ import annotations

from collections.abc import Callable

from cem_desktop.errors import CemError
from cem_desktop.i18n import _


def why_refused(error: CemError) -> str:
    """Return where a form is wrong and what is wrong there; blank where the error does not say."""
    reason = str(error.details.get("reason") or "")
    if not reason:
        return ""
    words = REASONS[reason]() if reason in REASONS else reason
    shown = {key: str(value) for key, value in error.details.items() if key in _SHOWN and value}
    parts = (str(error.details.get("where") or "").strip(" :"), words, *shown.values())
    return ": ".join(part for part in parts if part)


_SHOWN = ("message", "expression", "file", "list")
"""Details that help whoever mends a form; they are the form's own words."""

REASONS: dict[str, Callable[[], str]] = {
    "argument_count": lambda: _("a function has too few or too many arguments"),
    "attached_address": lambda: _("the address of a file beside the form is not understood"),
    "attached_missing": lambda: _("the program has no file of that name for the form"),
    "bad_character": lambda: _("it holds a character that cannot be written in a form"),
    "cell_shape": lambda: _("a cell must be a text, not a list or a group of keys"),
    "cell_too_long": lambda: _("the text is longer than a cell of a workbook can hold"),
    "choice_without_name": lambda: _("a choice of the catalogue has no name or no label"),
    "choices_shape": lambda: _("the choices must stand by the name of their list"),
    "columns_after_gap": lambda: _(
        "a column stands after more than 20 columns without a heading; other tools do not read it"
    ),
    "control_without_reference": lambda: _("a question does not say which answer it asks for"),
    "date_cell": lambda: _(
        "Excel made a date of it; write it as text, with an apostrophe before it"
    ),
    "document_type": lambda: _("it holds a document type or entities, which are never read"),
    "double_heading": lambda: _("the heading stands twice"),
    "double_key": lambda: _("the key stands twice"),
    "double_sheet": lambda: _("two sheets have this name"),
    "expression_syntax": lambda: _("the expression is not written correctly"),
    "expression_too_deep": lambda: _("the expression is nested too deep"),
    "expression_too_long": lambda: _("the expression is too long"),
    "external_select": lambda: _(
        "select_one_external is not supported; use select_one_from_file or a choice_filter"
    ),
    "form_id": lambda: _(
        "the form_id must begin with a small letter and have only a-z, 0-9 and _, at most 40"
    ),
    "form_id_is_not_folder": lambda: _("the form_id is not the name of the folder"),
    "formula_error": lambda: _("the formula in the cell gives an error"),
    "formula_not_computed": lambda: _(
        "the formula in the cell was never computed; open the workbook, let it compute and save it"
    ),
    "group_named_meta": lambda: _("no group may be named meta: ODK keeps its own answers there"),
    "no_form_id": lambda: _("the settings sheet gives no form_id"),
    "no_forms": lambda: _("there is no form.yaml here"),
    "no_headings": lambda: _("the first row of the sheet must hold the headings"),
    "no_instance": lambda: _("the form has no answers to fill"),
    "no_survey_sheet": lambda: _("the workbook has no sheet named survey"),
    "no_recordings": lambda: _("the folder has no recordings of the reference engine"),
    "not_a_form": lambda: _("it is not a form: survey, choices and settings are expected"),
    "not_a_node_set": lambda: _("a path is expected here"),
    "not_an_xform": lambda: _("it is not an XForm"),
    "not_csv": lambda: _("the table cannot be read"),
    "not_kept": lambda: _("something of it would be lost in the source; nothing was written"),
    "not_readable": lambda: _("the file cannot be read"),
    "not_utf8": lambda: _("the table is not in UTF-8"),
    "not_writable": lambda: _("the file cannot be written"),
    "not_xml": lambda: _("it is no XML that can be read"),
    "not_xml_made": lambda: _(
        "a heading cannot be written in the form; is its prefix in the namespaces of the settings?"
    ),
    "pattern_invalid": lambda: _("the pattern is not written correctly"),
    "pattern_refused": lambda: _("the pattern could take for ever"),
    "pyxform": lambda: _("the XLSForm compiler refuses it"),
    "reserved_heading": lambda: _("a letter in brackets cannot be a heading"),
    "row_shape": lambda: _("a row must be keys with their cells"),
    "rows_after_gap": lambda: _(
        "the row stands after more than 60 blank rows; other tools do not read it"
    ),
    "rows_shape": lambda: _("a list of rows is expected"),
    "self_dependence": lambda: _("a rule depends on its own result"),
    "settings_rows": lambda: _("the settings must stand in one row, right below the headings"),
    "sheet_title": lambda: _("no sheet can have this title"),
    "steps_not_json": lambda: _("the steps are not JSON"),
    "steps_shape": lambda: _("the steps must be a list of steps"),
    "too_deep": lambda: _("it is nested too deep"),
    "too_large": lambda: _("it is too large"),
    "too_many_nodes": lambda: _("it holds too much"),
    "too_many_rows": lambda: _("the form makes too many rows"),
    "too_much_work": lambda: _("the rules ask for more work than any form needs"),
    "unknown_code_list": lambda: _("the catalogue has no list of this name"),
    "unknown_digest": lambda: _("the digest is not known"),
    "unknown_event": lambda: _("the event is not known"),
    "unknown_function": lambda: _("the function is not known"),
    "unknown_node": lambda: _("the form has no such place"),
    "unknown_operation": lambda: _("the step is not known"),
    "unknown_prefix": lambda: _("the prefix is not known"),
    "unknown_reference": lambda: _("there is no such node at this step"),
    "workbook": lambda: _("it is no .xlsx workbook that can be read; save it as .xlsx"),
    "yaml": lambda: _("the YAML is not written correctly"),
    "yaml_alias": lambda: _("anchors and aliases are not allowed"),
    "yaml_tag": lambda: _("tags are not allowed: every cell is a text"),
}
