"""Every kind of note has words, and the words carry its figures."""

from datetime import date

import pytest

from cem_desktop.domain.data_quality import (
    DataQualityNote,
    NoteCode,
    check_coverage,
    check_printed_totals,
    check_provisional,
    check_published,
    check_unknown_values,
    note_headings,
)
from cem_desktop.domain.disclosure_control import publish
from cem_desktop.domain.external_series import (
    Provenance,
    PublishedFigures,
    parse_office_table,
    parse_series,
)
from cem_desktop.domain.indicator import CountedCase, build_tables
from cem_desktop.domain.public_table import PublicationBasis, PublicScope
from cem_desktop.reports.figures import public_figures
from cem_desktop.reports.note_texts import note_text

HEAD = (
    "department,cem,col_headed_18plus_women,col_headed_18plus_men,"
    "col_headed_under18_women,col_headed_under18_men,total"
)
MISPRINTED = f"{HEAD}\nLima,Lima,1,0,2,0,4\nIca,Ica,1,1,0,0,2\nTotal,,3,1,2,0,6\n"


@pytest.fixture
def every_note(tables, published, public):
    printed = parse_office_table(MISPRINTED, Provenance(period="2008"))
    unknown = build_tables(
        [
            CountedCase("a", "Lima", "Lima", "2008", None, None),
            CountedCase("a", "Lima", "Lima", None, None, None),
        ],
        2008,
    )
    return [
        *check_published(tables, published),
        *note_headings(printed, published.shares),
        *check_printed_totals(printed),
        *check_unknown_values(unknown),
        *check_coverage(26, 27),
        *check_provisional(2026, date(2026, 11, 24)),
        *public.notes,
        *(
            DataQualityNote(
                NoteCode.SCOPE_REDUCED, {"scope": scope, "threshold": 5, "reason": reason}
            )
            for scope in (PublicScope.NATION, PublicScope.TOTAL)
            for reason in ("few", "overlap")
        ),
    ]


def test_every_code_has_words_without_gaps(every_note):
    assert {note.code for note in every_note} == set(NoteCode)
    for note in every_note:
        text = note_text(note)
        assert text.endswith(".")
        assert "{" not in text


def test_the_words_carry_the_figures(every_note):
    texts = {note.code: note_text(note) for note in every_note}
    assert "53" in texts[NoteCode.BREAKDOWNS_DISAGREE]
    assert "april loses 1 case" in texts[NoteCode.BREAKDOWNS_DISAGREE]
    assert "minors: stated 69\u00a0%, counted 30.8\u00a0%" in texts[NoteCode.HEADINGS_SWAPPED]
    assert any("«Adults, women» prints a total of 3" in note_text(note) for note in every_note)
    assert "24 nov 2026" in texts[NoteCode.PROVISIONAL]
    assert "1 CEM of 27" in texts[NoteCode.OFFICES_HEARD]


def test_months_can_gain(published):
    months = parse_series("period,cases\n2008-01,10\n2008-04,20\n2008-05,20")
    table = published.table
    (note,) = check_published(build_tables([], 2008), PublishedFigures(table, months))
    assert "april gains 1 case and may gains 1 case" in note_text(note)


def test_a_count_within_a_cem_is_no_public_note(tables, public):
    printed = parse_office_table(MISPRINTED, Provenance(period="2008"))
    notes = check_printed_totals(printed)
    made = public_figures(publish(tables, PublicationBasis(date(2009, 1, 1), 27, 27)), notes)
    places = [note.parameters.get("where") for note in made.notes]
    assert "row" in [note.parameters["where"] for note in notes]
    assert "row" not in places
    assert "column" in places
