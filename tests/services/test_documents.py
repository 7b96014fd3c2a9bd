"""Documents: begun from a starting text, frozen in versions, printed with names, filed."""

import io
import logging
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest
from clear_text import find
from simulator import add_case

from cem_desktop import paths
from cem_desktop.domain.frozen_version import FrozenVersion
from cem_desktop.domain.typing_guard import look_over
from cem_desktop.errors import (
    DocumentAlteredError,
    DocumentDisputedError,
    DocumentEmptyError,
    InputError,
    NotPermittedError,
    PlaceholderUnknownError,
)
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.document_reading import FiledReceipt, is_document
from cem_desktop.services.document_texts import starting_text
from cem_desktop.services.documents import DocumentState
from cem_desktop.services.recording import Edit, Recorder

VALUES = {
    "nombre": "Rosalinda Huamaní Canario",
    "expediente_judicial": "09876-2031-7-1801-JR-PE-77",
    "organo_judicial": "Septuagésimo Juzgado de Canarias",
    "direccion_notificacion": "Pasaje Canario 4321",
    "firmante": "Abogada Canaria Ñusta",
    "persona_acusada": "Don Canario Malo",
}


@pytest.fixture
def file(office):
    return add_case(office)


def begin(office, file, kind="appeal"):
    documents = office.workspace.documents
    wanted = next(one for one in documents.kinds() if one.kind == kind)
    return documents.begin(wanted, file)


def write(office, file, kind="appeal"):
    return office.workspace.fichas.close(begin(office, file, kind)).record


def rewrite(office, record, text):
    """Correct the first part of a document, with a reason, as the ficha window does."""
    fichas = office.workspace.fichas
    filling = fichas.correct(record)
    row = filling.session.rows("text/section")[0]
    filling.session.answer(f"text/section/{row}/body", text)
    fichas.close(filling, "Faltaba decirlo.")


def line(office, file):
    return office.workspace.documents.of_file(file)[0]


