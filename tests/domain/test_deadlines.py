"""Terms of the law: hours of the calendar, working days, holidays with their years."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain import deadlines
from cem_desktop.domain.period import LIMA

DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
OWN = st.frozensets(DAYS, max_size=5)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=ZONES)  # noqa: DTZ001


@pytest.mark.parametrize(
    "sunday",
    ["1818-03-22", "1961-04-02", "1981-04-19", "2000-04-23", "2024-03-31", "2025-04-20",
     "2026-04-05", "2027-03-28", "2038-04-25", "2100-03-28"],
)  # fmt: skip
def test_easter_is_where_the_calendar_has_it(sunday):
    day = date.fromisoformat(sunday)
    assert deadlines.easter(day.year) == day


@given(st.integers(1583, 4000))
def test_easter_is_a_sunday_between_its_bounds(year):
    sunday = deadlines.easter(year)
    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        ("2021-12-09", False),
        ("2022-12-09", True),
        ("2021-08-06", False),
        ("2022-08-06", True),
        ("2023-06-07", False),
        ("2024-06-07", True),
        ("2022-07-23", False),
        ("2023-07-23", True),
        ("2026-04-02", True),
        ("2026-04-03", True),
        ("2026-04-04", False),
        ("2026-12-08", True),
    ],
)
def test_a_holiday_holds_from_the_year_of_its_law(day, is_one):
    day = date.fromisoformat(day)
    assert (day in deadlines.national_holidays(day.year)) is is_one


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-20", 1, "2026-11-23"),  # a Friday: the term begins on Monday
        ("2026-11-23", 10, "2026-12-07"),
        ("2026-11-23", 11, "2026-12-10"),  # over 8 and 9 December
        ("2026-04-01", 1, "2026-04-06"),  # over Holy Week
        ("2026-07-27", 2, "2026-07-31"),
    ],
)
def test_working_days_are_counted_from_the_day_after(received, days, last):
    found = deadlines.after_working_days(date.fromisoformat(received), days)
    assert found == date.fromisoformat(last)


def test_a_holiday_of_the_region_moves_the_end():
    own = {date(2026, 11, 27)}
    assert deadlines.after_working_days(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert deadlines.after_working_days(date(2026, 11, 23), 5, own) == date(2026, 12, 1)


@given(DAYS, st.integers(1, 60), OWN)
def test_a_term_ends_on_a_working_day_and_holds_as_many_as_it_says(start, count, own):
    end = deadlines.after_working_days(start, count, own)
    assert end > start
    assert deadlines.is_working_day(end, own)
    assert deadlines.working_days_between(start, end, own) == count
    assert deadlines.working_days_between(end, start, own) == -count


@given(DAYS, st.integers(1, 40), OWN, OWN)
def test_more_holidays_never_shorten_a_term(start, count, own, more):
    short = deadlines.after_working_days(start, count, own)
    assert deadlines.after_working_days(start, count, own | more) >= short


@given(DAYS, st.integers(1, 40), OWN)
def test_a_later_request_never_ends_earlier(start, count, own):
    end = deadlines.after_working_days(start, count, own)
    assert deadlines.after_working_days(start + timedelta(days=1), count, own) >= end


def test_a_term_without_days_is_none():
    with pytest.raises(ValueError, match="one day"):
        deadlines.after_working_days(date(2026, 11, 23), 0)


@pytest.mark.parametrize(
    ("kind", "last", "prolonged"),
    [
        ("information", "2026-12-03", "2026-12-03"),  # never prolonged
        ("access", "2026-12-23", "2027-01-22"),
        ("rectification", "2026-12-07", "2026-12-23"),
        ("cancellation", "2026-12-07", "2026-12-23"),
        ("opposition", "2026-12-07", "2026-12-23"),
        ("portability", "2026-12-07", "2026-12-23"),
    ],
)
def test_each_right_has_its_term(kind, last, prolonged):
    received = date(2026, 11, 23)
    assert deadlines.answer_by(kind, received) == date.fromisoformat(last)
    assert deadlines.answer_by(kind, received, prolonged=True) == date.fromisoformat(prolonged)


@given(INSTANTS)
def test_an_incident_runs_48_hours_from_the_minute_in_every_zone(known):
    limit = deadlines.incident_limit(known)
    whole = known.astimezone(UTC).replace(second=0, microsecond=0)
    assert limit - whole == timedelta(hours=48)
    assert limit.utcoffset() == timedelta(hours=-5)
    assert deadlines.incident_limit(known.astimezone(UTC)) == limit


def test_an_incident_reads_as_people_in_lima_say_it():
    known = deadlines.lima_instant(date(2026, 11, 22), time(18, 30))
    assert known == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert deadlines.incident_limit(known) == datetime(2026, 11, 24, 18, 30, tzinfo=LIMA)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        deadlines.incident_limit(datetime(2026, 11, 22, 18, 30))  # noqa: DTZ001


@given(INSTANTS, st.integers(-200, 200), st.integers(0, 3599))
def test_hours_left_are_whole_and_never_flatter(limit, hours, seconds):
    assert deadlines.hours_left(limit, limit - timedelta(hours=hours, seconds=seconds)) == hours
    assert deadlines.hours_left(limit, limit + timedelta(seconds=1)) == -1
