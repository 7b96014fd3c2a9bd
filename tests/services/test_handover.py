"""The change of coordinator: steps that follow from the store, taken up again, and its protocol."""

import io
from datetime import timedelta

import pypdf
import pytest
from simulator import PASSPHRASE, phrase_of

from cem_desktop.errors import InputError, NotPermittedError, RecordMissingError
from cem_desktop.services.handover import HandoverStep
from cem_desktop.services.rekeying import Typed

WHY = "Notificación del juzgado"


@pytest.fixture
def place(custody):
    """An office with a vault; «nueva» takes over from «equipo»."""
    custody.add_user("nueva", "coordination", "key_admin")
    custody.workspace.identities.open(WHY, PASSPHRASE)
    custody.workspace.users.give_custody(custody.user("nueva").id, Typed(phrase_of("nueva")))
    custody.workspace.identities.close()
    return custody


def begin(place):
    place.workspace.handover.begin(place.user("equipo").id, place.user("nueva").id)


def next_step(place):
    return place.workspace.handover.state().next_step


def make_kit(workspace):
    kit = workspace.recovery.new_kit()
    workspace.recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    return kit


def count(workspace, papers):
    new = workspace.identity_sheets.of_new_keys(papers)
    answers = [
        [words.split()[number - 1] for number in asked]
        for words, asked in zip(new.sheets, new.asked, strict=True)
    ]
    workspace.identity_sheets.count(new, answers)


def text_of(job):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(job.pdf)).pages)


def test_a_change_of_coordinator_from_beginning_to_end(place):
    make_kit(place.workspace)  # of before: it is no step of the change
    place.clock.at += timedelta(days=1)
    begin(place)
    assert next_step(place) is HandoverStep.KEYS
    with pytest.raises(InputError) as caught:
        place.workspace.handover.finish()
    assert caught.value.details["step"] == "keys"
    assert "pending" in text_of(place.workspace.handover.protocol())

    successor = place.as_user("nueva")
    successor.identities.open(WHY, phrase_of("nueva"))
    leaving = place.user("equipo").id
    typed = {successor.user.id: Typed(phrase_of("nueva"))}
    result = successor.users.remove(leaving, typed)
    assert next_step(place) is HandoverStep.KIT
    kit = make_kit(successor)
    assert next_step(place) is HandoverStep.REHEARSAL
    place.close()  # it can be left and taken up again
    successor = place.as_user("nueva")
    successor.recovery.rehearse_kit(" ".join(kit.words))
    assert next_step(place) is HandoverStep.SHEETS
    count(successor, result.papers)
    assert next_step(place) is HandoverStep.PROTOCOL
    said = text_of(successor.handover.protocol())
    for told in ("equipo", "nueva", "Tacna", "Sheet 3 of 3", "Signature"):
        assert told in said
    assert "pending" not in said
    assert not any(f" {word} " in said for word in kit.words)
    successor.handover.finish()
    assert successor.handover.state() is None
    actions = [one.action for one in successor.trail.latest(12)]
    assert actions[0] == "handover_finished"
    assert "recovery_kit_rehearsed" in actions


def test_the_rehearsal_is_the_successors_own(place):
    begin(place)
    place.add_user("tercera", "coordination")
    successor = place.as_user("nueva")
    successor.identities.open(WHY, phrase_of("nueva"))
    typed = {
        successor.user.id: Typed(phrase_of("nueva")),
        place.user("tercera").id: Typed(phrase_of("tercera")),
    }
    successor.users.remove(place.user("equipo").id, typed)
    kit = make_kit(successor)
    third = place.as_user("tercera")
    third.recovery.rehearse_kit(" ".join(kit.words))
    assert next_step(place) is HandoverStep.REHEARSAL


def test_who_takes_over_needs_the_post_and_who_leaves_keeps_no_key(place):
    place.add_user("legal", "legal")
    users = place.workspace.users
    place.workspace.handover.begin(place.user("equipo").id, place.user("legal").id)
    assert next_step(place) is HandoverStep.SUCCESSOR
    users.change_roles(place.user("legal").id, ("legal", "coordination"))
    assert next_step(place) is HandoverStep.KEYS
    other = place.as_user("nueva")
    other.users.suspend(place.user("equipo").id)
    other.identities.open(WHY, phrase_of("nueva"))
    mine = {other.user.id: Typed(phrase_of("nueva"))}
    other.users.renew_keys(mine, with_identities=False)
    assert next_step(place) is HandoverStep.KEYS  # suspended, she still holds a key


def test_wrong_people_and_roles_are_refused(place):
    handover = place.workspace.handover
    equipo, nueva = place.user("equipo").id, place.user("nueva").id
    place.add_user("legal", "legal")
    for leaving, following in ((equipo, equipo), (place.user("legal").id, nueva), (equipo, "x")):
        with pytest.raises(InputError):
            handover.begin(leaving, following)
    with pytest.raises(RecordMissingError):
        handover.protocol()
    begin(place)
    handover.abandon()
    assert handover.state() is None
    legal = place.as_user("legal")
    with pytest.raises(NotPermittedError):
        legal.handover.begin(equipo, nueva)
