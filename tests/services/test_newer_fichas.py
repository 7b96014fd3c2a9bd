"""Records of a newer ficha, or of one that nobody here knows: kept, listed, shared on verbatim."""

import json
import uuid
from dataclasses import replace

import pytest
from field_world import check_out
from simulator import add_case

from cem_desktop import paths
from cem_desktop.errors import FormUnknownError
from cem_desktop.services.fichas import Fichas
from cem_desktop.services.form_library import FILE_NAME, FormLibrary
from cem_desktop.services.recording import Edit, catch_up, newly_carried, sign_revision
from cem_desktop.services.taking_in import take_revisions
from cem_desktop.storage.records import SignedRevision


@pytest.fixture
def file(office):
    return add_case(office)


def first_contact(office, file):
    with office.workspace.context.store.read() as unit:
        (record,) = [one for one in unit.records.of_file(file) if one.form == "f01"]
    return record


def arrive(office, edit, extra=None):
    """Take in a revision that another program signed, with keys of its own beside ours."""
    context = office.workspace.context
    signed, content = sign_revision(context, edit, 9)
    if extra:
        body = json.dumps(json.loads(signed.body) | extra, ensure_ascii=False).encode()
        signed = SignedRevision(body, context.device.signer.sign(body))
    with context.store.write() as unit:
        take_revisions(
            unit,
            context,
            [signed],
            lambda _device: context.device.signer.public_key,
            came_from="d_other",
        )
    return signed, content.record


def newer(office, file, fields, version="2099.1", record=None):
    kept = record or first_contact(office, file)
    return Edit(file, kept.id, f"f01@{version}", fields, kept.state.heads, "rectification", "x")


def with_the_newer(context, version, folder):
    """The same workspace once its F01 is the newer one."""
    for form in context.library.ids():
        source = (paths.forms() / form / FILE_NAME).read_text(encoding="utf-8")
        if form == "f01":
            source = source.replace(f'version="{version}"', 'version="2099.1"')
        target = folder / form / FILE_NAME
        target.parent.mkdir()
        target.write_text(source, encoding="utf-8")
    return replace(context, library=FormLibrary(folder))


def revisions_at(place, record):
    with place.workspace.context.store.read() as unit:
        return unit.records.revisions(record)


def entry(office, file, record):
    return next(
        one for one in office.workspace.casework.case(file).timeline if one.record == record
    )


def test_a_record_of_a_newer_version_is_listed_read_only_and_its_facts_count(office, file):
    record = first_contact(office, file)
    arrive(office, newer(office, file, {"arrival/sex": "man", "moon/phase": {"new": [1]}}))
    told = entry(office, file, record.id)
    assert (told.version, told.known, told.correctable) == ("2099.1", False, False)
    with office.workspace.context.store.read() as unit:
        stated = {
            one.fact: one.value
            for one in unit.records.statements_of_file(file)
            if one.record == record.id
        }
    assert stated["victim.sex"] == "man"
    with pytest.raises(FormUnknownError):
        office.workspace.fichas.correct(record.id)


def test_what_a_newer_version_says_in_codes_of_its_own_breaks_no_list(office, file):
    strange = {
        "arrival/sex": "nebula",
        "arrival/opened_on": "soon",
        "arrival/age_group": ["x"],
        "admission/decision": "perhaps",
        "safety/risk": "violet",
        "safety/children": True,
    }
    arrive(office, newer(office, file, strange))
    (row,) = office.workspace.casework.caseload()
    assert row.risk != "violet"
    assert row.minor in {"yes", "no", "presumed"}


def test_codes_that_nobody_knows_in_a_version_that_is_known_break_no_list(office, file):
    strange = {"arrival/sex": 7, "arrival/age_group": ["x"], "admission/decision": "perhaps"}
    version = first_contact(office, file).version
    arrive(office, newer(office, file, strange, version))
    (row,) = office.workspace.casework.caseload()
    assert (row.admission, row.minor) == ("unknown", "yes")  # F06 knows her age group


def test_a_ficha_that_nobody_here_knows_is_kept_listed_and_travels_on_verbatim(office, file):
    edit = Edit(file, None, "f99@1", {"a/b": {"deep": [1, {"x": None}]}}, (), "edit")
    signed, record = arrive(office, edit, {"later": {"than": ["this"]}})
    told = entry(office, file, record)
    assert (told.known, told.correctable, told.summary) == (False, False, "")
    with office.workspace.context.store.read() as unit:
        assert unit.records.revisions(record) == (signed,)
    (row,) = office.workspace.casework.caseload()
    assert row.records == 3


def test_when_its_version_arrives_the_record_is_usable_and_counted_whole(office, file, tmp_path):
    record = first_contact(office, file)
    arrive(office, newer(office, file, {"arrival/sex": "man", "safety/alias": "Alondra"}))
    context = office.workspace.context
    later = with_the_newer(context, record.version, tmp_path)
    with context.store.write() as unit:
        assert newly_carried(unit, context) == ()
        assert newly_carried(unit, later) == ("f01@2099.1",)
        assert catch_up(unit, later) == 1
        assert catch_up(unit, later) == 0
    filling = Fichas(later).correct(record.id)
    assert filling.session.node("safety/alias").value == "Alondra"
    (row,) = office.workspace.casework.caseload()
    assert row.alias == "Alondra"


def test_a_record_whose_file_is_still_to_come_waits_and_stops_nothing(office, file, tmp_path):
    record = first_contact(office, file)
    context = office.workspace.context
    later = with_the_newer(context, record.version, tmp_path)
    ahead = replace(newer(office, file, {"arrival/sex": "man"}), file=str(uuid.uuid4()))
    arrive(office, replace(ahead, record=str(uuid.uuid4()), parents=()))
    with context.store.write() as unit:
        assert catch_up(unit, later) == 1
    assert len(office.workspace.casework.caseload()) == 1


def test_what_stayed_behind_of_an_unknown_ficha_follows_to_the_laptop_later(
    field, office, file, tmp_path
):
    laptop = field.add_laptop("laptop-1")
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    record = first_contact(office, file)
    context = office.workspace.context
    later = with_the_newer(context, record.version, tmp_path)
    signed, _record = arrive(office, newer(office, file, {"arrival/sex": "man"}))
    field.to_laptop(laptop)
    assert signed not in revisions_at(laptop, record.id)
    with context.store.write() as unit:
        catch_up(unit, later)
        catch_up(unit, later)
    assert field.to_laptop(laptop).taken.fresh == 1
    assert signed in revisions_at(laptop, record.id)
