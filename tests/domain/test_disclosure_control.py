"""Nobody works out a hidden count: not by linear bounds, not by listing every table that fits.

The oracles share nothing with the guard: they see the published editions, and of the truth only
which hidden counts are small (the guard's strongest reader) and where a correction made one fall.
"""

from dataclasses import replace
from datetime import date
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cem_desktop import paths
from cem_desktop.domain.data_quality import NoteCode
from cem_desktop.domain.disclosure_control import publish
from cem_desktop.domain.external_series import parse_office_table
from cem_desktop.domain.indicator import (
    CELLS,
    CaseTables,
    CountedCase,
    OfficeRow,
    PeriodCount,
    build_tables,
    sort_rows,
)
from cem_desktop.domain.public_table import (
    Edition,
    Hidden,
    HiddenReason,
    PublicationBasis,
    PublicScope,
    Shown,
)

BASIS = PublicationBasis(date(2009, 1, 31), 27, 27)
COLUMNS = (0, 1, 3, 4, 6)  # the four known cells and women of unknown age


def tables_of(rows):
    """Tables of rows of counts in COLUMNS (fewer: the rest zero)."""
    made = []
    for number, counts in enumerate(rows):
        cells = [0] * len(CELLS)
        for at, count in zip(COLUMNS, counts, strict=False):
            cells[at] = count
        if sum(cells):
            made.append(OfficeRow(f"o{number}", "Lima", f"CEM {number}", tuple(cells)))
    return CaseTables(2008, sort_rows(made), (), (PeriodCount(2008, sum(map(sum, rows))),))


def small(count):
    return 0 < abs(count) < BASIS.threshold


# --- first oracle: linear bounds over all editions together ------------------------------------


class Reader:
    """A system of linear bounds over every cell of every edition."""

    def __init__(self, editions):
        self.editions = editions
        named = {row.office_id for edition in editions for row in edition.tables.rows}
        self.offices = [*sorted(named), "elsewhere"]
        self.size = len(editions) * len(self.offices) * len(CELLS)
        self.equal, self.most, self.truth = [], [], np.zeros(self.size)
        self.bounds = [(0.0, None)] * self.size
        for number, edition in enumerate(editions):
            self._read(number, edition)
        for old, new in combinations(range(len(editions)), 2):
            self._read_growth(old, new)

    def _read_growth(self, old, new):
        """No count falls. Where one did, that binds nothing; which one, national figures hide."""
        steps = [
            (self.at(old, office, cell), self.at(new, office, cell))
            for office, cell in product(self.offices, range(len(CELLS)))
        ]
        grown = [
            (before, after) for before, after in steps if self.truth[before] <= self.truth[after]
        ]
        scopes = {self.editions[number].public.scope for number in (old, new)}
        if scopes == {PublicScope.OFFICES} or len(grown) == len(steps):
            self.most += [({before: 1, after: -1}, 0) for before, after in grown]

    def at(self, number, office, cell):
        row = number * len(self.offices) + self.offices.index(office)
        return row * len(CELLS) + cell

    def row(self, number, office):
        return {self.at(number, office, cell): 1 for cell in range(len(CELLS))}

    def _read(self, number, edition):
        public = edition.public
        true = {row.office_id: row for row in edition.tables.rows}
        for office in true:
            for cell in range(len(CELLS)):
                self.truth[self.at(number, office, cell)] = true[office].counts[cell]
        for cell, count in enumerate(public.cells):
            if isinstance(count, Shown):
                column = {self.at(number, office, cell): 1 for office in self.offices}
                self.equal.append((column, count.count))
        everything = {self.at(number, o, c): 1 for o in self.offices for c in range(len(CELLS))}
        self.equal.append((everything, public.total))
        if public.scope is not PublicScope.OFFICES:
            return
        shown = {row.office_id: row for row in public.rows}
        for office in self.offices:
            if office not in shown:
                self.equal.append((self.row(number, office), 0))
                continue
            self._read_row(number, shown[office], true[office])

    def _read_row(self, number, row, true):
        office = row.office_id
        whole = self.row(number, office)
        if isinstance(row.total, Shown):
            self.equal.append((whole, row.total.count))
        else:
            self.most.append((dict.fromkeys(whole, -1), -1))
            if small(true.total):
                self.most.append((whole, 4))
        for cell, count in enumerate(row.cells):
            at = self.at(number, office, cell)
            if isinstance(count, Shown):
                self.equal.append(({at: 1}, count.count))
            elif isinstance(row.total, Shown) and small(true.counts[cell]):
                self.bounds[at] = (1, 4)

    def _matrix(self, rows):
        matrix = np.zeros((len(rows), self.size))
        for at, (row, _) in enumerate(rows):
            for column, weight in row.items():
                matrix[at, column] += weight
        return matrix, np.array([value for _, value in rows], dtype=float)

    def open(self, quantity):
        """Tell whether a linear quantity can take two values."""
        goal = np.zeros(self.size)
        for at, weight in quantity.items():
            goal[at] += weight
        system = [*self._matrix(self.most), *self._matrix(self.equal)]
        if not self.most:
            system[0] = system[1] = None
        ends = []
        for sign in (1, -1):
            found = linprog(sign * goal, *system, self.bounds, method="highs")
            if found.status == 3:
                return True
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        assert ends[0] - 1e-6 <= goal @ self.truth <= ends[1] + 1e-6
        return ends[1] - ends[0] > 0.5

    def secrets(self):
        """Every hidden count of every edition, and every small difference not wholly shown."""
        for number, edition in enumerate(self.editions):
            for row in edition.public.rows:
                if isinstance(row.total, Hidden):
                    yield self.row(number, row.office_id)
                for cell, count in enumerate(row.cells):
                    if isinstance(count, Hidden):
                        yield {self.at(number, row.office_id, cell): 1}
            if edition.public.scope is PublicScope.OFFICES:
                yield from self._small_steps(number)

    def _small_steps(self, number):
        for other, office in product(range(number), self.offices):
            steps = [
                {self.at(number, office, cell): 1, self.at(other, office, cell): -1}
                for cell in range(len(CELLS))
            ]
            whole = {at: weight for step in steps for at, weight in step.items()}
            for step in [*steps, whole]:
                if small(sum(weight * self.truth[at] for at, weight in step.items())):
                    yield step


