"""New keys when somebody leaves: who comes in afterwards, and what an old vault or key opens."""

import shutil

import pytest
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE, add_case, is_under_way, phrase_of

from cem_desktop.crypto.key_slots import StoreKind, open_slot
from cem_desktop.crypto.recovery import RecoveryKind, combine, open_entry
from cem_desktop.crypto.vault import Vault
from cem_desktop.errors import (
    DiskFullError,
    IdentityClosedError,
    InputError,
    StoreDamagedError,
    VaultOutdatedError,
    WrongPassphraseError,
)
from cem_desktop.services import attachment_keys
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.user_list import UserState
from cem_desktop.storage import files, new_key, store, vault_file
from cem_desktop.storage.engine import connect

WHY = "Notificación del juzgado"
OWN = "tambor nube cereza faro molino jardin"


@pytest.fixture
def place(custody):
    """An office with one case, a vault and three users, of whom one leaves."""
    add_case(custody)
    custody.workspace.teams.set_whole_office(whole=True)
    custody.add_user("psico", "psychology")
    custody.add_user("legal", "legal")
    return custody


def typed(place, *logins):
    mine = {place.user(login).id: Typed(phrase_of(login)) for login in logins}
    return {place.workspace.user.id: Typed(PASSPHRASE), **mine}


def cases(workspace):
    return [row.code for row in workspace.casework.caseload()]


def test_who_leaves_is_out_and_everybody_else_comes_in(place, tmp_path):
    before = cases(place.workspace)
    old_key = place.workspace.context.store.held_key()
    psico = place.user("psico").id
    place.copy_to(tmp_path / "kept")
    result = place.workspace.users.remove(psico, typed(place))
    assert result.is_finished
    assert list(result.passphrases) == ["legal"]
    assert cases(place.workspace) == before
    assert place.user("psico").state is UserState.LEFT
    assert place.workspace.trail.verify().first_fault is None
    place.close()
    with pytest.raises(WrongPassphraseError):
        place.open("psico", phrase_of("psico"))
    with pytest.raises(StoreDamagedError):
        connect(place.folder / "case.db", old_key)
    assert cases(place.open()) == before
    place.close()
    assert place.open("legal", result.passphrases["legal"], new_passphrase=OWN)


def test_an_old_vault_opens_nothing_new(place, tmp_path):
    place.close()
    old = tmp_path / "kept"
    place.copy_to(old)
    place.open().users.remove(place.user("psico").id, typed(place, "legal"))
    place.close()
    for name in (vault_file.FILE_NAME, vault_file.BACKUP_NAME):
        assert b"psico" not in (place.folder / name).read_bytes()
        shutil.copy(old / vault_file.FILE_NAME, place.folder / name)
    for login, phrase in (("psico", phrase_of("psico")), ("equipo", PASSPHRASE)):
        with pytest.raises(VaultOutdatedError):
            place.open(login, phrase)


def test_a_typed_passphrase_stays_and_a_wrong_one_changes_nothing(place):
    psico = place.user("psico").id
    vault = place.workspace.context.vault.read()
    wrong = typed(place) | {place.user("legal").id: Typed("otra frase")}
    with pytest.raises(WrongPassphraseError) as caught:
        place.workspace.users.remove(psico, wrong)
    assert caught.value.details["login"] == "legal"
    with pytest.raises(InputError):
        place.workspace.users.remove(psico, {})
    assert place.workspace.context.vault.read() == vault
    assert place.user("psico").state is UserState.ACTIVE
    place.workspace.users.remove(psico, typed(place, "legal"))
    assert place.as_user("legal").user.login == "legal"


def test_a_key_file_stays_needed(place, tmp_path):
    place.as_user("legal").own_access.begin_key_file(phrase_of("legal"), tmp_path / "llave")
    content = (tmp_path / "llave").read_bytes()
    place.as_user("equipo")
    legal, psico = place.user("legal").id, place.user("psico").id
    mine = typed(place) | {legal: Typed(phrase_of("legal"), content)}
    place.workspace.users.remove(psico, mine)
    place.close()
    assert place.open("legal", phrase_of("legal"), key_file=content).user.id == legal


def test_without_a_leaving_custodian_identities_keep_their_key(place):
    entry = place.workspace.context.vault.read().entry(RecoveryKind.SHARES)
    place.workspace.users.remove(place.user("psico").id, typed(place))
    assert place.workspace.context.vault.read().entry(RecoveryKind.SHARES) == entry
    place.workspace.identities.open(WHY, PASSPHRASE)


