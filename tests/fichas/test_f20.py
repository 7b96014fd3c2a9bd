"""F20: an index of evidence that holds no evidence, only its keeper and its way."""

import hashlib

import pytest

from cem_desktop.domain.roles import ROLES, may_read


@pytest.fixture
def ficha(open_ficha):
    return fill(open_ficha("f20"), {"piece/kind": "document"})


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def row(session, repeat):
    return f"{repeat}/{session.rows(repeat)[0]}"


def test_only_what_it_is_has_to_be_said(open_ficha):
    ficha = open_ficha("f20")
    assert problems(ficha) == {("piece/kind", "required")}
    ficha.answer("piece/kind", "travel")
    assert ficha.problems() == ()


def test_nobody_but_the_legal_service_reads_it(ficha):
    settings = ficha.definition.settings
    readers = {role for role in ROLES if may_read(settings.read, (role,), settings.write)}
    assert readers == {"legal"}


def test_nothing_of_it_leaves_and_nothing_is_uploaded(ficha):
    for question in ficha.definition.questions.values():
        assert question.privacy in {None, "coded", "reserved"}, question.path
        assert question.type != "upload", question.path
        if question.type == "text":
            assert question.privacy == "reserved", question.path


def test_a_fingerprint_is_64_symbols(ficha):
    for refused in ("abc", "g" * 64, "a" * 63, "a" * 65, "40404040"):
        ficha.answer("piece/sha256", refused)
        assert problems(ficha) == {("piece/sha256", "constraint")}
    ficha.answer("piece/sha256", hashlib.sha256(b"invented").hexdigest())
    assert ficha.problems() == ()
    ficha.answer("piece/sha256", hashlib.sha256(b"invented").hexdigest().upper())
    assert ficha.problems() == ()


def test_a_step_of_the_chain_has_hands_and_a_day_after_the_beginning(ficha):
    ficha.answer("piece/obtained_on", "2026-11-10")
    step = row(ficha, "custody/step")
    assert ficha.problems() == ()
    ficha.answer(f"{step}/step_on", "2026-11-09")
    assert problems(ficha) == {
        (f"{step}/event", "required"),
        (f"{step}/step_on", "constraint"),
    }
    fill(ficha, {f"{step}/event": "handed", f"{step}/step_on": "2026-11-12"})
    fill(ficha, {f"{step}/giver": "legal", f"{step}/receiver": "prosecution"})
    assert ficha.problems() == ()
    assert not ficha.node(f"{step}/no_receipt").relevant
    ficha.answer(f"{step}/receipt", "no")
    assert ficha.node(f"{step}/no_receipt").relevant
    fill(ficha, {f"{step}/event": "viewed"})
    assert not ficha.node(f"{step}/receiver").relevant
    assert not ficha.node(f"{step}/receipt").relevant


def test_it_is_handed_only_to_an_authority_against_a_receipt(ficha):
    names = [name for name, _ in ficha.node("filing/filed_with").choices]
    assert names == ["police", "prosecution", "legal_medicine", "court"]
    assert not ficha.node("filing/filed_receipt").relevant
    fill(ficha, {"piece/obtained_on": "2026-11-10", "filing/filed_with": "prosecution"})
    ficha.answer("filing/filed_on", "2026-11-09")
    assert problems(ficha) == {("filing/filed_on", "constraint")}
    ficha.answer("filing/filed_on", "2026-11-11")
    assert ficha.node("filing/filed_receipt").relevant
    assert ficha.problems() == ()


def test_a_supposed_partners_sworn_statement_has_its_rebuttal(ficha):
    assert not ficha.node("counter/counter_kind").relevant
    fill(ficha, {"counter/brought": "yes", "counter/counter_kind": ["sworn_statement"]})
    assert ficha.node("counter/partner_statement").relevant
    assert "no demuestra inocencia" in ficha.node("counter/partner_statement").label
    assert ficha.node("counter/rebuttal").relevant
    ficha.answer("counter/brought", "no")
    assert "counter/counter_kind" not in ficha.answers()
    assert not ficha.node("counter/partner_statement").relevant


@pytest.mark.parametrize(
    ("kind", "once", "images"),
    [
        ("expert_report", True, False),
        ("psychological_report", True, False),
        ("photo_video", False, True),
        ("message", False, True),
        ("travel", False, False),
    ],
)
def test_what_it_is_brings_its_own_care(ficha, kind, once, images):
    ficha.answer("piece/kind", kind)
    assert ficha.node("piece/forensic_once").relevant is once
    assert ficha.node("piece/images").relevant is images


def test_what_she_hands_in_is_hers(ficha):
    ficha.answer("piece/origin", "her")
    note = ficha.node("piece/hers")
    assert note.relevant
    assert "no se retienen nunca" in note.label
