"""Documents of a file: briefs and reports, what goes with them, and their filing."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, words

_ALL = All()

DOCUMENT = (
    choice("document.kind", "Kind of document", _ALL, "document_kind"),
    day("document.on", "Date of the document", _ALL),
    choice("document.addressee", "Kind of body it is addressed to", _ALL, "document_addressee"),
    words("document.subject", "What it is about", _ALL),
    choice("document.part", "Part of a document", _ALL, "document_part"),
    words("document.heading", "Heading of a part", _ALL),
    words("document.text", "Text of a part", _ALL),
    choice("document.annex_kind", "Kind of annex", _ALL, "document_annex"),
    words("document.annex_title", "What the annex is", _ALL),
    number("document.annex_folios", "Sheets of an annex", _ALL, (1, 9999)),
    number(
        "document.annex_evidence", "Number of the annex in the index of evidence", _ALL, (1, 999)
    ),
    day("document.filed_on", "Date of filing", _ALL),
    choice("document.filed_with", "Kind of body it was filed with", _ALL, "document_addressee"),
    number("document.filed_version", "Version that was filed", _ALL, (1, 99)),
    words("document.filed_number", "Number of the filing desk (identity)", _ALL),
    choice("document.filed_result", "What came of the filing", _ALL, "document_result"),
)