def words_of(job):
    pages = pypdf.PdfReader(io.BytesIO(job.pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


# --- starting texts -----------------------------------------------------------------------------


def test_every_kind_of_document_has_a_starting_text_and_every_text_a_kind():
    kinds = {code.name for code in load_catalogue().code_lists["document_kind"].codes}
    folder = paths.resources() / "documents"
    assert {one.stem for one in folder.glob("*.toml")} - {"words"} == kinds
    for kind in kinds:
        text = starting_text(kind)
        assert text.layout in {"brief", "report"}
        assert text.sections
        said = "\n".join([text.subject, *(one.text for one in text.sections)])
        assert look_over(said) == (), kind


def test_every_law_that_a_starting_text_cites_is_in_the_catalogue_of_norms():
    numbers = {norm.number for norm in load_catalogue().norms}
    cited = set()
    for file in (paths.resources() / "documents").glob("*.toml"):
        said = str(tomllib.loads(file.read_text(encoding="utf-8")))
        cited |= set(re.findall(r"(?:Ley|D\.Leg\.) \d+|D\.S\. \d+-\d{4}-[A-Z]+", said))
    assert {"Ley 30364", "D.S. 004-2020-MIMP", "D.Leg. 957", "Ley 31146"} <= cited
    assert cited <= numbers


def test_no_starting_text_holds_a_placeholder_that_the_house_does_not_know(office, file):
    for kind in office.workspace.documents.kinds():
        filling = office.workspace.documents.begin(kind, file)
        saved = office.workspace.fichas.close(filling)
        assert office.workspace.documents.freeze(saved.record).number == 1, kind


def test_a_document_begins_with_the_text_of_its_kind(office, file):
    session = begin(office, file).session
    rows = session.rows("text/section")
    text = starting_text("appeal")
    assert len(rows) == len(text.sections)
    assert session.node("what/kind").value == "appeal"
    said = [session.node(f"text/section/{row}/body").value for row in rows]
    assert said == [section.text for section in text.sections]
    assert session.node(f"text/section/{rows[-1]}/part").value == "otrosi"


# --- versions -----------------------------------------------------------------------------------


def test_a_frozen_version_is_numbered_named_and_fingerprinted(office, file):
    record = write(office, file)
    documents = office.workspace.documents
    assert line(office, file).state is DocumentState.DRAFT
    version = documents.freeze(record)
    text, _definition = documents.read(record, version)
    assert version.number == 1
    assert version.author == office.workspace.user.login
    assert version.sha256 == text.fingerprint()
    assert line(office, file).state is DocumentState.FROZEN
    assert line(office, file).versions == (version,)


def test_freezing_a_text_that_did_not_change_gives_the_same_version(office, file):
    record = write(office, file)
    first = office.workspace.documents.freeze(record)
    assert office.workspace.documents.freeze(record) == first


def test_a_change_makes_the_next_version_and_the_old_one_stays_as_it_was(office, file):
    record = write(office, file)
    documents = office.workspace.documents
    first = documents.freeze(record)
    before, _definition = documents.read(record, first)
    rewrite(office, record, "Otra razón de {{nombre}}.")
    assert line(office, file).state is DocumentState.DRAFT
    second = documents.freeze(record)
    assert (second.number, line(office, file).versions) == (2, (second, first))
    assert second.sha256 != first.sha256
    assert documents.read(record, first)[0] == before
    assert documents.read(record, second)[0].sections[0].text == "Otra razón de {{nombre}}."
    rewrite(office, record, before.sections[0].text)
    third = documents.freeze(record)
    assert (third.number, third.sha256) == (3, first.sha256)


def test_the_freezing_is_in_the_history_of_the_record_and_changes_no_answer(office, file):
    record = write(office, file)
    version = office.workspace.documents.freeze(record)
    step = office.workspace.casework.changes(record).revisions[-1]
    assert (step.why, step.changes, step.reason) == ("freeze", (), None)
    assert step.frozen == FrozenVersion(1, version.sha256)


def test_a_document_without_text_or_with_a_strange_placeholder_is_not_frozen(office, file):
    fichas, documents = office.workspace.fichas, office.workspace.documents
    filling = fichas.begin("f36", file)
    filling.session.answer("what/kind", "other_brief")
    empty = fichas.close(filling).record
    with pytest.raises(DocumentEmptyError):
        documents.freeze(empty)
    record = write(office, file)
    rewrite(office, record, "Pide {{nombre}} y también {{Rosa}}.")
    with pytest.raises(PlaceholderUnknownError) as caught:
        documents.freeze(record)
    assert "Rosa" not in str(caught.value)
    assert line(office, file).versions == ()


def test_two_answers_that_contradict_each_other_are_settled_before_anything_is_frozen(office, file):
    record = write(office, file)
    fichas, documents = office.workspace.fichas, office.workspace.documents
    one, two = fichas.correct(record), fichas.correct(record)
    one.session.answer("what/subject", "Una")
    two.session.answer("what/subject", "Otra")
    fichas.close(one, "Primera.")
    fichas.close(two, "Segunda.")
    with pytest.raises(DocumentDisputedError):
        documents.freeze(record)
    with pytest.raises(DocumentDisputedError):
        documents.read(record)
    fichas.settle(record, "what/subject", "Otra", "Lo decidimos.")
    assert documents.freeze(record).number == 1


def test_a_version_whose_text_is_another_is_neither_read_nor_printed(office, file):
    record = write(office, file)
    context = office.workspace.context
    with context.store.write() as unit:
        kept = unit.records.get(record)
        forged = Edit(
            file=file,
            record=record,
            form="f36@2026.1",
            fields={},
            parents=kept.state.heads,
            why="freeze",
            frozen=FrozenVersion(1, "ab" * 32),
        )
        Recorder(context).record(unit, forged, context.library.definition("f36"))
    (version,) = line(office, file).versions
    with pytest.raises(DocumentAlteredError):
        office.workspace.document_printing.job(record, version, {})


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "writes", "knows"),
    [
        ("legal", {"f36", "f36t"}, {"f36", "f36p", "f36s", "f36t"}),
        ("psychology", {"f36p", "f36t"}, {"f36p", "f36s", "f36t"}),
        ("social", {"f36s", "f36t"}, {"f36s", "f36t"}),
        ("coordination", {"f36", "f36t"}, {"f36", "f36p", "f36s", "f36t"}),
        ("admission", set(), set()),
    ],
)
def test_each_service_writes_its_documents_and_knows_of_those_meant_for_it(
    office, file, role, writes, knows
):
    for kind in ("appeal", "psychological_report", "social_report", "team_report"):
        write(office, file, kind)
    object.__setattr__(office.workspace.context.user, "roles", (role,))
    documents = office.workspace.documents
    assert {one.form for one in documents.kinds()} == writes
    lines = documents.of_file(file)
    assert {one.form for one in lines} == knows
    assert {one.form for one in lines if one.is_mine} == writes


