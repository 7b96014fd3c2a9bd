"""Who may add, change, suspend and remove users, and what each passphrase then opens."""

from dataclasses import replace

import pytest
from simulator import CUSTODIAN, OFFICE_ROLES, PASSPHRASE, phrase_of

from cem_desktop.crypto.key_slots import StoreKind, open_slot
from cem_desktop.errors import (
    IdentityClosedError,
    InputError,
    KeyFileMissingError,
    LastKeeperError,
    LoginTakenError,
    NotPermittedError,
    OwnRightsError,
    PassphraseReissuedError,
    StoreExistsError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.user_list import UserState

OWN = "tambor nube cereza faro molino jardin"
WHY = "Notificación del juzgado"


def test_a_new_user_comes_in_with_what_she_was_given_once_she_chose_her_own(office):
    given = office.workspace.users.add("psico", ("psychology",))
    assert office.user("psico").state is UserState.REISSUED
    office.close()
    with pytest.raises(PassphraseReissuedError):
        office.open("psico", given)
    with pytest.raises(WeakPassphraseError):
        office.open("psico", given, new_passphrase="hola hola")
    with pytest.raises(InputError):
        office.open("psico", given, new_passphrase=given)
    workspace = office.open("psico", given, new_passphrase=OWN)
    assert workspace.user.roles == ("psychology",)
    office.close()
    with pytest.raises(WrongPassphraseError):
        office.open("psico", given)
    office.open("PSICO", OWN)
    office.as_user("equipo")
    user = office.user("psico")
    assert (user.state, user.entered is not None) == (UserState.ACTIVE, True)


def test_what_is_typed_for_a_new_user_is_checked(office):
    users = office.workspace.users
    for login, roles, phrase, refusal in (
        ("Equipo", ("legal",), None, LoginTakenError),
        ("  ", ("legal",), None, InputError),
        ("otra", (), None, InputError),
        ("otra", ("hq_direction",), None, InputError),
        ("otra", ("legal", "identity_custody"), None, InputError),
        ("otra", ("legal",), "otra otra", WeakPassphraseError),
    ):
        with pytest.raises(refusal):
            users.add(login, roles, phrase)
    assert [one.login for one in users.all()] == ["equipo"]


def test_only_who_keeps_users_keeps_them(office):
    mine = office.workspace.user.id
    office.add_user("psico", "psychology")
    users = office.as_user("psico").users
    for act in (
        users.all,
        lambda: users.add("otra", ("legal",)),
        lambda: users.change_roles(mine, ("legal",)),
        lambda: users.suspend(mine),
        lambda: users.remove(mine, {}),
        lambda: users.reissue(mine),
        lambda: users.renew_keys({}, with_identities=False),
        lambda: users.give_custody(mine),
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_nobody_changes_her_own_rights_while_another_could(office):
    me = office.workspace.user.id
    users = office.workspace.users
    users.change_roles(me, (*OFFICE_ROLES, "childcare"))
    with pytest.raises(LastKeeperError):
        users.change_roles(me, ("legal",))
    office.add_user("coordina", "coordination")
    with pytest.raises(OwnRightsError):
        users.change_roles(me, OFFICE_ROLES)
    with pytest.raises(OwnRightsError):
        users.suspend(me)
    with pytest.raises(OwnRightsError):
        users.remove(me, {me: Typed(PASSPHRASE)})


def test_roles_hold_from_the_next_entry_and_the_vault_greets_by_them(office):
    psico = office.add_user("psico", "psychology")
    office.workspace.users.change_roles(psico, ("legal", "social"))
    assert office.as_user("psico").user.roles == ("legal", "social")
    slot = office.workspace.context.vault.read().slot_of("psico")
    assert slot.roles == ("legal", "social")
    # A vault that was left behind by a power cut is brought into step.
    access = office.workspace.context.vault
    access.write(access.read().with_slot(replace(slot, roles=("coordination",))))
    assert office.as_user("psico").user.roles == ("legal", "social")
    assert access.read().slot_of("psico").roles == ("legal", "social")


def test_a_suspended_user_is_out_until_she_is_called_back(office):
    psico = office.add_user("psico", "psychology")
    office.workspace.users.suspend(psico)
    assert office.user("psico").state is UserState.SUSPENDED
    with pytest.raises(WrongPassphraseError):
        office.as_user("psico")
    office.as_user("equipo").users.call_back(psico)
    assert office.as_user("psico").user.login == "psico"


def test_a_user_without_a_slot_is_told_and_can_be_given_one(office):
    """A power cut between the store and the vault leaves her in the list, and nobody in."""
    psico = office.add_user("psico", "psychology")
    access = office.workspace.context.vault
    access.write(access.read().without_user(psico))
    assert office.user("psico").state is UserState.WITHOUT_KEY
    given = office.workspace.users.reissue(psico)
    office.close()
    assert office.open("psico", given, new_passphrase=OWN).user.id == psico


def test_a_colleague_with_the_same_roles_gives_a_new_passphrase(office):
    psico = office.add_user("psico", "psychology")
    office.add_user("psico2", "psychology", "social")
    legal = office.add_user("legal", "legal")
    with pytest.raises(NotPermittedError):
        office.as_user("psico2").users.reissue(legal)
    given = office.workspace.users.reissue(psico)
    office.close()
    with pytest.raises(WrongPassphraseError):
        office.open("psico", phrase_of("psico"))
    office.open("psico", given, new_passphrase=OWN)


def test_own_passphrase_is_changed_with_the_old_one(office):
    own = office.workspace.own_access
    for before, after, refusal in (
        ("otra frase", OWN, WrongPassphraseError),
        (PASSPHRASE, "corta", WeakPassphraseError),
        (PASSPHRASE, PASSPHRASE.upper(), None),
    ):
        if refusal:
            with pytest.raises(refusal):
                own.change_passphrase(before, after)
    own.change_passphrase(PASSPHRASE, OWN)
    office.close()
    with pytest.raises(WrongPassphraseError):
        office.open()
    office.open("equipo", OWN)


def test_a_key_file_is_needed_beside_the_passphrase(office, tmp_path):
    own = office.workspace.own_access
    target = tmp_path / "llave"
    own.begin_key_file(PASSPHRASE, target)
    assert own.state().has_key_file
    content = target.read_bytes()
    with pytest.raises(KeyFileMissingError):
        own.begin_key_file(PASSPHRASE, tmp_path / "otra")
    office.close()
    with pytest.raises(KeyFileMissingError):
        office.open()
    with pytest.raises(WrongPassphraseError):
        office.open(key_file=b"another file")
    own = office.open(key_file=content).own_access
    own.change_passphrase(PASSPHRASE, OWN, key_file=content)
    office.close()
    own = office.open("equipo", OWN, key_file=content).own_access
    own.end_key_file(OWN, content)
    with pytest.raises(StoreExistsError):
        own.begin_key_file(OWN, target)
    office.close()
    office.open("equipo", OWN)


def test_custody_gives_a_way_into_the_vault_only_from_an_open_one(custody):
    other = custody.add_user("custodia", "admission")
    users, identities = custody.workspace.users, custody.workspace.identities
    with pytest.raises(IdentityClosedError):
        users.give_custody(other)
    identities.open(WHY, PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        users.give_custody(other, Typed("otra frase"))
    assert users.give_custody(other, Typed(phrase_of("custodia"))) == ""
    workspace = custody.as_user("custodia")
    assert "identity_custody" in workspace.user.roles
    workspace.identities.open(WHY, phrase_of("custodia"))
    custody.as_user("equipo").users.take_custody(other)
    with pytest.raises(NotPermittedError):
        custody.as_user("custodia").identities.open(WHY, phrase_of("custodia"))


def test_the_last_custodian_stays(custody):
    custody.add_user("llaves", "key_admin")
    mine = custody.workspace.user.id
    custody.add_user("coordina", "coordination")
    users = custody.as_user("llaves").users
    for act in (
        lambda: users.suspend(mine),
        lambda: users.take_custody(mine),
        lambda: users.remove(mine, {}),
    ):
        with pytest.raises(LastKeeperError):
            act()


def test_a_custodian_who_forgot_gets_the_key_from_the_open_vault_alone(custody):
    other = custody.add_user("custodia", "admission")
    identities = custody.workspace.identities
    identities.open(WHY, PASSPHRASE)
    custody.workspace.users.give_custody(other, Typed(phrase_of("custodia")))
    identities.close()
    with pytest.raises(IdentityClosedError):
        custody.workspace.users.reissue(other)
    identities.open(WHY, PASSPHRASE)
    given = custody.workspace.users.reissue(other)
    custody.close()
    custody.open("custodia", given, new_passphrase=OWN).identities.open(WHY, OWN)


@pytest.fixture
def alone(world):
    """An office whose only custodian is not there; who keeps its users has no key of the vault."""
    place = world.add_office("puno", "Puno", roles=CUSTODIAN)
    papers = place.workspace.identities.create(PASSPHRASE)
    place.add_user("llaves", "key_admin")
    place.add_user("psico", "psychology")
    return place, papers


def count_sheets(place, papers):
    sheets = place.workspace.identity_sheets
    new = sheets.of_new_keys(papers)
    answers = [
        [words.split()[number - 1] for number in asked]
        for words, asked in zip(new.sheets, new.asked, strict=True)
    ]
    sheets.count(new, answers)


def test_the_only_custodian_who_forgot_comes_back_by_two_sheets(alone):
    place, papers = alone
    equipo = place.workspace.user.id
    with pytest.raises(IdentityClosedError):
        place.as_user("llaves").users.reissue(equipo)  # no sheet would open the vault again
    place.as_user("equipo")
    count_sheets(place, papers)
    given = place.as_user("llaves").users.reissue(equipo)
    place.close()
    workspace = place.open("equipo", given, new_passphrase=OWN)
    with pytest.raises(NotPermittedError):
        workspace.identities.open(WHY, OWN)
    workspace.identity_sheets.recover(papers[1:], OWN)
    workspace.identities.open(WHY, OWN)


def test_where_no_custodian_is_left_another_is_entrusted_and_needs_two_sheets(alone):
    place, papers = alone
    equipo, psico = place.workspace.user.id, place.user("psico").id
    count_sheets(place, papers)
    users = place.as_user("llaves").users
    with pytest.raises(IdentityClosedError):
        users.give_custody(psico)
    users.reissue(equipo)
    assert users.give_custody(psico) == ""
    workspace = place.as_user("psico")
    with pytest.raises(NotPermittedError):
        workspace.identities.open(WHY, phrase_of("psico"))
    workspace.identity_sheets.recover(papers[:2], phrase_of("psico"))
    workspace.identities.open(WHY, phrase_of("psico"))


def test_where_two_people_open_a_custodian_gets_a_spare_share_and_never_the_key(world):
    place = world.add_office("ica", "Ica", roles=CUSTODIAN)
    papers = place.workspace.identities.create(PASSPHRASE, people=2)
    other = place.add_user("custodia", "admission")
    place.workspace.identities.open(WHY, PASSPHRASE, paper_share=papers[0])
    place.workspace.users.give_custody(other, Typed(phrase_of("custodia")))
    vault = place.workspace.context.vault.read()
    opened = open_slot(vault.slot_of("custodia"), phrase_of("custodia"), database=vault.database)
    assert opened.share not in papers
    assert opened.share
    assert StoreKind.IDENTITY not in opened.keys


def test_every_act_is_in_the_trail_and_no_passphrase_is(office):
    psico = office.add_user("psico", "psychology")
    given = office.workspace.users.reissue(psico)
    office.workspace.users.suspend(psico)
    office.workspace.users.call_back(psico)
    office.workspace.own_access.change_passphrase(PASSPHRASE, OWN)
    entries = office.workspace.trail.latest(6)
    assert [one.action for one in entries][:5] == [
        "passphrase_change",
        "user_call_back",
        "user_suspend",
        "user_reissue",
        "user_add",
    ]
    assert not any(given in str(one) or OWN in str(one) for one in entries)
