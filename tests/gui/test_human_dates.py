from datetime import UTC, date, datetime, timedelta

import pytest

from cem_desktop.gui.human_dates import exact, exact_day, say_day, say_instant

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)  # 15:30 in Lima


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "today"),
        (TODAY - timedelta(1), "yesterday"),
        (TODAY + timedelta(1), "tomorrow"),
        (TODAY - timedelta(3), "3 days ago"),
        (TODAY + timedelta(4), "in 4 days"),
        (date(2026, 11, 2), "2 nov"),
        (date(2008, 11, 24), "24 nov 2008"),
    ],
)
def test_days_as_people_say_them(day, said):
    assert say_day(day, TODAY) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=3), "today 12:30"),
        (timedelta(hours=16), "yesterday 23:30"),
        (timedelta(hours=-18), "tomorrow 09:30"),
        (timedelta(days=5), "5 days ago"),
    ],
)
def test_instants_as_people_say_them(away, said):
    assert say_instant(NOW - away, NOW) == said


def test_exact_dates_are_of_lima():
    assert exact(datetime(2026, 1, 1, 3, 0, tzinfo=UTC)) == "31 dec 2025, 22:00"
    assert exact_day(date(2026, 11, 24)) == "24 nov 2026"
