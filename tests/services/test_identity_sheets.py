"""The sheets of the identity key: when they count, who recovers by two, one person or two."""

import io
from datetime import timedelta

import pypdf
import pytest
from simulator import CUSTODIAN, PASSPHRASE, phrase_of

from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.errors import (
    DiskFullError,
    IdentityClosedError,
    InputError,
    LastKeeperError,
    NotPermittedError,
    RecoveryWordsError,
    SecondPersonNeededError,
    WrongPassphraseError,
)
from cem_desktop.services import identity_keys
from cem_desktop.services.identities import SecondPerson
from cem_desktop.services.recovery import PaperNeed
from cem_desktop.services.rekeying import Typed
from cem_desktop.storage import vault_file

WHY = "Notificación del juzgado"


def answers_for(new):
    return [
        [words.split()[number - 1] for number in asked]
        for words, asked in zip(new.sheets, new.asked, strict=True)
    ]


def count(place, new, typed=None):
    place.workspace.identity_sheets.count(new, answers_for(new), typed)


def need(place):
    return place.workspace.recovery.state().shares.need


def reason_of(act, *arguments):
    with pytest.raises(RecoveryWordsError) as caught:
        act(*arguments)
    return caught.value.details["reason"]


@pytest.fixture
def custody(world):
    """An office whose vault was just made, and the papers that came with it."""
    place = world.add_office("tacna", "Tacna", roles=CUSTODIAN)
    return place, place.workspace.identities.create(PASSPHRASE)


def test_the_sheets_of_a_new_vault_count_once_each_was_typed_back(custody):
    place, papers = custody
    sheets = place.workspace.identity_sheets
    assert need(place) is PaperNeed.MAKE
    new = sheets.of_new_keys(papers)
    wrong = answers_for(new)
    wrong[1][2] = "acid" if wrong[1][2] != "acid" else "acne"
    with pytest.raises(RecoveryWordsError) as caught:
        sheets.count(new, wrong)
    assert caught.value.details["sheet"] == 2
    assert need(place) is PaperNeed.MAKE
    count(place, new)
    assert need(place) is PaperNeed.NOTHING
    place.workspace.recovery.rehearse_shares(papers[1:])
    assert place.workspace.recovery.state().shares.rehearsed
    assert not place.workspace.identities.is_open


def test_each_holder_has_a_page(custody):
    place, papers = custody
    sheets = place.workspace.identity_sheets
    reader = pypdf.PdfReader(io.BytesIO(sheets.paper(sheets.of_new_keys(papers)).pdf))
    assert len(reader.pages) == 3
    for number, page in enumerate(reader.pages):
        text = page.extract_text()
        assert all(word in text for word in papers[number].split())
        assert "SLIP-39" in text


def test_new_sheets_replace_the_old_ones_only_when_they_count(custody):
    place, papers = custody
    workspace = place.workspace
    count(place, workspace.identity_sheets.of_new_keys(papers))
    place.clock.at += timedelta(days=1)
    new = workspace.identity_sheets.draw()
    workspace.recovery.rehearse_shares(papers[:2])
    with pytest.raises(IdentityClosedError):
        count(place, new)
    workspace.identities.open(WHY, PASSPHRASE)
    count(place, new)
    workspace.recovery.rehearse_shares(new.sheets[:2])
    rehearse = workspace.recovery.rehearse_shares
    assert reason_of(rehearse, papers[:2]) == "replaced"
    assert reason_of(rehearse, [papers[0], new.sheets[1]]) == "apart"
    assert reason_of(rehearse, [new.sheets[0], new.sheets[0]]) == "same"
    assert reason_of(rehearse, [new.sheets[0], new.sheets[1][:-8]]) == "share"
    workspace.identities.close()
    workspace.identities.open(WHY, PASSPHRASE)


def test_two_sheets_give_a_custodian_her_way_back_and_are_to_be_replaced(custody):
    place, papers = custody
    count(place, place.workspace.identity_sheets.of_new_keys(papers))
    with place.workspace.context.store.write() as unit:
        unit.office.set_setting("probe", 1)
    place.workspace.identities.open(WHY, PASSPHRASE)
    with place.workspace.identities.write() as unit:
        unit.own.set_setting("name", "inventada")
    lost = place.workspace.context.vault
    slot = lost.read().slot_of("equipo")
    wraps = {StoreKind.CASE: slot.wraps[StoreKind.CASE]}
    lost.write(lost.read().with_slot(type(slot)(**{**vars(slot), "wraps": wraps, "share": None})))
    place.workspace.identities.close()
    with pytest.raises(NotPermittedError):
        place.workspace.identities.open(WHY, PASSPHRASE)
    sheets = place.workspace.identity_sheets
    with pytest.raises(WrongPassphraseError):
        sheets.recover(papers[:2], "otra frase")
    sheets.recover((papers[2].upper(), papers[0]), PASSPHRASE)
    place.workspace.identities.open(WHY, PASSPHRASE)
    with place.workspace.identities.read() as unit:
        assert unit.own.setting("name") == "inventada"
    assert need(place) is PaperNeed.REPLACE_USED
    assert any(one.action == "identity_recovered" for one in place.workspace.trail.latest(4))
    said = " ".join(str(one) for one in place.workspace.trail.latest(20))
    assert papers[0].split()[5] not in said.split()


