"""The clocks of incidents and requests, read from their fichas."""

from datetime import UTC, date, datetime, timedelta

import pytest
from feed_reading import fill_and_close
from law_answers import INCIDENT, REQUEST

from cem_desktop.domain.period import LIMA
from cem_desktop.services.data_officer import OwnHoliday


def test_an_incident_shows_its_hours_until_both_were_told(office):
    record = fill_and_close(office, "f32", None, INCIDENT).record
    clocks = office.workspace.law.clocks
    office.clock.at = datetime(2026, 11, 2, 15, tzinfo=UTC)
    (one,) = clocks.incidents()
    assert one.record == record
    assert one.kinds == ("Se perdió o robaron un equipo",)
    assert one.limit == datetime(2026, 11, 4, 9, 30, tzinfo=LIMA)
    assert (one.hours_left, one.runs) == (47, True)
    office.clock.at += timedelta(hours=48)
    assert clocks.incidents()[0].hours_left == -1


def test_one_that_is_over_and_told_is_gone_and_one_that_is_not_stays(office):
    told = {
        "notices/authority_on": "2026-11-02",
        "notices/authority_at": "10:00",
        "notices/state": "closed",
    }
    clocks = office.workspace.law.clocks
    fill_and_close(office, "f32", None, INCIDENT | told)
    (one,) = clocks.incidents()  # the people concerned were not told
    assert one.authority_told == datetime(2026, 11, 2, 10, tzinfo=LIMA)
    assert one.is_closed
    assert one.runs
    people = {
        "notices/notice/{row}/recipient": "people",
        "notices/notice/{row}/given_on": "2026-11-02",
        "notices/notice/{row}/given_at": "11:00",
    }
    other = fill_and_close(office, "f32", None, INCIDENT | told | people).record
    assert other not in {one.record for one in clocks.incidents()}


@pytest.mark.parametrize(("affected", "runs"), [("yes", True), ("unknown", True), ("no", False)])
def test_it_runs_until_data_are_ruled_out(office, affected, runs):
    fill_and_close(office, "f32", None, INCIDENT | {"first/affected": affected})
    (one,) = office.workspace.law.clocks.incidents()
    assert one.runs is runs
    assert (one.hours_left is not None) is runs


def test_requests_stand_by_urgency_and_count_the_regions_holidays(office):
    clocks, settings = office.workspace.law.clocks, office.workspace.law.settings
    fill_and_close(office, "f37", None, REQUEST)
    fill_and_close(office, "f37", None, REQUEST | {"request/right": "information"})
    first, second = clocks.requests()
    assert (first.right, first.due, first.days_left) == ("information", date(2026, 11, 12), 8)
    assert (second.right, second.due, second.days_left) == ("access", date(2026, 11, 30), 20)
    settings.keep_holidays((OwnHoliday(date(2026, 11, 12), "Feriado de la región"),))
    assert clocks.requests()[0].due == date(2026, 11, 13)
    office.clock.at = datetime(2026, 11, 17, 15, tzinfo=UTC)
    assert clocks.requests()[0].days_left == -2


def test_a_prolonged_request_has_twice_its_days(office):
    longer = {"answered/prolonged": "yes", "answered/prolonged_on": "2026-11-02"}
    fill_and_close(office, "f37", None, REQUEST | {"request/right": "rectification"} | longer)
    (one,) = office.workspace.law.clocks.requests()
    assert one.is_prolonged
    assert one.days_left == 20


def test_an_answered_request_is_gone_and_a_granted_erasure_can_be_chosen(office):
    granted = {
        "request/right": "cancellation",
        "answered/answer": "granted",
        "answered/answered_on": "2026-11-02",
    }
    record = fill_and_close(office, "f37", None, REQUEST | granted).record
    clocks = office.workspace.law.clocks
    assert clocks.requests() == ()
    (one,) = clocks.granted_erasures()
    assert (one.record, one.code) == (record, "")


def test_who_may_not_read_the_fichas_sees_no_clock(world):
    place = world.add_office("comas", roles=("promotion", "key_admin"))
    assert place.workspace.law.clocks.requests() == ()
    assert place.workspace.law.clocks.incidents() == ()
