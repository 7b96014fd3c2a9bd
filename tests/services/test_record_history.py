"""The history of a record: who changed what, when and why, in the words of the ficha."""

import pytest
from test_printing import text_of

from cem_desktop.domain.revision import Revision
from cem_desktop.errors import RecordMissingError
from cem_desktop.forms.authoring import compile_sheets
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.sheets import parse_source
from cem_desktop.services.record_history import RecordHistory
from cem_desktop.services.recording import Edit, Recorder
from cem_desktop.services.writing_devices import DevicePlace, WritingDevice
from cem_desktop.storage.fold import fold
from cem_desktop.storage.records import Record

ROWS = """
settings: {form_id: filas, version: "1", form_title: Filas, default_language: "Español (es)"}
survey:
  - {type: begin repeat, name: person, "label::Español (es)": Persona}
  - {type: text, name: tie, "label::Español (es)": Vínculo}
  - {type: end repeat}
"""


def fill_first_contact(office):
    filling = office.workspace.fichas.begin("f01", None)
    session = filling.session
    session.answer("arrival/opened_on", "2026-11-02")
    session.answer("arrival/way", next(v for v, _ in session.node("arrival/way").choices))
    session.answer("arrival/sex", "woman")
    session.answer("arrival/age_known", "unknown")
    return filling


def by_label(changes):
    return {one.label: one for one in changes}


@pytest.fixture
def record(office):
    return office.workspace.fichas.close(fill_first_contact(office)).record


def correct(office, record, reason, **answers):
    filling = office.workspace.fichas.correct(record)
    for path, value in answers.items():
        filling.session.answer(path.replace("__", "/"), value)
    office.workspace.fichas.close(filling, reason)


def test_the_first_revision_tells_every_answer_in_the_order_of_the_ficha(office, record):
    told = office.workspace.casework.changes(record)
    assert (told.record, told.form) == (record, "f01")
    (first,) = told.revisions
    assert (first.why, first.reason, first.author) == ("edit", None, office.workspace.user.login)
    said = {one.path: (one.before, one.after) for one in first.changes}
    assert said["arrival/opened_on"] == ((), "02/11/2026")
    assert said["arrival/sex"] == ((), "Mujer")
    ficha = list(office.workspace.fichas.correct(record).definition.questions)
    paths = [one.path for one in first.changes]
    assert paths == sorted(paths, key=ficha.index)
    assert first.computed
    assert not any(one.path == "arrival/age_group" for one in first.changes)


def test_a_correction_tells_before_after_and_why(office, record):
    correct(
        office, record, "Lo dijo en la segunda cita.", arrival__age_known="known", arrival__age=24
    )
    step = office.workspace.casework.changes(record).revisions[-1]
    assert step.why == "rectification"
    assert step.reason == "Lo dijo en la segunda cita."
    said = {one.path: (one.before, one.after) for one in step.changes}
    assert said["arrival/age"] == ((), "24")
    [before], after = said["arrival/age_known"]
    assert before != after
    assert "_" not in before + after
    correct(office, record, "Fue un error.", arrival__age_known="unknown")
    step = office.workspace.casework.changes(record).revisions[-1]
    taken = next(one for one in step.changes if one.path == "arrival/age")
    assert (taken.before, taken.after) == (("24",), "")


def test_labels_speak_the_language_that_is_asked_for(office, record):
    casework = office.workspace.casework
    spanish = casework.changes(record).revisions[0].changes
    languages = office.workspace.context.library.definition("f01").languages
    english = casework.changes(record, next(one for one in languages if "(en)" in one))
    changes = english.revisions[0].changes
    assert {one.path for one in changes} == {one.path for one in spanish}
    assert set(by_label(changes)).isdisjoint(by_label(spanish))
    assert next(one for one in changes if one.path == "arrival/sex").after == "Woman"


def test_both_sides_of_a_conflict_are_marked_until_it_is_settled(office, record):
    fichas, casework = office.workspace.fichas, office.workspace.casework
    one, two = fichas.correct(record), fichas.correct(record)
    path = "safety/urgency"
    first, second = [name for name, _ in one.session.node(path).choices][:2]
    one.session.answer(path, first)
    two.session.answer(path, second)
    fichas.close(one, "Primera lectura.")
    fichas.close(two, "Segunda lectura.")
    steps = casework.changes(record).revisions[-2:]
    rivals = [next(one for one in step.changes if one.path == path) for step in steps]
    assert [one.is_rival for one in rivals] == [True, True]
    assert [one.before for one in rivals] == [(), ()], "neither had seen the other"
    fichas.settle(record, path, second, "Conversado con la coordinadora.")
    settled = casework.changes(record).revisions
    [change] = [one for one in settled[-1].changes if one.path == path]
    assert settled[-1].why == "resolve"
    assert set(change.before) == {one.after for one in rivals}
    assert change.after == rivals[1].after
    assert not any(one.is_rival for step in settled for one in step.changes)


def test_a_look_at_the_history_is_noted_and_a_missing_record_refused(office, record):
    office.workspace.casework.changes(record)
    with office.workspace.context.store.read() as unit:
        (entry,) = unit.audit.latest(1)
    assert (entry.action, entry.subject) == ("view_history", record)
    with pytest.raises(RecordMissingError):
        office.workspace.casework.changes("no-such-record")


