"""Erasure reaches the identity vault: at once where it is open, at its next opening else."""

import pytest
import raw_pages
from simulator import PASSPHRASE, add_case

from cem_desktop.services.erasing import ErasureOrder
from cem_desktop.storage.identity_store import FILE_NAME

CANARY = "Nieves Invent Canario"


@pytest.fixture
def place(custody):
    return custody


def open_vault(place):
    place.workspace.identities.open("Supresión", PASSPHRASE)


def name_her(place, file):
    """The identity ficha of a file, kept, and a draft of another."""
    filling = place.workspace.fichas.begin("f03", file)
    path = next(
        path
        for path, one in filling.definition.questions.items()
        if one.type == "text" and filling.session.node(path).relevant
    )
    filling.session.answer(path, CANARY)
    assert filling.session.problems() == ()
    place.workspace.fichas.close(filling)


def erase(place, file):
    with place.workspace.context.store.read() as unit:
        code = str(unit.case_files.get(file).code)
    order = ErasureOrder("purpose_ended", "prueba", None, code)
    return place.workspace.law.erasing.erase(file, order)


def rows_of(place, file):
    with place.workspace.identities.read() as unit:
        return unit.records.of_file(file)


def holds_name(place):
    path = place.folder / FILE_NAME
    return raw_pages.holds(path, place.workspace.identities.held_key(), CANARY)


def test_an_open_vault_is_emptied_first_and_no_page_holds_her(place):
    file, other = add_case(place), add_case(place, seed=5)
    open_vault(place)
    name_her(place, file)
    assert holds_name(place)
    assert erase(place, file).identity is True
    assert rows_of(place, file) == ()
    assert not holds_name(place)
    assert not place.workspace.law.identities.waits()
    name_her(place, other)
    assert rows_of(place, other)
    acts = [one.action for one in place.workspace.trail.latest(30)]
    assert "identity_erase" in acts


def test_a_closed_vault_is_emptied_when_somebody_entitled_opens_it(place):
    file = add_case(place)
    open_vault(place)
    name_her(place, file)
    place.workspace.identities.close()
    assert erase(place, file).identity is False
    assert place.workspace.law.identities.waits()
    place.close()
    place.open()
    assert place.workspace.law.identities.waits()
    open_vault(place)
    assert rows_of(place, file) == ()
    assert not holds_name(place)
    assert not place.workspace.law.identities.waits()


def test_a_draft_that_waited_in_the_vault_goes_too(place):
    file = add_case(place)
    open_vault(place)
    filling = place.workspace.fichas.begin("f03", file)
    path = next(
        path
        for path, one in filling.definition.questions.items()
        if one.type == "text" and filling.session.node(path).relevant
    )
    filling.session.answer(path, CANARY)
    place.workspace.fichas.save_draft(filling)
    assert holds_name(place)
    erase(place, file)
    assert not holds_name(place)


def test_without_a_vault_nothing_is_said_of_one(world):
    place = world.add_office("comas")
    file = add_case(place)
    assert erase(place, file).identity is None
    assert not place.workspace.law.identities.waits()
