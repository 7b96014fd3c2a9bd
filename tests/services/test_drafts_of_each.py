"""A shared PC: each person's drafts are hers, and wait for her."""

import pytest
from simulator import CHEAP, FLOOR_KIB, PASSPHRASE

from cem_desktop.crypto.key_slots import StoreKind, make_slot
from cem_desktop.errors import RecordMissingError
from cem_desktop.services.unlock import open_workspace
from cem_desktop.storage.office import StaffMember

OTHER_WORDS = "camino farol harina tejado limon ventana"


@pytest.fixture
def two(office):
    """An office with a second user, closed."""
    context = office.workspace.context
    member = StaffMember("u-b", "belen", office.roles, True, context.stamp())
    vault = context.vault.read()
    slot = make_slot(
        database=vault.database,
        user=member.id,
        login=member.login,
        roles=member.roles,
        passphrase=OTHER_WORDS,
        keys={StoreKind.CASE: context.store.held_key()},
        parameters=CHEAP,
    )
    with context.store.write() as unit:
        unit.office.add_staff(member)
    context.vault.write(vault.with_slot(slot))
    office.close()
    return office


def enter(office, login, words):
    return open_workspace(office.folder, login, words, clock=office.clock, floor_kib=FLOOR_KIB)


def test_her_draft_is_not_seen_by_who_comes_after_and_is_offered_to_her_again(two):
    hers = enter(two, "equipo", PASSPHRASE)
    filling = hers.fichas.begin("f01", None)
    filling.session.answer("arrival/sex", "woman")
    hers.fichas.save_draft(filling)
    (draft,) = hers.fichas.drafts()
    hers.close()

    others = enter(two, "belen", OTHER_WORDS)
    try:
        assert others.fichas.drafts() == ()
        with pytest.raises(RecordMissingError):
            others.fichas.resume(draft.id)
        own = others.fichas.begin("f01", None)
        own.session.answer("arrival/sex", "man")
        others.fichas.save_draft(own)
        assert [one.id for one in others.fichas.drafts()] != [draft.id]
    finally:
        others.close()

    again = enter(two, "equipo", PASSPHRASE)
    try:
        (offered,) = again.fichas.drafts()
        assert offered.id == draft.id
        assert again.fichas.resume(offered.id).session.answers()["arrival/sex"] == "woman"
    finally:
        again.close()


def test_her_pin_is_not_that_of_who_comes_after(two):
    hers = enter(two, "equipo", PASSPHRASE)
    hers.pin.choose(PASSPHRASE, "4071")
    hers.close()
    others = enter(two, "belen", OTHER_WORDS)
    try:
        assert not others.pin.is_set()
    finally:
        others.close()