def revision(parents, fields, form="filas@1", why="edit"):
    return Revision(
        record="r",
        file=None,
        parents=parents,
        device="d",
        author="a",
        lamport=len(parents) + 1,
        wall="2026-11-23T15:00:00Z",
        clock="suspect",
        form=form,
        fields=fields,
        why=why,
        salt="00" * 16,
    )


def tell(clock, revisions, definition):
    state = fold(revisions)
    record = Record("r", None, "filas", "1", "a", "", "", state)
    history = RecordHistory(record, revisions, lambda _form, _version: definition, clock, None)
    here = WritingDevice(DevicePlace.HERE)
    return history.tell({"a": "ana"}, lambda _device: here).revisions


def test_rows_are_told_by_their_number_also_when_one_is_gone(clock):
    definition = load_definition(compile_sheets(parse_source(ROWS.encode(), "x"), "x").encode())
    revisions = {
        "1": revision((), {"person/a/tie": "tía", "person/b/tie": "prima"}),
        "2": revision(("1",), {"person/a/tie": None}, why="rectification"),
    }
    first, second = tell(clock, revisions, definition)
    assert [one.label for one in first.changes] == ["Persona 1 · Vínculo", "Persona 2 · Vínculo"]
    assert first.author == "ana"
    assert first.is_clock_doubtful
    (gone,) = second.changes
    assert (gone.label, gone.before, gone.after) == ("Persona 1 · Vínculo", ("tía",), "")


def test_a_version_that_is_not_carried_is_told_by_its_paths(clock):
    revisions = {"1": revision((), {"b/c": ["x", "y"], "a": 2})}
    (only,) = tell(clock, revisions, None)
    assert [(one.label, one.after) for one in only.changes] == [("a", "2"), ("b/c", "x, y")]


@pytest.mark.parametrize(
    ("roles", "seen", "withheld"),
    [
        (("legal",), {"notes/shared_note"}, 1),
        (("psychology",), {"notes/shared_note", "notes/reserved_note"}, 0),
    ],
)
def test_who_only_reads_a_ficha_sees_no_reserved_answer_in_its_history(
    world, roles, seen, withheld
):
    place = world.add_office("lima", "Lima", roles=roles)
    context = place.workspace.context
    definition = context.library.definition("f13")
    answers = {"notes/shared_note": "Llega acompañada.", "notes/reserved_note": "Duda."}
    with context.store.write() as unit:
        recorder = Recorder(context)
        file = recorder.open_file(unit)
        edit = Edit(file.id, None, f"f13@{definition.version}", answers, (), "edit")
        record = recorder.record(unit, edit, definition)
    (step,) = place.workspace.casework.changes(record.id).revisions
    assert {one.path for one in step.changes} == seen
    assert step.withheld == withheld


@pytest.mark.parametrize(("role", "reads"), [("legal", False), ("psychology", True)])
def test_who_only_reads_a_ficha_sees_no_reason_given_for_a_reserved_answer(world, role, reads):
    place = world.add_office("lima", "Lima", roles=(role,))
    context, casework = place.workspace.context, place.workspace.casework
    definition = context.library.definition("f13")
    form, recorder = f"f13@{definition.version}", Recorder(context)
    corrections = (
        ("notes/reserved_note", "No dudaba de su hermana."),
        ("notes/shared_note", "Faltaba la nota."),
    )
    with context.store.write() as unit:
        file = recorder.open_file(unit)
        kept = recorder.record(
            unit,
            Edit(file.id, None, form, {"notes/reserved_note": "Duda."}, (), "edit"),
            definition,
        )
        for path, why in corrections:
            seen = kept.state.heads
            edit = Edit(file.id, kept.id, form, {path: "Otra."}, seen, "rectification", why)
            kept = recorder.record(unit, edit, definition)
    told = ["No dudaba de su hermana." if reads else None, "Faltaba la nota."]
    assert [one.reason for one in casework.changes(kept.id).revisions[1:]] == told
    assert [one.reason for one in casework.history(kept.id)[1:]] == told
    printed = text_of(place.workspace.printing.record(kept.id, "es"))
    assert ("Nodudabadesuhermana." in printed) is reads
    assert "Faltabalanota." in printed


def test_two_keys_of_a_witness_that_reached_the_store_are_shown_and_printed_nowhere(world):
    place = world.add_office("lima", "Lima", roles=("legal",))
    context, path = place.workspace.context, "protection/witness_key"
    definition = context.library.definition("f19")
    form, recorder = f"f19@{definition.version}", Recorder(context)
    with context.store.write() as unit:
        file = recorder.open_file(unit)
        first = Edit(file.id, None, form, {"proceeding/code": "pc"}, (), "edit")
        kept = recorder.record(unit, first, definition)
        for key in ("CLAVE-UNO", "CLAVE-DOS"):
            edit = Edit(file.id, kept.id, form, {path: key}, kept.state.heads, "edit")
            recorder.record(unit, edit, definition)
    view = place.workspace.fichas.record(kept.id)
    assert path not in view.answers
    assert path not in view.conflicts
    assert "CLAVE" not in text_of(place.workspace.printing.record(kept.id, "es"))
    assert "CLAVE" not in str(place.workspace.casework.changes(kept.id))
