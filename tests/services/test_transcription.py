"""Codes drawn in advance, and fichas that are typed from paper."""

from datetime import date

import pytest
from test_fichas import fill_first_contact

from cem_desktop.domain.paper import Paper
from cem_desktop.errors import (
    CodeNotReservedError,
    InputError,
    InvalidCaseCodeError,
    NotPermittedError,
)
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS

ACT = date(2026, 10, 30)
PAPER = Paper(ACT, "la psicóloga de turno", "locked", "armario de coordinación")


def type_in(office, code, form="f01"):
    filling = office.workspace.transcription.begin(form, code, PAPER)
    session = filling.session
    session.answer("arrival/way", next(v for v, _ in session.node("arrival/way").choices))
    session.answer("arrival/sex", "woman")
    session.answer("arrival/age_known", "unknown")
    return filling


def last_acts(office, count=20):
    return {one.action: one for one in reversed(office.workspace.trail.latest(count))}


def test_codes_are_drawn_once_and_listed_as_free_until_a_file_has_them(office):
    reserved = office.workspace.reserved_codes
    first, second = reserved.reserve(3), reserved.reserve(2)
    assert len({*first, *second}) == 5
    assert {row.code for row in reserved.all()} == {*first, *second}
    assert not any(row.used for row in reserved.all())
    assert last_acts(office)["reserve_codes"].detail == {"count": 2}
    saved = office.workspace.fichas.close(type_in(office, first[1].lower().replace("-", " ")))
    assert saved.code == first[1]
    assert [row.code for row in reserved.all() if row.used] == [first[1]]
    assert reserved.all()[-1].used
    assert reserved.all()[0].author == "equipo"


def test_a_new_file_never_gets_a_code_that_was_drawn_for_paper(office, monkeypatch):
    (kept,) = office.workspace.reserved_codes.reserve(1)
    from cem_desktop.domain.case_code import CaseCode

    real, given = CaseCode.issue, []

    def issue():
        given.append(CaseCode.parse(kept) if not given else real())
        return given[-1]

    monkeypatch.setattr(CaseCode, "issue", issue)
    saved = office.workspace.fichas.close(fill_first_contact(office))
    assert len(given) == 2
    assert saved.code == str(given[1]) != kept


@pytest.mark.parametrize("count", [0, -1, 51])
def test_no_absurd_number_of_codes_is_drawn(office, count):
    with pytest.raises(InputError):
        office.workspace.reserved_codes.reserve(count)
    assert office.workspace.reserved_codes.all() == ()


def test_who_sees_no_files_draws_no_codes(world):
    place = world.add_office("lima", "Lima", roles=("key_admin",))
    with pytest.raises(NotPermittedError):
        place.workspace.reserved_codes.reserve(1)
    with pytest.raises(NotPermittedError):
        place.workspace.reserved_codes.all()


def test_day_author_typist_and_fate_are_kept_apart_from_the_answers(office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    saved = office.workspace.fichas.close(type_in(office, code))
    (step,) = office.workspace.casework.history(saved.record)
    timeline = office.workspace.casework.case(saved.file).timeline
    assert {one.record: one.is_from_paper for one in timeline} == {
        saved.record: True,
        saved.file: False,
    }
    assert step.paper == PAPER
    assert step.author == "equipo"
    assert step.at.startswith("2026-11-02")
    assert not any("paper" in path for path in step.fields)
    answers = office.workspace.fichas.record(saved.record).answers
    assert answers["arrival/opened_on"] == ACT.isoformat()
    assert last_acts(office)["open_file"].detail == {"reserved": True}


def test_nothing_of_the_paper_leaves_for_headquarters(office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    office.workspace.fichas.close(type_in(office, code))
    with office.workspace.context.store.read() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        bodies = [one.body for one in unit.feeds.entries(feed, 1)]
    assert bodies
    for body in bodies:
        assert PAPER.by.encode() not in body
        assert b"armario" not in body
        assert b"paper" not in body


def test_two_fichas_with_one_code_come_together_in_one_file(office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    first, second = type_in(office, code), office.workspace.transcription.begin("f06", code, PAPER)
    session = second.session
    session.answer("file/matter", ["trafficking_sexual"])
    for path in ("file/reserve", "file/team"):
        choice = session.node(path).choices[0][0]
        session.answer(path, [choice] if path == "file/team" else choice)
    one, two = office.workspace.fichas.close(first), office.workspace.fichas.close(second)
    assert one.file == two.file
    assert (one.code, two.code) == (code, code)
    again = office.workspace.transcription.begin("f06", code, PAPER)
    assert again.corrects
    assert again.record == two.record


def test_a_paper_without_a_code_opens_a_file_under_a_new_one(office):
    saved = office.workspace.fichas.close(type_in(office, " "))
    assert saved.code is not None
    assert last_acts(office)["open_file"].detail == {"reserved": False}


def test_a_code_of_another_place_and_a_misread_one_are_told_apart(office):
    from cem_desktop.domain.case_code import CaseCode

    with pytest.raises(CodeNotReservedError):
        type_in(office, str(CaseCode.issue()))
    with pytest.raises(InvalidCaseCodeError):
        type_in(office, "ABCD-1234")


@pytest.mark.parametrize(
    ("paper", "details"),
    [
        (Paper(ACT, " ", "destroyed"), {"missing": "by"}),
        (Paper(ACT, "x", "lost"), {"missing": "fate"}),
        (Paper(ACT, "x", "locked"), {"missing": "place"}),
        (Paper(date(2026, 11, 3), "x", "destroyed"), {"ahead": "on"}),
    ],
)
def test_what_is_missing_about_the_paper_is_told(office, paper, details):
    with pytest.raises(InputError) as caught:
        office.workspace.transcription.begin("f01", "", paper)
    assert caught.value.details == details


def test_a_draft_keeps_its_paper_over_a_power_cut(office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    filling = type_in(office, code)
    office.workspace.fichas.save_draft(filling)
    office.close()
    office.open()
    (row,) = office.workspace.fichas.drafts()
    resumed = office.workspace.fichas.resume(row.id)
    assert resumed.source == filling.source
    saved = office.workspace.fichas.close(resumed)
    assert saved.code == code
    assert office.workspace.casework.history(saved.record)[0].paper == PAPER
