"""Counts add up, nothing unknown is dropped, the order is the table's."""

from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.indicator import (
    CELLS,
    AgeBand,
    Cell,
    CountedCase,
    Sex,
    Share,
    build_tables,
)
from cem_desktop.domain.spanish_order import spanish_order

cases = st.lists(
    st.builds(
        CountedCase,
        office_id=st.sampled_from(["a", "b", "c"]),
        department=st.just("Lima"),
        office_name=st.sampled_from(["Lima", "Comas"]),
        opened=st.sampled_from(["2008-01", "2008-12", "2008", "2009-03", None, "2008-13", "soon"]),
        sex=st.sampled_from(["woman", "man", None, "other"]),
        age_group=st.sampled_from(
            ["0_5", "6_11", "12_17", "presumed_minor", "18_29", "30_59", "60_plus", None, "?"]
        ),
    ),
    max_size=40,
)


@given(cases)
def test_every_case_stands_somewhere(listed):
    for year in (2008, None):
        tables = build_tables(listed, year)
        expected = [case for case in listed if year is None or case.year == year]
        assert tables.total == sum(tables.counts) == len(expected)
        assert sum(row.total for row in tables.rows) == len(expected)
        if year:
            assert sum(month.count for month in tables.by_month) == len(expected)
        assert sum(entry.count for entry in tables.by_year) == len(listed)
        assert all(row.total for row in tables.rows)
        shown = sum(tables.count(cell) for cell in tables.cells_shown)
        assert shown == len(expected)


def test_minors_are_the_four_young_groups():
    listed = [
        CountedCase("a", "Lima", "Lima", "2008-01", "woman", code)
        for code in ("0_5", "6_11", "12_17", "presumed_minor", "18_29", None)
    ]
    tables = build_tables(listed, 2008)
    assert tables.count(Cell(AgeBand.MINOR, Sex.WOMAN)) == 4
    assert tables.count(Cell(AgeBand.ADULT, Sex.WOMAN)) == 1
    assert tables.count(Cell(AgeBand.UNKNOWN, Sex.WOMAN)) == 1
    assert tables.minors == Share(4, 5)
    assert tables.minors.percent == 80
    assert tables.women == Share(6, 6)
    assert Cell(AgeBand.UNKNOWN, Sex.WOMAN) in tables.cells_shown
    assert len(tables.cells_shown) == 5


def test_an_empty_year_has_twelve_zeros_and_no_share():
    tables = build_tables([], 2008)
    assert [month.count for month in tables.by_month] == [0] * 12
    assert tables.counts == (0,) * len(CELLS)
    assert tables.minors.percent is None
    assert tables.offices_with_cases == 0


def test_rows_stand_by_total_then_department_then_name():
    def case(office, department, name):
        return CountedCase(office, department, name, "2008-01", "woman", "12_17")

    listed = [
        case("1", "Lima", "Surco"),
        case("2", "Áncash", "Huaraz"),
        case("3", "Lima", "Ñaña"),
        case("4", "Lima", "Nuevo"),
        case("5", "Tacna", "Tacna"),
        case("5", "Tacna", "Tacna"),
    ]
    rows = build_tables(listed, 2008).rows
    assert [row.office_name for row in rows] == ["Tacna", "Huaraz", "Nuevo", "Ñaña", "Surco"]


def test_spanish_order():
    words = ["Ocaña", "Ñahui", "Nunca", "Apurímac", "Ánimas", "Ancash", "Nzz"]
    assert sorted(words, key=spanish_order) == [
        "Ancash",
        "Ánimas",
        "Apurímac",
        "Nunca",
        "Nzz",
        "Ñahui",
        "Ocaña",
    ]