def assert_safe(editions):
    reader = Reader(editions)
    for quantity in reader.secrets():
        assert reader.open(quantity), (quantity, [edition.public.rows for edition in editions])


def assert_true(tables, public):
    """What is shown is the truth, small counts are not shown, order and zeros tell nothing."""
    assert public.total == tables.total
    if public.scope is PublicScope.TOTAL:
        assert small(tables.total)
        return
    assert public.cells == tuple(Shown(count) for count in tables.counts)
    true = {row.office_id: row for row in tables.rows}
    if public.scope is PublicScope.OFFICES:
        assert {row.office_id for row in public.rows} == set(true)
    for row in public.rows:
        counts = [*true[row.office_id].counts, true[row.office_id].total]
        for shown, count in zip([*row.cells, row.total], counts, strict=True):
            assert isinstance(shown, Hidden) or shown.count == count
            assert isinstance(shown, Hidden) or not small(count)
        if isinstance(row.total, Hidden):
            for cell, count in enumerate(row.cells):
                assert isinstance(count, Hidden) == bool(tables.counts[cell])
    totals = [row.total.count if isinstance(row.total, Shown) else 0 for row in public.rows]
    assert totals == sorted(totals, reverse=True)


def test_the_reader_finds_a_count_that_the_guard_would_have_hidden():
    tables = tables_of([(5, 0, 2), (3, 0, 0), (1, 0, 1), (9, 0, 0)])
    public = publish(tables, BASIS)
    careless = replace(
        public,
        rows=tuple(
            replace(row, cells=(Shown(5), *row.cells[1:])) if row.office_id == "o0" else row
            for row in public.rows
        ),
    )
    assert isinstance(careless.rows[1].cells[3], Hidden)
    with pytest.raises(AssertionError):
        assert_safe([Edition(tables, careless)])


