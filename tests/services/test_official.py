"""Official text: previewed, confirmed, sealed to one role, shown to that role, and answered."""

from dataclasses import replace

import pytest
from official_story import FACTS, PROPOSAL, carry, confirm, propose

from cem_desktop.domain.letters import Decision, LetterKind
from cem_desktop.errors import (
    InputError,
    NotPermittedError,
    OfficialChangedError,
    RecordMissingError,
)
from cem_desktop.services.central_desk import NewLetter
from cem_desktop.services.erasing import ErasureOrder


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def opened(world):
    (item,) = world.hq.desk.items()
    return world.hq.desk.open(item.item)


def answer(world, text="Se autoriza por tres meses.", decision=Decision.AUTHORISED):
    (item,) = world.hq.desk.items()
    new = NewLetter(item.item.office, LetterKind.AUTHORISATION, text, item.item, decision)
    return world.hq.desk.write(new)


def test_nothing_leaves_in_words_before_a_person_has_confirmed_it(world, enrolled):
    _file, record = propose(enrolled)
    exported = carry(world, enrolled)
    assert exported.official == ()
    assert world.hq.desk.items() == ()
    (preview,) = enrolled.workspace.official.waiting()
    assert (preview.record, preview.role) == (record, "hq_direction")
    assert [line.words for line in preview.lines] == [FACTS, PROPOSAL]


def test_what_was_previewed_arrives_at_the_role_word_for_word(world, enrolled):
    _file, record = propose(enrolled)
    confirm(enrolled, record)
    assert enrolled.workspace.official.waiting() == ()
    exported = carry(world, enrolled)
    assert len(exported.official) == 1
    found = opened(world)
    assert found.head.is_proposal
    assert [line.words for line in found.lines] == [FACTS, PROPOSAL]
    assert dict(found.stated)["authorisation.matter"] == "beyond_services"
    assert enrolled.workspace.sync_out.status().waiting == 0


def test_the_file_of_a_role_holds_no_identity_and_no_id_of_the_office(world, enrolled):
    file, record = propose(enrolled)
    confirm(enrolled, record)
    with enrolled.workspace.context.store.read() as unit:
        bodies = b"".join(
            entry.body for feed in unit.feeds.living() for entry in unit.feeds.entries(feed, 1)
        )
        code = str(unit.case_files.get(file).code)
    for secret in (file, record, code, code.replace("-", ""), enrolled.workspace.user.id):
        assert secret.encode() not in bodies


def test_a_text_that_changed_after_the_preview_does_not_leave(world, enrolled):
    _file, record = propose(enrolled)
    preview = enrolled.workspace.official.preview(record)
    filling = enrolled.workspace.fichas.correct(record)
    filling.session.answer("grounds/facts", "Otra cosa.")
    enrolled.workspace.fichas.close(filling, "Se precisó")
    with pytest.raises(OfficialChangedError):
        enrolled.workspace.official.confirm(record, preview.digest)
    confirm(enrolled, record)
    carry(world, enrolled)
    assert opened(world).lines[0].words == "Otra cosa."


def test_a_correction_waits_again_and_takes_the_place_of_what_was_said(world, enrolled):
    _file, record = propose(enrolled)
    confirm(enrolled, record)
    carry(world, enrolled)
    filling = enrolled.workspace.fichas.correct(record)
    filling.session.answer("grounds/facts", "Con más detalle.")
    enrolled.workspace.fichas.close(filling, "Se precisó")
    carry(world, enrolled)
    assert opened(world).lines[0].words == FACTS
    confirm(enrolled, record)
    carry(world, enrolled)
    assert opened(world).lines[0].words == "Con más detalle."
    with world.hq._registry.read() as unit:
        (first, second) = (
            unit.desk.item("iquitos", "hq_direction", opened(world).head.item.record, n)
            for n in (1, 2)
        )
    assert first.body == b""
    assert second.body


def test_a_text_may_stay_and_what_says_the_same_again_does_not_wait(world, enrolled):
    _file, record = propose(enrolled)
    preview = enrolled.workspace.official.preview(record)
    enrolled.workspace.official.hold(record, preview.digest)
    assert enrolled.workspace.official.waiting() == ()
    filling = enrolled.workspace.fichas.correct(record)
    filling.session.answer("matter_group/matter", "beyond_term")
    enrolled.workspace.fichas.close(filling, "Era otra")
    assert enrolled.workspace.official.waiting() == ()
    with pytest.raises(RecordMissingError):
        enrolled.workspace.official.preview(record)


def test_only_coordination_confirms_and_only_the_role_opens(world, enrolled):
    _file, record = propose(enrolled)
    digest = enrolled.workspace.official.preview(record).digest
    enrolled.add_user("rosa", "psychology")
    enrolled.as_user("rosa")
    assert enrolled.workspace.official.waiting() == ()
    with pytest.raises(NotPermittedError):
        enrolled.workspace.official.confirm(record, digest)
    enrolled.as_user("equipo")
    confirm(enrolled, record)
    carry(world, enrolled)
    (item,) = world.hq.desk.items()
    world.headquarters.add_user("nilda", "hq_statistics")
    world.headquarters.as_user("nilda")
    assert world.hq.desk.items() == ()
    with pytest.raises(NotPermittedError):
        world.hq.desk.open(item.item)


