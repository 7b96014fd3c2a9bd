"""A version of a ficha that headquarters publishes works at an office on the day it arrives."""

from datetime import timedelta

import openpyxl
import pytest
from field_world import Field, check_out, correct_age, state_of
from published_story import FORM, later, xml_of
from simulator import PASSPHRASE, add_case, seal_at_once, unseal_at_once

from cem_desktop import paths
from cem_desktop.domain.revision import version_rank
from cem_desktop.errors import FormNotPublishedError, NotPermittedError, TrustDocumentError
from cem_desktop.forms.authoring import export_workbook
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.form_overlay import take_forms
from cem_desktop.services.headquarters_keys import ROOT_KEYS_FOLDER
from cem_desktop.services.root_rotation import RootChange, RootKeyFile, RootKeys
from cem_desktop.services.trust import load_trust
from cem_desktop.sync.form_document import pack_form


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def publish(world, xml, name="new.xml"):
    file = world.root / name
    file.write_bytes(xml)
    candidate = world.hq.forms.read(file)
    world.hq.forms.publish(candidate)
    return candidate


def fill(office):
    filling = office.workspace.fichas.begin(FORM, None)
    for path, question in filling.definition.questions.items():
        node = filling.session.node(path) if "/" in path else None
        if node is not None and node.relevant and node.required and node.value is None:
            filling.session.answer(path, node.choices[0][0] if node.choices else "Texto")
        del question
    assert filling.session.problems() == ()
    return office.workspace.fichas.close(filling).record


def version_of(office, record):
    with office.workspace.context.store.read() as unit:
        return unit.records.get(record).version


def carry(world, office):
    exported = office.workspace.sync_out.export(world.road)
    reports = world.hq.import_bundles(exported.paths)
    assert [one.error for one in reports] == [None] * len(reports)
    world.bring_receipts()


def test_a_published_version_is_filled_the_same_day_and_old_records_keep_theirs(world, enrolled):
    old = fill(enrolled)
    candidate = publish(world, later(xml_of()))
    assert (candidate.form, candidate.before, candidate.version) == (FORM, "2026.1", "2026.2")
    assert enrolled.workspace.context.library.definition(FORM).version == "2026.1"
    (path,) = world.hq.write_receipts(world.road)
    received = enrolled.workspace.sync_out.receive(path)
    assert received.forms == ("f34@2026.2",)
    assert version_of(enrolled, fill(enrolled)) == "2026.2"
    assert version_of(enrolled, old) == "2026.1"
    assert enrolled.workspace.fichas.correct(old).definition.version == "2026.1"
    carry(world, enrolled)


def test_it_is_there_after_the_next_opening_and_arrives_once(world, enrolled):
    publish(world, later(xml_of()))
    carry(world, enrolled)
    carry(world, enrolled)
    enrolled.close()
    enrolled.open()
    assert enrolled.workspace.context.library.definition(FORM).version == "2026.2"
    with enrolled.workspace.context.store.read() as unit:
        assert [one for one in unit.audit.latest(99) if one.action == "form_in"] != []
        assert unit.form_versions.mark() == ("f34@2026.2",)


def test_the_highest_version_is_filled_whatever_arrives_last(world, enrolled):
    publish(world, later(xml_of(), "2026.10"))
    carry(world, enrolled)
    assert version_rank("2026.10") > version_rank("2026.9")
    with pytest.raises(FormNotPublishedError):
        publish(world, later(xml_of(), "2026.9"))


def test_a_version_that_a_program_once_carried_is_kept_with_its_first_record(world, enrolled):
    record = fill(enrolled)
    library = FormLibrary(world.root / "none")
    with enrolled.workspace.context.store.read() as unit:
        from cem_desktop.services.form_overlay import lay_over

        lay_over(unit, library)
    assert library.definition(FORM, "2026.1").version == "2026.1"
    assert version_of(enrolled, record) == "2026.1"


def test_a_workbook_is_published_as_well(world, enrolled):
    book = world.root / "f34.xlsx"
    export_workbook(paths.forms() / FORM, book)
    sheets = openpyxl.load_workbook(book)
    settings = sheets["settings"]
    column = [cell.value for cell in settings[1]].index("version") + 1
    settings.cell(row=2, column=column).value = "2027.1"
    sheets.save(book)
    world.hq.forms.publish(world.hq.forms.read(book))
    carry(world, enrolled)
    assert enrolled.workspace.context.library.definition(FORM).version == "2027.1"


def test_what_was_closed_is_not_opened_by_a_version(world, enrolled):
    xml = later(xml_of("f06"))
    assert b'privacy="reserved"' in xml
    with pytest.raises(FormNotPublishedError):
        publish(world, xml.replace(b'privacy="reserved"', b'privacy="coded"'))
    assert world.hq.forms.published() == ()


def test_a_version_without_privacy_is_not_published(world, enrolled):
    with pytest.raises(FormNotPublishedError):
        publish(world, later(xml_of()).replace(b'cem:privacy="official"', b""))


def test_only_who_may_publish_does(world, enrolled):
    world.headquarters.add_user("nilda", "hq_statistics")
    world.headquarters.as_user("nilda")
    assert not world.hq.forms.may_publish
    with pytest.raises(NotPermittedError):
        publish(world, later(xml_of()))


def test_a_form_that_headquarters_did_not_sign_is_not_believed(world, enrolled):
    publish(world, later(xml_of()))
    with world.headquarters.workspace.context.store.read() as unit:
        (kept,) = [one for one in unit.form_versions.all() if one.is_published]
    context = enrolled.workspace.context
    other = kept.xml.replace(b"2026.2", b"2026.3")
    with context.store.write() as unit, pytest.raises(TrustDocumentError):
        take_forms(unit, context, load_trust(unit), [pack_form(kept.document, other)])


def test_a_file_goes_on_with_care_whatever_version_arrives(world, enrolled):
    file = add_case(enrolled)
    publish(world, later(xml_of()))
    carry(world, enrolled)
    enrolled.clock.at += timedelta(days=1)
    assert file in {row.file_id for row in enrolled.workspace.casework.caseload()}


def test_a_laptop_gets_the_published_version_from_its_office(world, enrolled):
    field = Field(world, enrolled)
    laptop = field.add_laptop("laptop-1")
    publish(world, later(xml_of("f01")))
    carry(world, enrolled)
    file = add_case(enrolled)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    assert laptop.workspace.context.library.definition("f01").version == "2026.2"
    correct_age(laptop, file, 17)
    field.round(laptop)
    assert state_of(laptop, file) == state_of(enrolled, file)
    laptop.close()
    laptop.open()
    assert laptop.workspace.context.library.definition("f01").version == "2026.2"
    field.close()


def test_what_was_published_holds_under_a_new_key_of_the_roster(world, enrolled):
    publish(world, later(xml_of()))
    keys = RootKeys(world.headquarters.workspace.context, seal_at_once, unseal_at_once)
    folder = world.headquarters.folder / ROOT_KEYS_FOLDER
    files = [RootKeyFile(folder / f"root-key-{number}.age", PASSPHRASE) for number in (1, 2)]
    keys.renew(files, RootChange(roster=True))
    add_case(enrolled)
    world.carry(enrolled)
    assert enrolled.workspace.sync_out.status().waiting == 0
    assert enrolled.workspace.context.library.definition(FORM).version == "2026.2"
