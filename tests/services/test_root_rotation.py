"""The root rotates by two of three offline keys; offices follow, late ones step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from simulator import FLOOR_KIB, PASSPHRASE, add_case, seal_at_once, unseal_at_once

from cem_desktop.errors import (
    NotPermittedError,
    RootKeysMissingError,
    TrustRollbackError,
    WeakPassphraseError,
    WrongPassphraseError,
    WrongRootKeyError,
)
from cem_desktop.services import restoring
from cem_desktop.services.backup_reading import Credential
from cem_desktop.services.headquarters_keys import ROOT_KEYS_FOLDER
from cem_desktop.services.root_rotation import RootChange, RootKeyFile, RootKeys
from cem_desktop.services.trust import documents_to_pass_on, find_trust

NEW_WORDS = "nogal tejado brisa calma puente lirio"


def keys_of(world, *numbers, folder=None, ending="", passphrase=PASSPHRASE):
    home = folder or world.headquarters.folder / ROOT_KEYS_FOLDER
    return [RootKeyFile(home / f"root-key-{n}{ending}.age", passphrase) for n in numbers]


def root_keys(world):
    return RootKeys(world.headquarters.workspace.context, seal_at_once, unseal_at_once)


def believed(place):
    with place.workspace.context.store.read() as unit:
        return find_trust(unit)


def test_a_new_term_with_the_same_keys(world, office):
    world.enrol(office)
    before = believed(world.headquarters)
    made = root_keys(world).renew(keys_of(world, 1, 3), RootChange())
    after = believed(world.headquarters)
    assert (made.version, after.root.version) == (2, 2)
    assert after.root.roles == before.root.roles
    assert after.roster.version == before.roster.version + 1
    assert after.roster.root == 2
    assert made.words == after.root_words() != before.root_words()


def test_an_office_follows_without_comparing_words_again(world, office):
    world.enrol(office)
    add_case(office)
    root_keys(world).renew(keys_of(world, 1, 2), RootChange(roster=True, receipts=True))
    world.carry(office)
    assert believed(office).root.version == 2
    assert believed(office) == believed(world.headquarters)
    assert office.workspace.sync_out.status().waiting == 0


def test_an_office_that_missed_several_goes_through_all(world, office, tmp_path):
    world.enrol(office)
    add_case(office)
    keys = root_keys(world)
    new = tmp_path / "new"
    new.mkdir()
    change = RootChange(root_keys=True, roster=True, passphrase=NEW_WORDS, folder=new)
    made = keys.renew(keys_of(world, 2, 3), change)
    assert [path.name for path in made.written] == [f"root-key-{n}-v2.age" for n in (1, 2, 3)]
    with pytest.raises(WrongRootKeyError):
        keys.renew(keys_of(world, 1, 2), RootChange())
    later = keys_of(world, 1, 3, folder=new, ending="-v2", passphrase=NEW_WORDS)
    keys.renew(later, RootChange(receipts=True))
    keys.renew(later, RootChange(roster=True))
    assert believed(office).root.version == 1
    world.carry(office)
    assert believed(office).root.version == 4
    assert office.workspace.sync_out.status().waiting == 0
    with world.headquarters.workspace.context.store.read() as unit:
        assert len(documents_to_pass_on(unit)) == 5


def test_an_office_is_enrolled_under_the_new_root(world, office):
    root_keys(world).renew(keys_of(world, 1, 2), RootChange(roster=True))
    world.enrol(office)
    add_case(office)
    world.carry(office)
    assert office.workspace.sync_out.status().waiting == 0


def test_too_few_keys_or_the_same_twice(world):
    keys = root_keys(world)
    for given in ([], keys_of(world, 1), keys_of(world, 2, 2)):
        with pytest.raises(RootKeysMissingError):
            keys.renew(given, RootChange())
    assert believed(world.headquarters).root.version == 1


def test_wrong_passphrase_file_or_key(world, tmp_path):
    keys = root_keys(world)
    with pytest.raises(WrongPassphraseError):
        keys.renew(keys_of(world, 1, 2, passphrase="otra cosa"), RootChange())
    short, strange = tmp_path / "short.age", tmp_path / "strange.age"
    short.write_bytes(seal_at_once(b"short", PASSPHRASE))
    strange.write_bytes(seal_at_once(bytes(32), PASSPHRASE))
    (good,) = keys_of(world, 1)
    for path in (short, strange):
        with pytest.raises(WrongRootKeyError):
            keys.renew([good, RootKeyFile(path, PASSPHRASE)], RootChange())
    with pytest.raises(WrongRootKeyError):
        RootKeys(world.headquarters.workspace.context).renew(
            [RootKeyFile(short, PASSPHRASE)], RootChange()
        )
    assert believed(world.headquarters).root.version == 1


def test_a_weak_passphrase_or_a_folder_that_refuses_changes_nothing(world, tmp_path):
    keys = root_keys(world)
    with pytest.raises(WeakPassphraseError):
        keys.renew(
            keys_of(world, 1, 2), RootChange(root_keys=True, passphrase="hola", folder=tmp_path)
        )
    gone = RootChange(root_keys=True, passphrase=NEW_WORDS, folder=tmp_path / "nowhere")
    with pytest.raises(Exception, match="folder"):
        keys.renew(keys_of(world, 1, 2), gone)
    assert believed(world.headquarters).root.version == 1


def test_the_state_says_when_it_is_time(world):
    keys = root_keys(world)
    state = keys.state()
    assert (state.version, state.threshold, len(state.root_keys)) == (1, 2, 3)
    assert (state.stale, state.expired) == (False, False)
    world.headquarters.clock.at += timedelta(days=5 * 365 + 10)
    assert (keys.state().stale, keys.state().expired) == (True, False)
    world.headquarters.clock.at += timedelta(days=100)
    assert keys.state().expired
    keys.renew(keys_of(world, 1, 2), RootChange())
    assert not keys.state().stale


def test_who_enrols_no_office_signs_no_root(world):
    world.headquarters.add_user("cifras", "hq_statistics")
    world.headquarters.as_user("cifras")
    with pytest.raises(NotPermittedError):
        root_keys(world).renew(keys_of(world, 1, 2), RootChange())


# --- an earlier state is put back ---------------------------------------------------------------------


def test_a_restored_office_takes_no_list_that_is_older_than_it_had(world, office):
    """The list from before a theft is brought to a store that was put back to before the theft."""
    world.enrol(office)
    add_case(office)
    world.carry(office)
    other = world.add_office("tacna", "Tacna")
    world.enrol(other)
    (between,) = world.hq.write_receipts(world.road, "iquitos")
    early = world.root / "early"
    office.close()
    office.copy_to(early)
    office.open()
    world.hq.devices.report_stolen(other.workspace.context.device.id)
    world.carry(office)
    newest = believed(office).roster.version
    office.close()
    guard = (office.folder / "guard.json").read_bytes()
    office.restore_from(early)
    (office.folder / "guard.json").write_bytes(guard)
    office.open()
    notice = office.workspace.guarding.notice()
    assert (str(notice.finding), notice.trust_behind) == ("older", True)
    with pytest.raises(TrustRollbackError):
        office.workspace.sync_out.receive(between)
    world.carry(office)
    assert believed(office).roster.version >= newest


def test_a_restored_headquarters_issues_above_what_it_had(world, office):
    place = world.headquarters
    world.enrol(office)
    early = world.root / "early"
    place.close()
    place.copy_to(early)
    place.open()
    for name in ("tacna", "puno"):
        world.enrol(world.add_office(name, name.title()))
    newest = believed(place)
    add_case(office)
    world.carry(office)
    place.close()
    guard = (place.folder / "guard.json").read_bytes()
    place.restore_from(early)
    (place.folder / "guard.json").write_bytes(guard)
    place.open()
    assert place.workspace.guarding.notice().trust_behind
    assert believed(place).roster.version > newest.roster.version


def test_a_headquarters_put_back_to_before_a_new_root_opens_and_says_so(world, office):
    place = world.headquarters
    world.enrol(office)
    early = world.root / "early"
    place.close()
    place.copy_to(early)
    place.open()
    root_keys(world).renew(keys_of(world, 1, 2), RootChange())
    place.close()
    guard = (place.folder / "guard.json").read_bytes()
    place.restore_from(early)
    (place.folder / "guard.json").write_bytes(guard)
    place.open()
    assert believed(place).root.version == 1
    assert place.workspace.guarding.notice().trust_behind


def test_an_office_restored_by_the_program_takes_no_older_list_either(world, office, tmp_path):
    world.enrol(office)
    add_case(office)
    world.carry(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    run = office.workspace.backups.create(stick)
    other = world.add_office("tacna", "Tacna")
    world.enrol(other)
    (between,) = world.hq.write_receipts(world.road, "iquitos")
    world.hq.devices.report_stolen(other.workspace.context.device.id)
    world.carry(office)
    newest = believed(office).roster.version
    office.close()
    own = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    restoring.restore(stick / run.file, office.folder, own, clock=office.clock)
    office.open()
    assert believed(office).roster.version < newest
    notice = office.workspace.guarding.notice()
    assert (str(notice.finding), notice.trust_behind) == ("absent", True)
    with pytest.raises(TrustRollbackError):
        office.workspace.sync_out.receive(between)
    world.carry(office)
    assert believed(office).roster.version >= newest


def test_the_guard_of_another_workspace_says_nothing(world, office, tmp_path):
    """A backup restored into the place of another centre's store."""
    world.enrol(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    run = office.workspace.backups.create(stick)
    other = world.add_office("tacna", "Tacna")
    for _ in range(3):
        world.enrol(other)
    for place in (office, other):
        place.close()
    own = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    restoring.restore(stick / run.file, other.folder, own, clock=other.clock)
    other.open()
    assert not other.workspace.guarding.notice().trust_behind