def test_law_knows_of_a_psychological_report_and_does_not_read_its_text(office, file):
    record = write(office, file, "psychological_report")
    documents = office.workspace.documents
    version = documents.freeze(record)
    object.__setattr__(office.workspace.context.user, "roles", ("legal", "audit"))
    assert line(office, file).versions == (version,)
    for act in (
        lambda: documents.read(record, version),
        lambda: documents.freeze(record),
        lambda: office.workspace.document_printing.job(record, version, {}),
        lambda: documents.register_filing(record, RECEIPT),
    ):
        with pytest.raises(NotPermittedError):
            act()
    assert office.workspace.trail.latest(1)[0].action == "denied"
    assert all(
        "text/" not in path
        for path in office.workspace.fichas.record(record).answers
        if not path.endswith("/part")
    )


# --- filing -------------------------------------------------------------------------------------

RECEIPT = FiledReceipt(date(2026, 11, 2), "superior_court", 1, "pending")


def test_a_frozen_version_is_filed_and_its_next_one_is_not(office, file):
    record = write(office, file)
    documents = office.workspace.documents
    documents.freeze(record)
    documents.register_filing(record, RECEIPT)
    assert line(office, file).state is DocumentState.FILED
    assert line(office, file).receipts == (RECEIPT,)
    rewrite(office, record, "Se subsana.")
    assert line(office, file).state is DocumentState.DRAFT
    documents.freeze(record)
    office.clock.at += timedelta(days=1)
    again = replace(RECEIPT, version=2, result="admitted")
    assert line(office, file).state is DocumentState.FROZEN
    documents.register_filing(record, again)
    assert line(office, file).receipts == (RECEIPT, again)


@pytest.mark.parametrize("wrong", [{"version": 2}, {"on": date(2026, 12, 24)}])
def test_only_what_was_frozen_is_filed_and_not_in_days_to_come(office, file, wrong):
    record = write(office, file)
    office.workspace.documents.freeze(record)
    with pytest.raises(InputError):
        office.workspace.documents.register_filing(record, replace(RECEIPT, **wrong))
    assert line(office, file).receipts == ()


def test_the_number_of_the_filing_desk_is_kept_nowhere(office, file):
    filling = begin(office, file)
    row = filling.session.rows("filing/receipt") or (filling.session.add_row("filing/receipt"),)
    path = f"filing/receipt/{row[0]}/filed_number"
    filling.session.answer(path, "4711-2026")
    assert filling.session.node(path).withheld
    assert "4711-2026" not in str(filling.session.draft())


# --- paper --------------------------------------------------------------------------------------


def test_a_version_prints_the_same_bytes_again_and_names_only_where_they_were_typed(office, file):
    record = write(office, file)
    printing = office.workspace.document_printing
    version = office.workspace.documents.freeze(record)
    blank = printing.job(record, version, {})
    office.clock.at = office.clock.at.replace(month=12)
    assert printing.job(record, version, {}).pdf == blank.pdf
    full = printing.job(record, version, VALUES)
    assert printing.job(record, version, VALUES).pdf == full.pdf
    said = words_of(full)
    for value in VALUES.values():
        assert value in said
        assert value not in words_of(blank)
    assert "____" in words_of(blank)
    assert "{{" not in said + words_of(blank)


