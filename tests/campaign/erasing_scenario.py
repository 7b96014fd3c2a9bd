"""The erasure of a file, killed anywhere: all of it is there, or gone with its signed document."""

from __future__ import annotations

import raw_pages
from killing import Acknowledge
from simulator import CUSTODIAN, PASSPHRASE, Place, World, add_case

from cem_desktop.services.erasing import ErasureOrder, faults
from cem_desktop.storage import case_store, identity_store

WHY = "Supresión"
CANARY = "canario-amapola"
NAME = "Nieves Invent Canario"


def prepare(world: World) -> Place:
    """Two cases; the first has a narrative, and a name in the vault."""
    place = world.add_office("suprimir", roles=CUSTODIAN)
    file, _other = add_case(place), add_case(place, seed=7)
    workspace = place.workspace
    workspace.identities.create(PASSPHRASE)
    workspace.identities.open(WHY, PASSPHRASE)
    for form, privacy, words in (("f01", "reserved", CANARY), ("f03", "identity", NAME)):
        filling = workspace.fichas.begin(form, file)
        path = next(
            path
            for path, one in filling.definition.questions.items()
            if one.privacy == privacy and one.type == "text" and filling.session.node(path).relevant
        )
        filling.session.answer(path, words)
        workspace.fichas.close(filling, reason="prueba")
    place.folder.parent.joinpath("erased").write_text(file)
    place.close()
    return place


def erase(place: Place, acknowledge: Acknowledge) -> None:
    """Open the vault and erase the first file."""
    workspace = place.open()
    workspace.identities.open(WHY, PASSPHRASE)
    file = place.folder.parent.joinpath("erased").read_text()
    with workspace.context.store.read() as unit:
        code = str(unit.case_files.get(file).code)
    workspace.law.erasing.erase(file, ErasureOrder("purpose_ended", "prueba", None, code))
    acknowledge("erased")
    place.close()


def judge(place: Place, acknowledged: tuple[str, ...]) -> int:
    """Check that nothing stands between before and after, and that the other case is whole."""
    workspace = place.workspace
    file = place.folder.parent.joinpath("erased").read_text()
    store = workspace.context.store
    with store.read() as unit:
        erased = unit.erasures.of_file(file) is not None
        assert faults(unit) == ()
    rows = workspace.casework.caseload()
    assert len(rows) == (1 if erased else 2)
    workspace.identities.open(WHY, PASSPHRASE)
    path = place.folder / case_store.FILE_NAME
    assert raw_pages.holds(path, store.held_key(), CANARY) is not erased
    if erased:
        vault = place.folder / identity_store.FILE_NAME
        assert not raw_pages.holds(vault, workspace.identities.held_key(), NAME)
        assert not workspace.law.erasing.waits()
        assert not workspace.law.identities.waits()
    return int(bool(acknowledged) and not erased)