counts = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 12))
some_rows = st.lists(st.tuples(*[counts] * 5), min_size=1, max_size=6)
growth = st.sampled_from([0, 0, 0, 0, 1, 2, 5, 8, -1])
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(some_rows)
def test_no_hidden_count_is_determined(rows):
    tables = tables_of(rows)
    public = publish(tables, BASIS)
    assert_true(tables, public)
    assert_safe([Edition(tables, public)])
    assert publish(tables, BASIS) == public
    assert publish(tables, BASIS, [Edition(tables, public)]) == public


@slow
@given(some_rows, st.data())
def test_earlier_editions_add_nothing(rows, data):
    editions = []
    for _ in range(data.draw(st.integers(2, 3))):
        tables = tables_of(rows)
        public = publish(tables, BASIS, editions)
        assert_true(tables, public)
        editions.append(Edition(tables, public))
        steps = data.draw(st.tuples(*[st.tuples(*[growth] * 5)] * len(rows)))
        rows = [
            tuple(max(0, a + b) for a, b in zip(row, step, strict=True))
            for row, step in zip(rows, steps, strict=True)
        ]
    assert_safe(editions)


# --- second oracle: every table that fits ------------------------------------------------------


def choices(row, true, tables, columns):
    """Every row of counts that one published row allows."""
    spans = []
    for at in columns:
        if isinstance(row.cells[at], Shown):
            spans.append([row.cells[at].count])
        elif isinstance(row.total, Shown) and small(true.counts[at]):
            spans.append(range(1, 5))
        else:
            spans.append(range(tables.counts[at] + 1))
    for cells in product(*spans):
        if isinstance(row.total, Shown):
            fits = sum(cells) == row.total.count
        else:
            fits = sum(cells) >= 1 and (sum(cells) <= 4 or not small(true.total))
        if fits:
            yield cells


def fitting(tables, public):
    """Every table that gives the same publication, small hidden counts being known as small."""
    columns = [at for at, count in enumerate(tables.counts) if count]
    true = {row.office_id: row for row in tables.rows}
    goal = tuple(tables.counts[at] for at in columns)
    partial = {(0,) * len(columns): [()]}
    for row in public.rows:
        grown = {}
        for sums, found in partial.items():
            for cells in choices(row, true[row.office_id], tables, columns):
                added = tuple(a + b for a, b in zip(sums, cells, strict=True))
                if all(a <= b for a, b in zip(added, goal, strict=True)):
                    grown.setdefault(added, []).extend((*before, cells) for before in found)
        partial = grown
    return partial[goal], columns


@slow
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=3))
def test_listing_every_table_that_fits_tells_nothing(rows):
    tables = tables_of(rows)
    public = publish(tables, BASIS)
    if public.scope is not PublicScope.OFFICES:
        return
    tables_that_fit, columns = fitting(tables, public)
    for number, row in enumerate(public.rows):
        for at, column in enumerate(columns):
            if isinstance(row.cells[column], Hidden):
                assert len({table[number][at] for table in tables_that_fit}) > 1
        if isinstance(row.total, Hidden):
            assert len({sum(table[number]) for table in tables_that_fit}) > 1


# --- cases of their own ------------------------------------------------------------------------


def table_2008():
    path = paths.resources() / "catalogues" / "external" / "table_by_cem_2008.csv"
    printed = parse_office_table(path.read_text(encoding="utf-8"))
    return CaseTables(2008, printed.rows_read(swapped=True), (), (PeriodCount(2008, 52),))


def test_the_table_of_2008():
    tables = table_2008()
    public = publish(tables, BASIS)
    assert_true(tables, public)
    assert_safe([Edition(tables, public)])
    assert public.scope is PublicScope.OFFICES
    assert [row.office_name for row in public.rows[:3]] == ["Iquitos", "Piura", "Lima"]
    assert [row.total for row in public.rows[:3]] == [Shown(7), Shown(6), Shown(5)]
    assert all(row.total == Hidden(HiddenReason.OFFICE) for row in public.rows[3:])
    assert public.rows[3].office_name == "Utcubamba"  # by department: nothing about its size
    assert (public.hidden_offices, public.hidden_cells) == (24, 6)
    assert {note.code for note in public.notes} == {NoteCode.BASIS, NoteCode.SUPPRESSED}


