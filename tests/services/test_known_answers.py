"""«Ya consta»: what one ficha holds opens filled in another, and is not kept twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cem_desktop.domain.facts import FACTS, resolve
from cem_desktop.services.casework import Casework
from cem_desktop.services.fichas import Fichas
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.recording import Edit, Recorder

ESSENTIALS = {
    "arrival/opened_on": "2026-11-02",
    "arrival/way": "came_directly",
    "arrival/sex": "woman",
    "arrival/age_known": "known",
    "arrival/age": 16,
    "safety/language": "quechua",
}
FILE = {
    "file/matter": ["trafficking_sexual"],
    "file/reserve": "reinforced",
    "file/team": ["psychology", "social"],
}


def answer_all(filling, answers):
    for path, value in answers.items():
        filling.session.answer(path, value)


@pytest.fixture
def file(office):
    filling = office.workspace.fichas.begin("f01", None)
    answer_all(filling, ESSENTIALS)
    saved = office.workspace.fichas.close(filling)
    office.clock.at += timedelta(days=1)
    return saved.file


def statements(office, file):
    with office.workspace.context.store.read() as unit:
        return unit.records.statements_of_file(file)


def correct(office, record, answers):
    filling = office.workspace.fichas.correct(record)
    answer_all(filling, answers)
    office.workspace.fichas.close(filling, "Se supo mejor")


def test_a_new_file_knows_nothing(office):
    assert office.workspace.fichas.begin("f01", None).known == {}


def test_what_the_first_contact_says_opens_filled_with_its_source_and_day(office, file):
    filling = office.workspace.fichas.begin("f06", file)
    assert filling.session.node("person/sex").value == "woman"
    assert filling.session.node("person/age").value == 16
    known = filling.known["person/sex"]
    assert (known.value, known.form, known.day) == ("woman", "f01", date(2026, 11, 2))
    assert known.confirms
    assert known.corrects
    assert "file/opened_on" not in filling.known


def test_what_is_shown_as_known_counts_as_seen(office, file):
    filling = office.workspace.fichas.begin("f06", file)
    (noted,) = office.workspace.trail.latest(1)
    assert (noted.action, noted.subject) == ("view_known", file)
    assert noted.detail == {"form": "f06", "count": len(filling.known)}
    before = noted.seq
    office.workspace.fichas.begin("f01", None)
    assert office.workspace.trail.latest(1)[0].seq == before


def test_what_is_only_confirmed_is_not_kept_again(office, file):
    filling = office.workspace.fichas.begin("f06", file)
    answer_all(filling, FILE)
    saved = office.workspace.fichas.close(filling)
    answers = office.workspace.fichas.record(saved.record).answers
    assert "person/sex" not in answers
    assert answers["file/reserve"] == "reinforced"
    said = [one.form_id for one in statements(office, file) if one.fact == "victim.sex"]
    assert said == ["f01"]


def test_a_later_correction_at_the_source_is_seen_where_it_was_confirmed(office, file):
    filling = office.workspace.fichas.begin("f06", file)
    source = filling.known["person/sex"].record
    answer_all(filling, FILE)
    record = office.workspace.fichas.close(filling).record
    correct(office, source, {"arrival/sex": "man"})
    assert office.workspace.fichas.correct(record).session.node("person/sex").value == "man"
    assert resolve(FACTS["victim.sex"], statements(office, file)).value == "man"


def test_another_answer_is_kept_as_what_this_ficha_says(office, file):
    filling = office.workspace.fichas.begin("f06", file)
    answer_all(filling, FILE | {"person/age": 19})
    saved = office.workspace.fichas.close(filling)
    assert office.workspace.fichas.record(saved.record).answers["person/age"] == 19
    assert resolve(FACTS["victim.age"], statements(office, file)).value == 19
    again = office.workspace.fichas.correct(saved.record)
    assert again.session.node("person/age").value == 19
    assert again.known["person/age"].value == 16


def test_taking_the_other_answer_back_leaves_what_was_known(office, file):
    filling = office.workspace.fichas.begin("f06", file)
    answer_all(filling, FILE | {"person/age": 19})
    saved = office.workspace.fichas.close(filling)
    correct(office, saved.record, {"person/age": 16})
    assert "person/age" not in office.workspace.fichas.record(saved.record).answers


def test_a_draft_reads_anew_what_is_known(office, file):
    filling = office.workspace.fichas.begin("f06", file)
    source = filling.known["person/sex"].record
    answer_all(filling, FILE)
    office.workspace.fichas.save_draft(filling)
    correct(office, source, {"arrival/sex": "man"})
    (row,) = office.workspace.fichas.drafts()
    resumed = office.workspace.fichas.resume(row.id)
    assert resumed.session.node("person/sex").value == "man"
    assert resumed.session.node("file/reserve").value == "reinforced"
    saved = office.workspace.fichas.close(resumed)
    assert "person/sex" not in office.workspace.fichas.record(saved.record).answers


class ReservingLibrary(FormLibrary):
    """The fichas, but for a first contact with reserved answers that admission alone fills."""

    def definition(self, form, version=None):
        found = super().definition(form, version)
        if form != "f01":
            return found
        reserved = {
            path: replace(found.questions[path], privacy="reserved")
            for path in ("arrival/sex", "arrival/age_group")
        }
        return replace(
            found,
            settings=replace(found.settings, write=frozenset({"admission"})),
            questions={**found.questions, **reserved},
        )


@pytest.mark.parametrize(("role", "reads"), [("social", False), ("admission", True)])
def test_a_reserved_answer_is_no_known_one_for_who_only_reads_its_ficha(world, role, reads):
    place = world.add_office("lima", "Lima", roles=(role, "legal"))
    filling = place.workspace.fichas.begin("f01", None)
    answer_all(filling, ESSENTIALS)
    file = place.workspace.fichas.close(filling).file
    context = replace(place.workspace.context, library=ReservingLibrary())
    filling = Fichas(context).begin("f06", file)
    assert ("person/sex" in filling.known) is reads
    assert filling.session.node("person/sex").value == ("woman" if reads else None)
    assert filling.session.node("person/age").value == 16


@pytest.mark.parametrize(("role", "sides"), [("social", 0), ("admission", 2)])
def test_who_only_reads_a_ficha_is_told_no_reserved_side_of_a_dispute(world, role, sides):
    place = world.add_office("lima", "Lima", roles=(role, "legal"))
    filling = place.workspace.fichas.begin("f01", None)
    answer_all(filling, ESSENTIALS)
    file = place.workspace.fichas.close(filling).file
    context = place.workspace.context
    definition, recorder = context.library.definition("f02"), Recorder(context)
    said = {"decides/age_group": "30_59"}
    with context.store.write() as unit:
        edit = Edit(file, None, f"f02@{definition.version}", said, (), "edit")
        recorder.record(unit, edit, definition)
    (dispute,) = place.workspace.casework.case(file).disputed
    assert len(dispute.sides) == 2
    seen = Casework(replace(context, library=ReservingLibrary())).case(file).disputed
    assert sum(len(one.sides) for one in seen) == sides
