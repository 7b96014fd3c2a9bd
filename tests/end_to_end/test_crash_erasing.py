"""``kill -9`` at every statement of an erasure: the file is all there, or gone with its document."""

import sys

import pytest
import raw_pages
from simulator import add_case
from test_crash import ENOUGH, in_child

from cem_desktop.services.erasing import ErasureOrder, faults

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are of POSIX")

CANARY = "canario-amapola"


def code_of(place, file):
    with place.workspace.context.store.read() as unit:
        return str(unit.case_files.get(file).code)


def write_canary(place, file):
    fichas = place.workspace.fichas
    filling = fichas.begin("f01", file)
    reserved = next(
        path
        for path, one in filling.definition.questions.items()
        if one.privacy == "reserved" and filling.session.node(path).relevant
    )
    filling.session.answer(reserved, CANARY)
    fichas.close(filling, reason="prueba")


def state(place, file):
    """Open the workspace anew; say whether the file is erased, after checking that it is whole."""
    workspace = place.open()
    store = workspace.context.store
    with store.read() as unit:
        erased = unit.erasures.of_file(file) is not None
        empty = set(unit.erasures.without_bytes())
        assert faults(unit) == ()
    assert bool(empty) is erased
    assert [one.file_id for one in workspace.casework.caseload()] == ([] if erased else [file])
    assert workspace.trail.verify().first_fault is None
    assert not workspace.law.erasing.waits()
    assert raw_pages.holds(store.path, store.held_key(), CANARY) is not erased
    place.close()
    return erased


def test_an_erasure_is_done_or_not(world, tmp_path):
    place = world.add_office()
    file = add_case(place)
    write_canary(place, file)
    code = code_of(place, file)
    place.close()
    place.copy_to(tmp_path / "before")

    def work(_count):
        order = ErasureOrder("purpose_ended", "prueba", None, code)
        place.open().law.erasing.erase(file, order)

    seen = set()
    for die_at in range(1, ENOUGH, 3):
        place.restore_from(tmp_path / "before")
        survived = in_child(work, die_at)
        seen.add(state(place, file))
        if survived:
            break
    assert survived
    assert seen == {True, False}