def test_the_answer_of_headquarters_comes_to_the_case(world, enrolled):
    file, record = propose(enrolled)
    confirm(enrolled, record)
    carry(world, enrolled)
    letter = answer(world)
    carry(world, enrolled)
    (shown,) = enrolled.workspace.correspondence.of_file(file)
    assert (shown.record, shown.is_new) == (record, True)
    assert (shown.letter.id, shown.letter.decision) == (letter.id, Decision.AUTHORISED)
    enrolled.workspace.correspondence.open(letter.id)
    assert not enrolled.workspace.correspondence.of_file(file)[0].is_new
    assert opened(world).head.state == "answered"


def test_a_letter_is_carried_until_its_receipt_comes_and_arrives_once(world, enrolled):
    _file, record = propose(enrolled)
    confirm(enrolled, record)
    carry(world, enrolled)
    answer(world)
    (first,) = world.hq.write_receipts(world.road)
    (second,) = world.hq.write_receipts(world.road)
    assert enrolled.workspace.sync_out.receive(second).letters == 1
    assert enrolled.workspace.sync_out.receive(first).letters == 0
    carry(world, enrolled)
    with world.headquarters.workspace.context.store.read() as unit:
        (feed,) = [one for one in unit.feeds.living() if one.destination == "office/iquitos"]
    assert feed.waiting == 0
    assert len(enrolled.workspace.correspondence.all()) == 1


def test_an_office_put_back_to_an_earlier_state_gets_its_letters_again(world, enrolled):
    file, record = propose(enrolled)
    confirm(enrolled, record)
    carry(world, enrolled)
    enrolled.close()
    backup = world.root / "backup"
    enrolled.copy_to(backup)
    enrolled.open()
    answer(world)
    carry(world, enrolled)
    carry(world, enrolled)
    enrolled.close()
    enrolled.restore_from(backup)
    enrolled.open()
    assert enrolled.workspace.correspondence.of_file(file) == ()
    world.hq.desk.write(NewLetter("iquitos", LetterKind.NOTICE, "Reunión el lunes."))
    for _round in range(3):
        carry(world, enrolled)
    letters = enrolled.workspace.correspondence.all()
    assert sorted(one.letter.text for one in letters) == [
        "Reunión el lunes.",
        "Se autoriza por tres meses.",
    ]


def test_headquarters_put_back_to_an_earlier_state_sends_its_letters_once(world, enrolled):
    _file, record = propose(enrolled)
    confirm(enrolled, record)
    carry(world, enrolled)
    world.headquarters.close()
    backup = world.root / "backup"
    world.headquarters.copy_to(backup)
    world.headquarters.open()
    answer(world)
    carry(world, enrolled)
    carry(world, enrolled)
    world.headquarters.close()
    world.headquarters.restore_from(backup)
    world.headquarters.open()
    world.hq.desk.write(NewLetter("iquitos", LetterKind.NOTICE, "Reunión el lunes."))
    for _round in range(4):
        carry(world, enrolled)
    texts = [one.letter.text for one in enrolled.workspace.correspondence.all()]
    assert sorted(texts) == ["Reunión el lunes.", "Se autoriza por tres meses."]


def test_an_authorisation_needs_a_decision_and_words(world, enrolled):
    _file, record = propose(enrolled)
    confirm(enrolled, record)
    carry(world, enrolled)
    with pytest.raises(InputError):
        answer(world, decision=None)
    with pytest.raises(InputError):
        answer(world, text="  ")


def test_what_was_erased_is_withdrawn_and_in_no_feed_any_more(world, enrolled):
    from cem_desktop.services.official import withdraw_official

    file, record = propose(enrolled)
    confirm(enrolled, record)
    carry(world, enrolled)
    with enrolled.workspace.context.store.write() as unit:
        withdraw_official(unit, enrolled.workspace.context, file)
        living = b"".join(
            entry.body for feed in unit.feeds.living() for entry in unit.feeds.entries(feed, 1)
        )
    assert FACTS.encode() not in living
    carry(world, enrolled)
    (item,) = world.hq.desk.items()
    assert item.is_withdrawn
    assert world.hq.desk.open(item.item).lines == ()


@pytest.mark.parametrize("was_sent", [False, True])
def test_what_waited_of_an_erased_file_waits_no_more(world, enrolled, was_sent):
    file, record = propose(enrolled)
    if was_sent:
        confirm(enrolled, record)
        filling = enrolled.workspace.fichas.correct(record)
        filling.session.answer("grounds/facts", "Con más detalle.")
        enrolled.workspace.fichas.close(filling, "Se precisó")
    assert len(enrolled.workspace.official.waiting()) == 1
    with enrolled.workspace.context.store.read() as unit:
        code = str(unit.case_files.get(file).code)
    order = ErasureOrder("retention_ended", "Venció el plazo.", None, code)
    enrolled.workspace.law.erasing.erase(file, order)
    assert enrolled.workspace.official.waiting() == ()
    carry(world, enrolled)
    assert all(one.is_withdrawn for one in world.hq.desk.items())


def test_a_bundle_of_a_role_that_another_role_is_named_in_is_refused(world, enrolled):
    _file, record = propose(enrolled)
    context = enrolled.workspace.context
    from cem_desktop.services.central_road import role_feed
    from cem_desktop.services.official import entry_of
    from cem_desktop.sync.records import RecordType

    with context.store.write() as unit:
        held = unit.records.get(record)
        entry = entry_of(context, held, context.library.definition("f04"), 1)
        lie = replace(entry, role="hq_supervision")
        feed = role_feed(unit, "hq_direction", context.stamp())
        unit.feeds.append(feed, lie.to_bytes(), RecordType.OFFICIAL)
    exported = enrolled.workspace.sync_out.export(world.road)
    (report,) = world.hq.import_bundles(exported.official)
    assert report.error is not None
    assert report.error.code == "bundle.tampered"
    assert world.hq.desk.items() == ()
