"""Printing through an open workspace: who may, what is noted, and the command for blank fichas."""

import io
import stat

import pypdf
import pytest
from test_fichas import fill_first_contact
from test_transcription import type_in
from typer.testing import CliRunner

from cem_desktop.cli.main import application
from cem_desktop.errors import (
    CancelledError,
    FormUnknownError,
    InvalidCaseCodeError,
    NotOnPaperError,
    NotPermittedError,
)
from cem_desktop.services.printing import PrintJob
from cem_desktop.services.recording import Edit, Recorder


def text_of(job):
    pages = pypdf.PdfReader(io.BytesIO(job.pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def acts(office):
    return [(one.action, one.subject) for one in office.workspace.trail.latest(6)]


def test_a_record_is_printed_with_its_paper_and_noted_as_seen_and_as_printed(office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    saved = office.workspace.fichas.close(type_in(office, code))
    job = office.workspace.printing.record(saved.record, "es")
    assert acts(office)[0] == ("view", saved.record)
    assert (job.kind, job.subject, job.form) == ("record", saved.record, "f01")
    text = text_of(job)
    assert code in text
    for words in ("Mujer", "30/10/2026", "lapsicólogadeturno", "armariodecoordinación", "equipo"):
        assert words in text
    office.workspace.printing.note(job, "print")
    (entry,) = office.workspace.trail.latest(1)
    assert (entry.action, entry.subject) == ("print", saved.record)
    assert entry.detail == {"form": "f01", "kind": "record", "copies": 0}
    assert code not in str(entry)


def test_both_sides_of_a_conflict_are_printed(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    one, two = fichas.correct(saved.record), fichas.correct(saved.record)
    labels = one.session.node("safety/urgency").choices[:2]
    one.session.answer("safety/urgency", labels[0][0])
    two.session.answer("safety/urgency", labels[1][0])
    fichas.close(one, "Primera lectura.")
    fichas.close(two, "Segunda lectura.")
    text = text_of(office.workspace.printing.record(saved.record, "es"))
    for _value, label in labels:
        assert "".join(label.split()) in text
    assert "Segundalectura." in text


def test_a_draft_is_printed_with_the_code_that_its_file_will_have(office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    printing = office.workspace.printing
    job = printing.draft(printing.read_draft(type_in(office, code)))
    assert job.kind == "draft"
    assert code in text_of(job)


def test_who_does_not_read_a_ficha_does_not_print_it(world):
    place = world.add_office("lima", "Lima", roles=("childcare",))
    with pytest.raises(NotPermittedError):
        place.workspace.fichas.begin("f01", None)
    other = world.add_office("cusco", "Cusco")
    saved = other.workspace.fichas.close(fill_first_contact(other))
    user = other.workspace.context.user
    object.__setattr__(user, "roles", ("key_admin",))
    with pytest.raises(NotPermittedError):
        other.workspace.printing.record(saved.record, "es")
    assert acts(other)[0] == ("denied", saved.record)


@pytest.mark.parametrize(("role", "reads"), [("legal", False), ("psychology", True)])
def test_who_only_reads_a_ficha_prints_no_reserved_answer(world, role, reads):
    place = world.add_office("lima", "Lima", roles=(role,))
    context = place.workspace.context
    definition = context.library.definition("f13")
    answers = {"notes/shared_note": "Llega acompañada.", "notes/reserved_note": "Duda de todo."}
    with context.store.write() as unit:
        recorder = Recorder(context)
        file = recorder.open_file(unit)
        edit = Edit(file.id, None, f"f13@{definition.version}", answers, (), "edit")
        record = recorder.record(unit, edit, definition)
    text = text_of(place.workspace.printing.record(record.id, "es"))
    assert "Llegaacompañada." in text
    assert ("Dudadetodo." in text) is reads


def test_a_blank_ficha_for_each_code(office):
    codes = office.workspace.reserved_codes.reserve(2)
    job = office.workspace.printing.blank("f06", "es", codes)
    assert job.copies == 2
    assert all(code in text_of(job) for code in codes)
    with pytest.raises(InvalidCaseCodeError):
        office.workspace.printing.blank("f06", "es", ["ABCD-1234"])
    with pytest.raises(FormUnknownError):
        office.workspace.printing.blank("f99", "es")


def test_many_copies_tell_how_far_they_are_and_can_be_stopped(office):
    codes = office.workspace.reserved_codes.reserve(3)
    told = []
    job = office.workspace.printing.blank(
        "f01", "es", codes, lambda done, total: told.append((done, total))
    )
    pages = len(pypdf.PdfReader(io.BytesIO(job.pdf)).pages)
    assert told == [(done, pages) for done in range(1, pages + 1)]

    def stop(done, _total):
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        office.workspace.printing.blank("f01", "es", codes, stop)


@pytest.mark.parametrize("form", ["f03", "f38"])
def test_what_nobody_fills_on_paper_has_no_blank(tmp_path, office, form):
    with pytest.raises(NotOnPaperError):
        office.workspace.printing.blank(form, "es")
    target = tmp_path / "blank.pdf"
    arguments = ["forms", "pdf", form, "--blank", "--out", str(target)]
    refused = CliRunner().invoke(application, arguments)
    assert isinstance(refused.exception, NotOnPaperError)
    assert not target.exists()


def test_a_job_does_not_show_its_document_in_a_message():
    assert "%PDF" not in repr(PrintJob(b"%PDF", "r", "f01", "record"))


def test_the_command_writes_a_blank_ficha_and_nothing_filled(tmp_path, office):
    target = tmp_path / "blank.pdf"
    arguments = ["forms", "pdf", "f06", "--blank", "--code", "7KQ4-M2XZ", "--out", str(target)]
    done = CliRunner().invoke(application, arguments)
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(b"%PDF")
    assert stat.S_ISREG(target.stat().st_mode)
    refused = CliRunner().invoke(application, ["forms", "pdf", "f06"])
    assert refused.exit_code != 0
    english = CliRunner().invoke(application, [*arguments[:4], "--language", "en", *arguments[6:]])
    assert english.exit_code == 0
    text = "".join(page.extract_text() for page in pypdf.PdfReader(target).pages)
    assert "Coded file" in text
    assert "Paper in clear" in text