def test_who_is_not_entrusted_recovers_nothing_with_two_sheets(custody):
    place, papers = custody
    place.add_user("psico", "psychology")
    other = place.as_user("psico")
    with pytest.raises(NotPermittedError):
        other.identity_sheets.recover(papers[:2], phrase_of("psico"))
    with pytest.raises(NotPermittedError):
        other.identity_sheets.draw()
    slot = other.context.vault.read().slot_of("psico")
    assert set(slot.wraps) == {StoreKind.CASE}


@pytest.fixture
def pair(custody):
    """Two custodians, one person opens."""
    place, papers = custody
    place.add_user("legal", "legal")
    place.workspace.identities.open(WHY, PASSPHRASE)
    legal = place.user("legal").id
    place.workspace.users.give_custody(legal, Typed(phrase_of("legal")))
    typed = {place.workspace.user.id: Typed(PASSPHRASE), legal: Typed(phrase_of("legal"))}
    return place, typed, papers


def test_two_people_from_now_on_and_back_to_one(pair):
    place, typed, papers = pair
    workspace = place.workspace
    mine = {workspace.user.id: typed[workspace.user.id]}
    with pytest.raises(InputError):
        workspace.identity_sheets.change_people(2, mine)
    result = workspace.identity_sheets.change_people(2, typed)
    assert not result.passphrases
    count(place, workspace.identity_sheets.of_new_keys(result.papers))
    workspace.identities.close()
    for slot in workspace.context.vault.read().newest_slots():
        assert StoreKind.IDENTITY not in slot.wraps
        assert slot.share is not None
    with pytest.raises(SecondPersonNeededError):
        workspace.identities.open(WHY, PASSPHRASE)
    second = SecondPerson("legal", phrase_of("legal"))
    workspace.identities.open(WHY, PASSPHRASE, second=second)
    with pytest.raises(RecoveryWordsError):
        workspace.recovery.rehearse_shares(papers[:2])
    workspace.identity_sheets.change_people(1, typed)
    workspace.identities.close()
    workspace.identities.open(WHY, PASSPHRASE)


def test_one_custodian_alone_cannot_ask_for_two(custody):
    place, _papers = custody
    place.workspace.identities.open(WHY, PASSPHRASE)
    typed = {place.workspace.user.id: Typed(PASSPHRASE)}
    with pytest.raises(LastKeeperError):
        place.workspace.identity_sheets.change_people(2, typed)


def test_with_two_people_new_sheets_need_every_custodian_and_a_sheet_still_helps_one(pair):
    place, typed, _papers = pair
    workspace = place.workspace
    result = workspace.identity_sheets.change_people(2, typed)
    count(place, workspace.identity_sheets.of_new_keys(result.papers))
    place.clock.at += timedelta(minutes=1)
    new = workspace.identity_sheets.draw()
    with pytest.raises(InputError) as caught:
        count(place, new, {workspace.user.id: typed[workspace.user.id]})
    assert caught.value.details["login"] == "legal"
    count(place, new, typed)
    workspace.identities.close()
    workspace.identities.open(WHY, PASSPHRASE, paper_share=new.sheets[1])
    workspace.identities.close()
    workspace.identities.open(WHY, PASSPHRASE, second=SecondPerson("legal", phrase_of("legal")))
    workspace.identities.close()
    workspace.identity_sheets.recover(new.sheets[:2], PASSPHRASE)
    with pytest.raises(SecondPersonNeededError):
        workspace.identities.open(WHY, PASSPHRASE)
    workspace.identities.open(WHY, PASSPHRASE, second=SecondPerson("legal", phrase_of("legal")))


def test_a_full_disk_leaves_the_sheets_and_the_spare_shares_of_before(custody, monkeypatch):
    place, papers = custody
    workspace = place.workspace
    count(place, workspace.identity_sheets.of_new_keys(papers))
    place.clock.at += timedelta(days=1)
    new = workspace.identity_sheets.draw()
    workspace.identities.open(WHY, PASSPHRASE)
    with monkeypatch.context() as full:
        full.setattr(vault_file.files, "write_whole", _no_room)
        with pytest.raises(DiskFullError):
            count(place, new)
    workspace.identities.close()
    workspace.identities.open(WHY, PASSPHRASE)
    workspace.recovery.rehearse_shares(papers[:2])
    with workspace.identities.write() as unit:
        spare = identity_keys.take_spare_share(unit)
    workspace.recovery.rehearse_shares([papers[2], spare])
    count(place, new)  # with room again, the same sheets count
    with workspace.identities.write() as unit:
        spare = identity_keys.take_spare_share(unit)
    workspace.recovery.rehearse_shares([new.sheets[2], spare])


def _no_room(path, _data):
    raise DiskFullError(file=path.name)