def test_offices_with_one_case_each_would_give_each_other_away():
    public = publish(tables_of([(1, 0), (0, 1), (1, 0), (0, 1), (1, 0), (1, 0)]), BASIS)
    assert public.scope is PublicScope.NATION
    assert public.rows == ()
    assert public.offices_with_cases == 6
    assert public.notes[1].code is NoteCode.SCOPE_REDUCED


def test_all_years_together_are_for_the_nation_only():
    tables = replace(tables_of([(20, 8), (9, 30)]), year=None)
    public = publish(tables, BASIS)
    assert public.scope is PublicScope.NATION
    assert public.notes[1].parameters["reason"] == "overlap"


def test_a_whole_country_with_few_cases_tells_only_its_total():
    public = publish(tables_of([(1, 0), (1, 1)]), BASIS)
    assert public.scope is PublicScope.TOTAL
    assert public.total == 3
    assert set(public.cells) == {Hidden(HiddenReason.NATION)}
    assert public.minors is None
    assert public.offices_with_cases is None


def test_a_country_without_cases_shows_its_zeros():
    public = publish(build_tables([], 2008), BASIS)
    assert public.total == 0
    assert set(public.cells) == {Shown(0)}
    assert public.rows == ()


def test_months_and_years_are_shown_for_the_nation():
    cases = [CountedCase("a", "Lima", "Lima", "2008-04", "woman", "12_17")] * 6
    public = publish(build_tables(cases, 2008), BASIS)
    assert public.by_month[3] == (4, Shown(6))
    assert public.by_year == (PeriodCount(2008, 6),)


@pytest.mark.parametrize("added", [1, 4])
def test_a_small_growth_of_a_shown_office_is_not_told(added):
    rows = [(8, 0, 0), (2, 0, 2), (1, 0, 1), (9, 0, 0), (7, 0, 6)]
    first = tables_of(rows)
    editions = [Edition(first, publish(first, BASIS))]
    assert editions[0].public.scope is PublicScope.OFFICES
    rows[0], rows[3] = (8 + added, 0, 0), (20, 0, 3)
    second = tables_of(rows)
    public = publish(second, BASIS, editions)
    grown = [row for row in public.rows if row.office_id == "o0"]
    assert not grown or isinstance(grown[0].total, Hidden)
    assert_safe([*editions, Edition(second, public)])


def test_one_new_case_in_a_new_office_names_no_office():
    rows = [(8, 0, 6), (2, 0, 2), (1, 0, 1), (3, 0, 0)]
    first = tables_of(rows)
    editions = [Edition(first, publish(first, BASIS))]
    assert editions[0].public.scope is PublicScope.OFFICES
    second = tables_of([*rows, (1, 0, 0)])
    public = publish(second, BASIS, editions)
    assert public.scope is PublicScope.NATION
    assert_safe([*editions, Edition(second, public)])


def test_a_cell_hidden_before_does_not_come_out_through_a_larger_threshold_later():
    rows = [(8, 0, 6), (2, 0, 2), (1, 0, 1), (3, 0, 0), (12, 0, 3)]
    first = tables_of(rows)
    editions = [Edition(first, publish(first, BASIS))]
    rows = [(a + 5, b, c + 6) for a, b, c in rows]
    second = tables_of(rows)
    public = publish(second, BASIS, editions)
    assert_safe([*editions, Edition(second, public)])


def test_the_nations_436_offices_take_seconds_at_most():
    numbers = np.random.default_rng(7)
    rows = [tuple(int(n) for n in numbers.geometric(0.3, 5) - 1) for _ in range(436)]
    tables = tables_of(rows)
    public = publish(tables, BASIS)
    assert_true(tables, public)
    assert public.scope is PublicScope.OFFICES