def test_a_custodian_who_leaves_takes_the_key_of_identities_with_her(place, tmp_path):
    identities = place.workspace.identities
    identities.open(WHY, PASSPHRASE)
    with identities.write() as unit:
        unit.own.set_setting("probe", "x")
    psico = place.user("psico").id
    place.workspace.users.give_custody(psico, Typed(phrase_of("psico")))
    identities.close()
    with pytest.raises(IdentityClosedError):
        place.workspace.users.remove(psico, typed(place, "legal"))
    assert place.user("psico").state is UserState.ACTIVE
    identities.open(WHY, PASSPHRASE)
    old = identities.held_key()
    result = place.workspace.users.remove(psico, typed(place, "legal"))
    vault = place.workspace.context.vault.read()
    assert not is_under_way(vault)
    secret = combine(result.papers[:2])
    key = open_entry(vault.entry(RecoveryKind.SHARES), secret, database=vault.database)
    assert key == identities.held_key() != old
    identities.close()
    with pytest.raises(StoreDamagedError):
        connect(place.folder / "identity.db", old)
    identities.open(WHY, PASSPHRASE)
    with identities.read() as unit:
        assert unit.own.setting("probe") == "x"
        assert len(unit.own.setting("identity.spare_shares")) == 12
        assert not set(unit.own.setting("identity.spare_shares")) & set(result.papers)


def test_with_two_people_the_new_shares_fit_each_other(world):
    place = world.add_office("ica", "Ica", roles=CUSTODIAN)
    papers = place.workspace.identities.create(PASSPHRASE, people=2)
    identities = place.workspace.identities
    identities.open(WHY, PASSPHRASE, paper_share=papers[0])
    other = place.add_user("custodia", "admission")
    place.workspace.users.give_custody(other, Typed(phrase_of("custodia")))
    result = place.workspace.users.renew_keys(typed(place, "custodia"), with_identities=True)
    vault = place.workspace.context.vault.read()
    slots = {"equipo": PASSPHRASE, "custodia": phrase_of("custodia")}
    shares = []
    for login, phrase in slots.items():
        opened = open_slot(vault.slot_of(login), phrase, database=vault.database)
        assert StoreKind.IDENTITY not in opened.keys | opened.before
        shares.append(opened.share)
    entry = vault.entry(RecoveryKind.SHARES)
    for pair in (shares, [shares[0], result.papers[2]]):
        assert open_entry(entry, combine(pair), database=vault.database) == identities.held_key()


def test_where_the_disk_is_full_nothing_begins(place, monkeypatch):
    vault = place.workspace.context.vault.read()
    monkeypatch.setattr(new_key, "_ROOM", 1 << 40)
    with pytest.raises(DiskFullError):
        place.workspace.users.remove(place.user("psico").id, typed(place))
    assert place.workspace.context.vault.read() == vault
    assert place.user("psico").state is UserState.ACTIVE


def test_a_disk_that_fails_in_the_middle_leaves_the_passphrases_and_a_way_in(place, monkeypatch):
    before = cases(place.workspace)

    def refuse(*_):
        raise DiskFullError(file="case.db")

    monkeypatch.setattr(store, "give_new_key", refuse)
    result = place.workspace.users.remove(place.user("psico").id, typed(place))
    monkeypatch.undo()
    assert not result.is_finished
    assert cases(place.workspace) == before
    place.close()
    workspace = place.open("legal", result.passphrases["legal"], new_passphrase=OWN)
    assert not is_under_way(workspace.context.vault.read())
    assert cases(workspace) == before
    assert cases(place.as_user("equipo")) == before
    with pytest.raises(WrongPassphraseError):
        place.as_user("psico")


def test_a_copy_of_the_vault_that_kept_the_old_keys_is_healed_at_the_next_entry(place, monkeypatch):
    """The disk is full just when the copy is to forget them."""
    psico = place.user("psico").id
    give, write_whole = store.give_new_key, files.write_whole

    def refuse_a_settled_copy(path, data):
        if path.name == vault_file.BACKUP_NAME and b'"before"' not in data:
            raise DiskFullError(file=path.name)
        write_whole(path, data)

    def give_and_fill(*keys):
        give(*keys)
        monkeypatch.setattr(files, "write_whole", refuse_a_settled_copy)

    monkeypatch.setattr(store, "give_new_key", give_and_fill)
    place.workspace.users.remove(psico, typed(place, "legal"))
    monkeypatch.undo()
    place.close()
    assert copy_of(place).slot_of("legal").before
    place.open("legal", phrase_of("legal"))
    assert not is_under_way(copy_of(place))
    assert copy_of(place) == place.workspace.context.vault.read()


def copy_of(place):
    data = (place.folder / vault_file.BACKUP_NAME).read_bytes()
    return Vault.from_bytes(data, floor_kib=FLOOR_KIB)


def test_files_attached_afterwards_have_a_key_of_their_own(place):
    def key_names():
        with place.workspace.context.store.write() as unit:
            return attachment_keys.current(unit.office, "2026-11-24T15:00:00Z")

    before = key_names()
    place.workspace.users.remove(place.user("psico").id, typed(place, "legal"))
    assert key_names() != before


def test_copies_from_before_a_migration_go_with_the_old_key(place):
    copy = place.folder / "case.db.before-3"
    copy.write_bytes(b"under the old key")
    place.workspace.users.renew_keys(typed(place, "psico", "legal"), with_identities=False)
    assert not copy.exists()
