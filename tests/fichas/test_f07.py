import pytest


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f07")


@pytest.fixture
def sent(ficha):
    ficha.answer("which/direction", "sent")
    ficha.answer("outgoing/to", "health")
    return ficha


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_a_new_ficha_asks_which_way_it_goes(ficha):
    assert problems(ficha) == {("which/direction", "required")}
    for group in ("incoming", "outgoing", "sending", "answer"):
        assert not ficha.node(group).relevant


def test_a_referral_received_says_where_it_comes_from(ficha):
    ficha.answer("which/direction", "received")
    assert problems(ficha) == {("incoming/from", "required")}
    ficha.answer("incoming/from", "police_trafficking")
    ficha.answer("which/on", "2026-11-20")
    assert ficha.problems() == ()
    answers = ficha.answers()
    assert answers["incoming/received_on"] == "2026-11-20"
    assert not any(path.startswith(("outgoing/", "sending/")) for path in answers)
    assert ficha.node("answer").relevant


def test_a_referral_sent_asks_her_first(sent):
    assert problems(sent) == {("outgoing/consent", "required")}
    assert not sent.node("sending").relevant
    sent.answer("outgoing/consent", "given")
    assert sent.problems() == ()
    answers = sent.answers()
    assert answers["outgoing/service_kind"] == "referral"
    assert answers["outgoing/sent_on"] == answers["outgoing/service_on"] == "2026-11-23"
    assert answers["answer/state"] == "pending"


@pytest.mark.parametrize(
    ("consent", "duty", "goes", "stop", "by_duty"),
    [
        ("given", None, True, False, False),
        ("partly", None, True, False, False),
        ("refused", None, False, True, False),
        ("refused", ["none"], False, True, False),
        ("refused", ["duty_report"], True, False, True),
        ("not_asked", None, False, True, False),
        ("not_asked", ["vital_interest"], True, False, True),
        ("refused", ["child_protection", "court_order"], True, False, True),
    ],
)
def test_her_refusal_stops_a_referral_except_by_duty(sent, consent, duty, goes, stop, by_duty):
    sent.answer("outgoing/consent", consent)
    if duty:
        sent.answer("outgoing/duty", duty)
    assert sent.node("sending").relevant is goes
    assert sent.node("answer").relevant is goes
    assert ("outgoing/sent_on" in sent.answers()) is goes
    assert ("outgoing/service_kind" in sent.answers()) is goes
    assert sent.node("outgoing/stop").relevant is stop
    assert sent.node("outgoing/by_duty").relevant is by_duty
    assert sent.problems() == ()


def test_a_childs_no_does_not_keep_the_upe_from_knowing(sent):
    sent.answer("which/age_group", "presumed_minor")
    sent.answer("outgoing/to", "upe")
    sent.answer("outgoing/consent", "refused")
    assert sent.node("outgoing/upe_by_duty").relevant
    sent.answer("outgoing/duty", ["child_protection"])
    assert not sent.node("outgoing/upe_by_duty").relevant
    assert sent.node("sending").relevant


def test_what_was_to_be_sent_goes_when_she_says_no(sent):
    sent.answer("outgoing/consent", "given")
    sent.answer("sending/disclosed", ["code", "need"])
    sent.answer("sending/details_out", "Lo pedido.")
    sent.answer("outgoing/consent", "refused")
    assert not any(path.startswith("sending/") for path in sent.answers())


def test_no_duty_goes_alone(sent):
    sent.answer("outgoing/consent", "refused")
    sent.answer("outgoing/duty", ["none", "duty_report"])
    assert problems(sent) == {("outgoing/duty", "constraint")}


def test_of_a_shelter_neither_name_nor_place_is_asked(sent):
    sent.answer("outgoing/consent", "given")
    assert sent.node("sending/to_unit").relevant
    sent.answer("sending/to_unit", "Mesa de partes")
    sent.answer("outgoing/to", "shelter")
    assert not sent.node("sending/to_unit").relevant
    assert "sending/to_unit" not in sent.answers()
    assert sent.node("outgoing/shelter").relevant


