"""Notices of incidents, the inventory and the security document: what they say, and what never."""

import io
import re

import pypdf
import pytest
from feed_reading import fill_and_close
from simulator import FLOOR_KIB, PASSPHRASE, add_case

from cem_desktop import i18n, paths
from cem_desktop.errors import NotPermittedError, RecordMissingError
from cem_desktop.services.data_inventory import inventory_lines
from cem_desktop.services.data_officer import DataOfficer
from cem_desktop.services.incident_report import Addressee
from cem_desktop.services.security_document import read_measures

OFFICER = DataOfficer("Oficial del programa", "01 000 0000", "datos@example.org")
INCIDENT = {
    "first/kind": ["device_lost"],
    "first/happened_on": "2026-10-30",
    "first/known_on": "2026-10-30",
    "first/known_at": "09:30",
    "first/affected": "yes",
    "first/account": "Se perdió la laptop de visitas.",
    "files/touched/{row}/code": "TR6W-4KJH",
    "breach/nature": ["seen"],
    "breach/types": ["health"],
    "breach/people": 14,
    "breach/amount": 61,
    "breach/contact": "data_officer",
    "breach/consequences": ["located"],
    "measures/measures": ["keys"],
    "notices/late_reasons": "Se buscó dos días en el depósito.",
}


def words_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.fixture(autouse=True)
def _spanish():
    i18n.install("es", paths.resources() / "locale")
    yield
    i18n.install("en", paths.resources() / "locale")


@pytest.fixture
def incident(office):
    office.workspace.law.settings.name_officer(OFFICER)
    return fill_and_close(office, "f32", None, INCIDENT).record


def test_the_notice_to_the_authority_has_what_the_law_asks(office, incident):
    job = office.workspace.law.incidents.job(incident, Addressee.AUTHORITY, "es")
    said = words_of(job.pdf)
    for part in (
        "Autoridad Nacional de Protección de Datos Personales",
        "30 oct 2026, 09:30",
        "1 nov 2026, 09:30",
        "Se perdió o robaron un equipo",
        "Alguien pudo verlos",
        "Se perdió la laptop de visitas.",
        "Salud",
        "61",
        "14",
        "Oficial del programa",
        "01 000 0000",
        "datos@example.org",
        "Que la encuentren",
        "Se cambiaron claves",
        "Se buscó dos días en el depósito.",
    ):
        assert part in said, part
    assert "TR6W" not in said
    assert "equipo ·" not in said  # no login
    assert office.workspace.trail.latest(1)[0].action == "view"


def test_the_notice_to_the_people_tells_no_service(office, incident):
    job = office.workspace.law.incidents.job(incident, Addressee.PEOPLE, "es")
    said = words_of(job.pdf)
    for part in ("Cambiamos las claves", "Oficial del programa", "Que la encuentren", "105"):
        assert part in said, part
    for hidden in ("CEM", "Emergencia", "Mujer", "trata", "TR6W", "laptop", "29733"):
        assert hidden not in said, hidden
    assert b"TR6W" not in job.pdf


def test_a_digital_incident_is_told_to_digital_security_too(office, incident):
    incidents = office.workspace.law.incidents
    assert Addressee.DIGITAL_SECURITY in incidents.addressees(incident)
    threat = {"first/kind": ["threat_staff"], "first/affected": "no"}
    few = {key: value for key, value in INCIDENT.items() if key.startswith("first/")}
    other = fill_and_close(office, "f32", None, few | threat).record
    assert incidents.addressees(other) == (Addressee.AUTHORITY, Addressee.PEOPLE)
    with pytest.raises(RecordMissingError):
        incidents.job("nothing", Addressee.PEOPLE, "es")


def test_its_printing_is_noted_with_who_it_is_for(office, incident):
    job = office.workspace.law.incidents.job(incident, Addressee.AUTHORITY, "es")
    office.workspace.printing.note(job, "print")
    entry = office.workspace.trail.latest(1)[0]
    assert (entry.action, entry.subject) == ("print", incident)
    assert entry.detail["kind"] == "incident_authority"


def test_the_inventory_follows_the_fichas_and_holds_no_case(office):
    add_case(office)
    lines = inventory_lines(office.workspace.context, None)
    assert {one.form for one in lines} == {
        one.form_id for one in office.workspace.context.library.all()
    }
    by_form = {one.form: one for one in lines}
    assert by_form["f01"].is_sensitive
    assert not by_form["f25"].is_sensitive  # a training asks nothing that is reserved
    assert by_form["f37"].asked["identity"] == 1
    assert by_form["f01"].sent
    assert not by_form["f37"].sent
    assert "coordination" in by_form["f37"].writers
    said = words_of(office.workspace.law.papers.inventory("es").pdf)
    for part in ("F37", "Sensible", "case.db", "20 días hábiles", "no lo ha confirmado"):
        assert part in said, part
    for row in office.workspace.casework.caseload():
        assert row.code not in said
    assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", said)


def test_the_security_document_tells_what_is_in_force(office):
    office.workspace.law.blocking.keep_for(7)
    office.workspace.law.settings.name_officer(OFFICER)
    found = read_measures(office.workspace.context)
    assert (found.passes, found.lanes, found.slots) == (1, 1, 1)
    assert found.fault is None
    assert found.staff["coordination"] == 1
    assert found.staff["audit"] == 0
    assert found.own.backups == 0
    assert found.own.first_entry.startswith("2026-11-02")
    said = words_of(office.workspace.law.papers.security_document(13).pdf)
    for part in ("256 bits", "13 minutos", "7 años", "Oficial del programa", "secure_delete=ON"):
        assert part in said, part
    assert office.workspace.user.id not in said


def test_only_who_answers_for_the_data_prints_them(world):
    place = world.add_office("comas", roles=("psychology", "legal"))
    for act in (
        lambda: place.workspace.law.papers.inventory("es"),
        lambda: place.workspace.law.papers.security_document(10),
        place.workspace.law.erasing.check,
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_the_command_line_writes_them_where_it_is_told(office, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from cem_desktop.cli.main import application
    from cem_desktop.services import unlock

    office.close()
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)

    def cheap(folder, login, passphrase, **more):
        return real(folder, login, passphrase, floor_kib=FLOOR_KIB, clock=office.clock, **more)

    real = unlock.open_workspace
    monkeypatch.setattr(unlock, "open_workspace", cheap)
    common = ["--login", "equipo", "--workspace", str(office.folder)]
    common += ["--passphrase-file", str(secret)]
    for name in ("inventory", "security-document"):
        out = tmp_path / f"{name}.pdf"
        done = CliRunner().invoke(application, ["law", name, str(out), *common])
        assert done.exit_code == 0, done.output
        assert out.read_bytes().startswith(b"%PDF")
    done = CliRunner().invoke(application, ["law", "verify", *common])
    assert done.exit_code == 0
    assert "0 " in done.output