def test_a_brief_has_what_a_court_looks_for(office, file):
    filling = begin(office, file)
    session = filling.session
    session.answer("what/addressee", "superior_court")
    row = (session.rows("annexes/annex") or (session.add_row("annexes/annex"),))[0]
    for name, value in (("annex_kind", "evidence"), ("evidence", 4), ("title", "Copia del pasaje")):
        session.answer(f"annexes/annex/{row}/{name}", value)
    session.answer(f"annexes/annex/{row}/folios", 3)
    second = session.add_row("annexes/annex")
    session.answer(f"annexes/annex/{second}/annex_kind", "ruling")
    record = office.workspace.fichas.close(filling).record
    version = office.workspace.documents.freeze(record)
    job = office.workspace.document_printing.job(record, version, VALUES)
    said = words_of(job)
    for words in (
        "Sumilla: Recurso de apelación contra la sentencia",
        "A LA SALA PENAL SUPERIOR",
        "I. APERSONAMIENTO",
        "II. PETITORIO",
        "PRIMER OTROSÍ DIGO:",
        "1-A Copia del pasaje, medio probatorio n.º 4 del índice, 3 folios",
        "1-B Copia de la resolución",
        "Loreto, 2 de noviembre de 2026",
        f"Versión 1 · {version.sha256[:16]}",
        version.sha256,
    ):
        assert words in said
    code = office.workspace.casework.case(file).row.code
    assert code not in said
    told = pypdf.PdfReader(io.BytesIO(job.pdf)).metadata
    for value in (*VALUES.values(), code):
        assert value not in str(told)


def test_annexes_that_the_index_of_evidence_does_not_have_are_told(office, file):
    fichas, documents = office.workspace.fichas, office.workspace.documents
    piece = fichas.begin("f20", file)
    piece.session.answer("piece/kind", "document")
    piece.session.answer("piece/number", 4)
    fichas.close(piece)
    filling = begin(office, file)
    for number in (4, 9):
        row = filling.session.add_row("annexes/annex")
        filling.session.answer(f"annexes/annex/{row}/annex_kind", "evidence")
        filling.session.answer(f"annexes/annex/{row}/evidence", number)
    record = fichas.close(filling).record
    assert documents.missing_evidence(record) == (9,)
    object.__setattr__(office.workspace.context.user, "roles", ("coordination",))
    assert documents.missing_evidence(record) == ()


def test_a_report_is_laid_out_as_one(office, file):
    record = write(office, file, "psychological_report")
    version = office.workspace.documents.freeze(record)
    said = words_of(office.workspace.document_printing.job(record, version, VALUES))
    for words in ("INFORME PSICOLÓGICO", "1. MOTIVO", "5. CONCLUSIONES", "6. RECOMENDACIONES"):
        assert words in said


def test_what_is_not_frozen_prints_as_a_draft_without_a_fingerprint(office, file):
    record = write(office, file)
    job = office.workspace.document_printing.job(record, None, {})
    assert "Borrador sin congelar" in words_of(job)
    assert "SHA-256" not in words_of(job)
    assert job.version == 0


def test_what_is_asked_for_is_what_the_paper_will_show(office, file):
    record = write(office, file)
    asked = office.workspace.document_printing.asked(record, None)
    assert len(set(asked)) == len(asked)
    assert {"nombre", "persona_acusada", "firmante", "expediente_judicial"} <= set(asked)
    assert "clave_testigo" not in asked


def test_names_typed_to_print_are_in_no_file_and_in_no_log(office, file, caplog):
    caplog.set_level(logging.DEBUG)
    record = write(office, file)
    workspace = office.workspace
    version = workspace.documents.freeze(record)
    job = workspace.document_printing.job(record, version, VALUES)
    workspace.printing.note(job, "print")
    (entry,) = workspace.trail.latest(1)
    assert (entry.action, entry.subject) == ("print", record)
    assert entry.detail == {"form": "f36", "kind": "document", "version": 1}
    with workspace.context.store.read() as unit:
        kept = unit.records.get(record)
        bodies = [one.body for one in unit.records.revisions(record)]
    trail = str(workspace.trail.latest(50))
    for value in VALUES.values():
        assert value not in str(kept)
        assert all(value.encode() not in body for body in bodies)
        assert value not in trail
        assert value not in caplog.text
        assert value not in repr(job)
        assert value not in repr(workspace.documents.read(record, version)[0].merged(VALUES))
    office.close()
    assert find(office.folder.parent, VALUES.values()) == []


def test_documents_are_known_by_what_they_state(office):
    library = office.workspace.context.library
    assert [one.form_id for one in library.all() if is_document(one)] == [
        "f36", "f36p", "f36s", "f36t",
    ]  # fmt: skip
