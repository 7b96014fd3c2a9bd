"""Notes come from contradictions and go with them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cem_desktop import paths
from cem_desktop.domain.data_quality import (
    Breakdown,
    HeadingReading,
    NoteCode,
    apportion,
    check_coverage,
    check_printed_totals,
    check_provisional,
    check_published,
    check_unknown_values,
    compare_breakdowns,
    note_headings,
    read_headings,
)
from cem_desktop.domain.external_series import (
    Provenance,
    PublishedFigures,
    parse_office_table,
    parse_series,
    parse_stated_shares,
)
from cem_desktop.domain.indicator import AgeBand, Cell, CountedCase, Sex, build_tables
from cem_desktop.errors import TableFileError

EXTERNAL = paths.resources() / "catalogues" / "external"
MINOR_WOMEN, MINOR_MEN = Cell(AgeBand.MINOR, Sex.WOMAN), Cell(AgeBand.MINOR, Sex.MAN)
ADULT_WOMEN = Cell(AgeBand.ADULT, Sex.WOMAN)


def text(name):
    return (EXTERNAL / name).read_text(encoding="utf-8")


@pytest.fixture
def published():
    return PublishedFigures(
        parse_office_table(text("table_by_cem_2008.csv")),
        parse_series(text("cases_by_month_2008.csv")),
        parse_series(text("cases_by_year.csv")),
        parse_stated_shares(text("stated_shares_2008.csv")),
    )


def table_of(rows, heads=("18plus", "under18")):
    names = ",".join(f"col_headed_{head}_{sex}" for head in heads for sex in ("women", "men"))
    lines = [f"department,cem,{names},total"]
    lines += [f"Lima,C{at},{','.join(map(str, row))},{sum(row)}" for at, row in enumerate(rows)]
    return parse_office_table("\n".join(lines), Provenance(period="2008"))


def test_the_table_of_2008_is_read_with_its_headings_swapped(published):
    assert read_headings(published.table, published.shares) is HeadingReading.SWAPPED
    rows = published.table.rows_read(swapped=True)
    assert sum(row.count(MINOR_WOMEN) for row in rows) == 35
    assert sum(row.count(MINOR_MEN) for row in rows) == 1
    assert sum(row.count(ADULT_WOMEN) for row in rows) == 16
    assert sum(row.total for row in rows) == 52
    assert rows[0].office_name == "Iquitos"


def test_2008_has_two_notes_and_april_loses_a_case(published):
    notes = check_published(build_tables([], 2008), published)
    assert [note.code for note in notes] == [
        NoteCode.HEADINGS_SWAPPED,
        NoteCode.BREAKDOWNS_DISAGREE,
    ]
    assert notes[1].parameters["total"] == 52
    assert notes[1].parameters["other_total"] == 53
    assert notes[1].parameters["changes"] == (("2008-04", -1),)


def test_the_notes_go_with_the_contradictions(published):
    mended = parse_office_table(
        text("table_by_cem_2008.csv")
        .replace("18plus", "minor")
        .replace("under18", "18plus")
        .replace("headed_minor", "headed_under18")
    )
    months = parse_series(text("cases_by_month_2008.csv").replace("2008-04,13", "2008-04,12"))
    figures = PublishedFigures(mended, months, published.years, published.shares)
    assert check_published(build_tables([], 2008), figures) == ()
    assert read_headings(mended, published.shares) is HeadingReading.HOLD


def test_a_table_that_fits_neither_way_is_taken_at_its_word(published):
    table = table_of([(20, 1, 20, 0), (2, 0, 2, 0)])
    assert read_headings(table, published.shares) is HeadingReading.UNDECIDED
    codes = [note.code for note in note_headings(table, published.shares)]
    assert codes == [NoteCode.STATEMENTS_DIFFER]
    two_men = table_of([(34, 2, 16, 0)])
    assert read_headings(two_men, published.shares) is HeadingReading.UNDECIDED


def test_statements_about_another_year_say_nothing(published):
    table = parse_office_table(text("table_by_cem_2008.csv").replace(",2008,", ",2011,"))
    assert read_headings(table, published.shares) is HeadingReading.UNDECIDED
    assert note_headings(table, published.shares) == ()


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=6))
def test_swapping_the_headings_swaps_the_verdict(rows):
    women = sum(row[0] + row[2] for row in rows)
    total = sum(map(sum, rows))
    first = sum(row[0] + row[1] for row in rows)
    assume(total and 2 * first != total)
    share = Decimal(100 * first) / total
    assume(round(share, 3) != round(100 - share, 3))
    stated = parse_stated_shares(
        f"statement,value\nminors,{share:.3f}\nadults,{100 - share:.3f}\n"
        f"women,{Decimal(100 * women) / total:.3f}\n"
    )
    swapped = read_headings(table_of(rows), stated)
    held = read_headings(table_of(rows, ("under18", "18plus")), stated)
    assert (swapped, held) == (HeadingReading.SWAPPED, HeadingReading.HOLD)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=14), st.integers(0, 300))
def test_apportion_keeps_the_total_and_the_proportion(counts, total):
    assume(sum(counts) or not total)
    fitted = apportion(counts, total)
    assert sum(fitted) == (total if sum(counts) else 0)
    for was, now in zip(counts, fitted, strict=True):
        assert abs(now - was * total / max(sum(counts), 1)) < 1
    assert apportion(counts, sum(counts)) == tuple(counts)


def test_apportion_refuses_to_make_cases_of_nothing():
    with pytest.raises(ValueError, match="3"):
        apportion([0, 0], 3)


def test_other_units_and_periods_are_not_compared():
    one = Breakdown("office", "case", "2008", (("a", 1),))
    assert compare_breakdowns(one, Breakdown("month", "victim", "2008", (("b", 2),))) is None
    assert compare_breakdowns(one, Breakdown("month", "case", "2009", (("b", 2),))) is None
    assert compare_breakdowns(one, Breakdown("month", "case", "2008", (("b", 1),))) is None


def test_the_registry_is_compared_once_it_has_cases(published):
    case = CountedCase("a", "Lima", "Lima", "2008-01", "woman", "12_17")
    notes = check_published(build_tables([case], 2008), published)
    assert [note.parameters.get("other_basis") for note in notes] == [None, "month", "registry"]
    notes = check_published(
        build_tables([case] * 53, 2008), PublishedFigures(years=published.years)
    )
    assert [(note.parameters["total"], note.parameters["other_total"]) for note in notes] == [
        (53, 52)
    ]


def test_printed_totals_that_do_not_add_up():
    head = text("table_by_cem_2008.csv").splitlines()[0].rsplit(",", 3)[0]
    table = parse_office_table(f"{head}\nLima,Lima,1,0,2,0,4\nIca,Ica,1,0,0,0,\nTotal,,3,0,2,0,5\n")
    found = [
        (note.parameters["where"], note.parameters["name"], note.parameters["printed"])
        for note in check_printed_totals(table)
    ]
    assert found == [("row", "Lima, Lima", 4), ("column", "adult_woman", 3), ("column", "total", 5)]
    fixed = parse_office_table(f"{head}\nLima,Lima,1,0,2,0,3\nIca,Ica,1,0,0,0,\nTotal,,2,0,2,0,4\n")
    assert check_printed_totals(fixed) == ()


def test_unknown_values_coverage_and_provisional_years():
    listed = [
        CountedCase("a", "Lima", "Lima", "2008-01", "woman", "12_17"),
        CountedCase("a", "Lima", "Lima", "2008", None, None),
        CountedCase("a", "Lima", "Lima", None, "woman", "12_17"),
    ]
    notes = check_unknown_values(build_tables(listed, 2008))
    assert [note.parameters.get("datum") for note in notes] == ["sex", "age", "month", None]
    assert check_unknown_values(build_tables(listed[:1], 2008)) == ()
    assert check_coverage(3, 3) == ()
    assert check_coverage(2, 3)[0].parameters == {"heard": 2, "expected": 3}
    assert check_provisional(2008, date(2009, 1, 1)) == ()
    assert check_provisional(2008, date(2008, 12, 31))


def test_a_part_year_is_provisional(published):
    notes = check_published(build_tables([], 2009), PublishedFigures(years=published.years))
    assert [(note.code, note.parameters["through"]) for note in notes] == [
        (NoteCode.PROVISIONAL, "2009-03")
    ]


@pytest.mark.parametrize(
    ("mend", "reason", "line"),
    [
        (lambda t: t.replace("department,", "dept,"), "columns", 1),
        (lambda t: t.replace("Loreto,Iquitos,5", "Loreto,Iquitos,-5"), "number", 2),
        (lambda t: t.replace("Loreto,Iquitos,5", "Loreto,Iquitos,"), "number", 2),
        (lambda t: t.replace("Piura,Piura", "Loreto,Iquitos"), "duplicate", 3),
        (lambda t: t.replace("Loreto,Iquitos", "Loreto,"), "name", 2),
        (lambda t: t.splitlines()[0], "empty", 2),
        (lambda _t: "", "columns", 1),
        (lambda t: t.replace("Iquitos", '"Iqui\0tos' * 1), "columns", None),
    ],
)
def test_a_table_that_cannot_be_read_says_where(mend, reason, line):
    with pytest.raises(TableFileError) as caught:
        parse_office_table(mend(text("table_by_cem_2008.csv")))
    if line is not None:
        assert caught.value.details == {"line": line, "reason": reason}


def test_a_spreadsheet_with_semicolons_and_a_mark_is_read(published):
    saved = "\ufeff" + text("table_by_cem_2008.csv").replace(",", ";").replace("\n", "\r\n")
    assert parse_office_table(saved).total == 52