@pytest.mark.parametrize(
    ("group", "to", "told"),
    [
        ("12_17", "health", True),
        ("presumed_minor", "shelter", True),
        ("0_5", "upe", False),
        ("18_29", "health", False),
    ],
)
def test_a_minor_brings_up_the_upe_whoever_receives_her(sent, group, to, told):
    sent.answer("which/age_group", group)
    sent.answer("outgoing/to", to)
    assert sent.node("outgoing/upe_too").relevant is told


def test_the_destinations_that_the_circuit_needs_are_there(sent):
    offered = {value for value, _ in sent.node("outgoing/to").choices}
    assert offered >= {"udavit", "upe", "public_defence", "health", "legal_medicine", "shelter"}


@pytest.mark.parametrize(
    ("risk", "with_her", "transport", "warned"),
    [
        ("severe", "alone", None, True),
        ("severe", "cem", "public", True),
        ("moderate", "trusted", "own", True),
        ("severe", "cem", "unmarked", False),
        ("low", "alone", "public", False),
    ],
)
def test_at_risk_nobody_is_sent_off_alone(sent, risk, with_her, transport, warned):
    sent.answer("which/risk", risk)
    sent.answer("outgoing/consent", "given")
    sent.answer("sending/accompaniment", with_her)
    sent.answer("sending/transport", transport)
    assert sent.node("sending/transport_risk").relevant is warned


def test_giving_her_account_along_is_questioned(sent):
    sent.answer("outgoing/consent", "given")
    sent.answer("sending/disclosed", ["code", "account"])
    assert sent.node("sending/account_disclosed").relevant


def test_a_deadline_lies_after_the_referral(sent):
    sent.answer("outgoing/consent", "given")
    sent.answer("sending/answer_by", "2026-11-01")
    assert problems(sent) == {("sending/answer_by", "constraint")}
    sent.answer("sending/answer_by", "2026-12-01")
    assert sent.problems() == ()


def test_a_rejection_has_its_reason_and_leaves_her_in_care(sent):
    sent.answer("outgoing/consent", "given")
    sent.answer("answer/state", "rejected")
    assert problems(sent) == {("answer/rejected_for", "required")}
    assert "no la deja sin atención" in sent.node("answer/rejected").label
    sent.answer("answer/rejected_for", ["no_capacity", "papers"])
    sent.answer("answer/answered_on", "2026-11-23")
    assert sent.problems() == ()
    sent.answer("answer/state", "attended")
    assert "answer/rejected_for" not in sent.answers()


def test_what_came_back_is_asked_when_something_can(sent):
    sent.answer("outgoing/consent", "given")
    assert not sent.node("answer/answered_on").relevant
    assert not sent.node("answer/counter").relevant
    sent.answer("answer/state", "attended")
    assert sent.node("answer/answered_on").relevant
    assert sent.node("answer/counter").relevant
    assert not sent.node("answer/counter_details").relevant
    sent.answer("answer/counter", "received")
    assert sent.node("answer/counter_details").relevant


def test_a_risk_is_dated_by_the_referral(ficha):
    ficha.answer("which/on", "2026-11-18")
    ficha.answer("which/risk", "severe")
    assert ficha.answers()["which/risk_on"] == "2026-11-18"


def test_what_was_told_to_others_stays_in_the_office(library):
    questions = library.definition("f07").questions
    for path in ("sending/disclosed", "outgoing/consent", "outgoing/duty"):
        assert questions[path].privacy == "coded"
    for path in ("incoming/from_unit", "sending/to_unit"):
        assert questions[path].privacy == "reserved"
    for path in ("incoming/details_in", "sending/details_out", "answer/counter_details"):
        assert questions[path].privacy == "reserved"
