"""The recovery kit: when it counts, what a rehearsal says, what each mistake is called."""

import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest

from cem_desktop.crypto.recovery import kit_qr_text
from cem_desktop.error_texts import explain
from cem_desktop.errors import DiskFullError, NotPermittedError, RecoveryWordsError
from cem_desktop.services.recovery import REHEARSAL_AFTER, PaperNeed
from cem_desktop.storage import vault_file


def make_kit(place):
    """A kit that was printed and typed back."""
    recovery = place.workspace.recovery
    kit = recovery.new_kit()
    recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    return kit


def reason_of(act, *arguments):
    with pytest.raises(RecoveryWordsError) as caught:
        act(*arguments)
    return caught.value.details["reason"]


def test_a_kit_counts_only_after_three_words_were_typed_from_the_paper(office):
    recovery = office.workspace.recovery
    assert recovery.state().kit.need is PaperNeed.MAKE
    first = make_kit(office)
    assert recovery.state().kit.need is PaperNeed.NOTHING
    office.clock.at += timedelta(days=1)
    second = recovery.new_kit()
    assert len(set(second.asked)) == 3
    assert all(1 <= number <= 12 for number in second.asked)
    typed = [second.words[number - 1].upper() for number in second.asked]
    wrong = [*typed[:2], "zorro" if typed[2] != "ZORRO" else "zumo"]
    with pytest.raises(RecoveryWordsError) as caught:
        recovery.confirm_kit(second, wrong)
    assert caught.value.details == {"reason": "retyped", "word": second.asked[2]}
    recovery.rehearse_kit(" ".join(first.words))  # the old one stands until then
    recovery.confirm_kit(second, typed)
    assert recovery.state().kit.made == second.made


def test_the_words_are_never_in_the_trail_nor_on_the_disk(office):
    kit = make_kit(office)
    office.workspace.recovery.rehearse_kit(" ".join(kit.words))
    trail = office.workspace.trail.latest(10)
    assert [one.action for one in trail[:2]] == ["recovery_kit_rehearsed", "recovery_kit_made"]
    said = " ".join(str(one) for one in trail)
    vault = (office.folder / "vault.json").read_text()
    assert kit.secret.hex() not in said + vault
    for word in kit.words:
        assert f" {word} " not in said
        assert f" {word} " not in vault


def test_each_mistake_has_its_own_name_and_words(office, world):
    old = make_kit(office)
    office.clock.at += timedelta(days=1)
    kit = make_kit(office)
    other = world.add_office("puno", "Puno")
    foreign = make_kit(other)
    rehearse = office.workspace.recovery.rehearse_kit
    words = list(kit.words)
    swapped = [*words]
    swapped[0], swapped[1] = ("zumo", "zurdo") if words[0] == words[1] else (words[1], words[0])
    database = other.workspace.context.vault.read().database
    assert reason_of(rehearse, " ".join(old.words)) == "replaced"
    assert reason_of(rehearse, " ".join(foreign.words)) == "not_ours"
    assert reason_of(rehearse, kit_qr_text(foreign.secret, database)) == "other_office"
    assert reason_of(rehearse, " ".join(words[:11])) == "count"
    assert reason_of(rehearse, " ".join([*words[:11], "xyz"])) == "unknown"
    assert reason_of(rehearse, " ".join(swapped)) in {"checksum", "not_ours"}
    assert office.workspace.recovery.state().kit.rehearsed is None
    told = {
        explain(RecoveryWordsError(reason=reason, **more)).happened
        for reason, more in {
            "count": {"count": 11, "wanted": 12},
            "unknown": {"word": 12},
            "replaced": {"made": old.made},
        }.items()
    }
    assert any("03/11/2026" in one or "02/11/2026" in one for one in told)
    assert len(told) == 3


def test_without_a_kit_the_program_says_that_there_is_none(office, world):
    foreign = make_kit(world.add_office("puno", "Puno"))
    assert reason_of(office.workspace.recovery.rehearse_kit, " ".join(foreign.words)) == "none"


def test_after_six_months_without_a_rehearsal_the_office_is_reminded(office):
    kit = make_kit(office)
    recovery = office.workspace.recovery
    office.clock.at += REHEARSAL_AFTER + timedelta(hours=1)
    assert recovery.state().kit.need is PaperNeed.REHEARSE
    recovery.rehearse_kit(" ".join(kit.words))
    state = recovery.state().kit
    assert (state.need, state.rehearsed) == (PaperNeed.NOTHING, office.workspace.context.stamp())


def test_a_kit_from_before_the_store_got_new_keys_is_void(office):
    make_kit(office)
    access = office.workspace.context.vault
    vault = access.read()
    access.write(replace(vault, generation=2))
    assert office.workspace.recovery.state().kit.need is PaperNeed.REPLACE_VOID
    access.write(replace(vault, recovery=()))
    assert office.workspace.recovery.state().kit.need is PaperNeed.REPLACE_VOID


def test_who_keeps_no_keys_makes_and_tries_none(world):
    place = world.add_office("tacna", "Tacna", roles=("psychology", "social"))
    recovery = place.workspace.recovery
    assert not recovery.state().may_keep
    for act in (recovery.new_kit, lambda: recovery.rehearse_kit("x")):
        with pytest.raises(NotPermittedError):
            act()
    with place.workspace.context.store.read() as unit:
        assert [one.action for one in unit.audit.latest(2)] == ["denied", "denied"]


def test_the_kit_is_one_page_with_its_words_and_what_it_does_not_open(office):
    recovery = office.workspace.recovery
    kit = recovery.new_kit()
    job = recovery.kit_paper(kit)
    assert (job.kind, job.form) == ("recovery", "recovery_kit")
    reader = pypdf.PdfReader(io.BytesIO(job.pdf))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert "Iquitos" in text
    for word in (*kit.words, *recovery.state().words):
        assert word in text
    said = str(reader.metadata)
    assert not any(word in said for word in kit.words)


def test_a_vault_keeps_its_kit_over_a_restart(office):
    kit = make_kit(office)
    office.close()
    office.clock.at += timedelta(hours=1)
    recovery = office.open().recovery
    recovery.rehearse_kit(" ".join(kit.words))
    assert recovery.state().kit.rehearsed == office.workspace.context.stamp()


def test_a_full_disk_leaves_the_kit_of_before_valid(office, monkeypatch):
    old = make_kit(office)
    office.clock.at += timedelta(hours=1)
    recovery = office.workspace.recovery
    new = recovery.new_kit()
    with monkeypatch.context() as full:
        full.setattr(vault_file.files, "write_whole", _no_room)
        with pytest.raises(DiskFullError):
            recovery.confirm_kit(new, [new.words[number - 1] for number in new.asked])
    recovery.rehearse_kit(" ".join(old.words))
    assert reason_of(recovery.rehearse_kit, " ".join(new.words)) == "not_ours"


def _no_room(path, _data):
    raise DiskFullError(file=path.name)
