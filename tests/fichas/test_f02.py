import pytest

from cem_desktop.domain.facts import FACTS, Statement, resolve

PURPOSES = (
    "care",
    "record",
    "statistics",
    "referral",
    "visit",
    "contact",
    "recording",
    "research",
)


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f02")
    session.answer("before/limits_told", "before")
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_a_new_ficha_asks_only_whether_the_limits_were_told(open_ficha):
    new = open_ficha("f02")
    assert new.answers()["before/act"] == "first"
    assert new.answers()["before/on"] == "2026-11-23"
    assert problems(new) == {("before/limits_told", "required")}


def test_the_limits_of_confidentiality_come_before_everything_she_decides(ficha):
    order = list(ficha.definition.questions)
    limits = order.index("before/limits")
    assert all(limits < order.index(f"purposes/{purpose}") for purpose in PURPOSES)
    assert ficha.definition.body[0].path == "before"
    assert "antes de que cuente" in ficha.node("before/limits").label
    law = ficha.node("before/limits_law").label
    assert "326.2 b" in law
    assert "327.2" in law
    assert "secreto profesional" in law


@pytest.mark.parametrize(
    ("told", "stop", "late"),
    [("before", False, False), ("after", False, True), ("not_yet", True, False)],
)
def test_who_did_not_hear_the_limits_hears_them_now(ficha, told, stop, late):
    ficha.answer("before/limits_told", told)
    assert ficha.node("before/limits_missing").relevant is stop
    assert ficha.node("before/limits_late").relevant is late


def test_a_companion_cannot_be_the_interpreter(ficha):
    assert not ficha.node("before/interpreter").relevant
    ficha.answer("before/language", "quechua")
    offered = {value for value, _ in ficha.node("before/interpreter").choices}
    assert "companion" not in offered
    ficha.answer("before/interpreter", "missing")
    assert ficha.node("before/interpreter_missing").relevant
    assert ficha.problems() == ()


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_refusal_stops_her_care(ficha, purpose, answer):
    ficha.answer("before/act", "change")
    ficha.answer(f"purposes/{purpose}", answer)
    assert ficha.problems() == ()
    assert ficha.node("purposes/care_goes_on").relevant
    assert ficha.node("purposes/after_withdrawal").relevant is (answer == "withdrawn")


def test_nothing_refused_needs_no_comfort(ficha):
    for purpose in PURPOSES:
        ficha.answer(f"purposes/{purpose}", "given")
    assert not ficha.node("purposes/care_goes_on").relevant


@pytest.mark.parametrize(
    ("act", "offered"),
    [("first", {"given", "refused", "not_asked"}), ("change", {"given", "refused", "withdrawn"})],
)
def test_only_what_was_given_before_can_be_withdrawn(ficha, act, offered):
    ficha.answer("before/act", act)
    for purpose in PURPOSES:
        choices = ficha.node(f"purposes/{purpose}").choices
        assert {value for value, _ in choices} == offered


def test_each_purpose_is_one_fact_with_one_list(library):
    questions = library.definition("f02").questions
    for purpose in PURPOSES:
        question = questions[f"purposes/{purpose}"]
        assert question.fact == f"consent.{purpose}"
        assert question.list_name == "consent_answer"
        assert question.privacy == "coded"


def stated(session, record):
    """What a closed ficha states, dated as the store dates it."""
    from datetime import date

    answers = session.answers()
    on = date.fromisoformat(answers["before/on"])
    return [
        Statement(question.fact, value, "f02", record, on=on)
        for path, value in answers.items()
        if (question := session.definition.questions.get(path)) and question.fact
    ]


def test_a_withdrawal_counts_from_its_date_and_leaves_the_rest(open_ficha):
    def decided(record, **answers):
        session = open_ficha("f02")
        for path, value in answers.items():
            session.answer(path.replace("__", "/"), value)
        assert session.problems() == ()
        return stated(session, record)

    first = decided(
        "a",
        before__on="2026-10-01",
        before__limits_told="before",
        purposes__statistics="given",
        purposes__visit="refused",
    )
    later = decided(
        "b",
        before__act="change",
        before__on="2026-11-02",
        before__limits_told="before",
        purposes__statistics="withdrawn",
    )
    for order in (first + later, later + first):
        assert resolve(FACTS["consent.statistics"], order).value == "withdrawn"
        assert resolve(FACTS["consent.visit"], order).value == "refused"


@pytest.mark.parametrize(
    ("group", "fourteen", "asked", "another", "duty"),
    [
        ("0_5", None, False, "yes", True),
        ("6_11", None, False, "yes", True),
        ("12_17", None, True, "yes", True),
        ("12_17", "yes", True, "no", True),
        ("12_17", "no", True, "yes", True),
        ("12_17", "unknown", True, "yes", True),
        ("presumed_minor", "yes", True, "no", True),
        ("presumed_minor", "unknown", True, "yes", True),
        ("18_29", None, False, "no", False),
        ("60_plus", None, False, "no", False),
    ],
)
def test_who_may_decide_follows_from_the_age(ficha, group, fourteen, asked, another, duty):
    ficha.answer("decides/age_group", group)
    assert ficha.node("decides/fourteen").relevant is asked
    if fourteen:
        ficha.answer("decides/fourteen", fourteen)
    assert ficha.answers()["decides/by_another"] == another
    assert ficha.node("decides/representative").relevant is (another == "yes")
    assert ficha.node("decides/minor_duty").relevant is duty
    assert ficha.problems() == ()


def test_nothing_known_of_the_age_decides_nothing(ficha):
    assert "decides/by_another" not in ficha.answers()


@pytest.mark.parametrize(
    ("linked", "seek", "check", "refused"),
    [
        ("yes", True, False, True),
        ("unknown", False, True, True),
        ("no", False, False, False),
    ],
)
def test_a_representative_linked_to_the_accused_decides_nothing(
    ficha, linked, seek, check, refused
):
    ficha.answer("decides/age_group", "6_11")
    ficha.answer("decides/representative", "relative")
    ficha.answer("decides/linked", linked)
    assert ficha.node("decides/seek_another").relevant is seek
    assert ficha.node("decides/check_first").relevant is check
    ficha.answer("decides/given_by", "representative")
    assert (("decides/given_by", "constraint") in problems(ficha)) is refused
    ficha.answer("decides/given_by", "upe")
    assert ficha.problems() == ()
    assert ficha.node("decides/assent").relevant


def test_under_fourteen_she_is_asked_but_another_decides(ficha):
    ficha.answer("decides/age_group", "6_11")
    ficha.answer("decides/given_by", "herself")
    assert problems(ficha) == {("decides/given_by", "constraint")}
    ficha.answer("decides/given_by", "upe")
    ficha.answer("decides/assent", "no")
    assert ficha.node("decides/no_assent").relevant
    assert ficha.problems() == ()


def test_seeking_another_names_the_upe(ficha):
    for path, value in {
        "decides/age_group": "6_11",
        "decides/representative": "mother",
        "decides/linked": "yes",
    }.items():
        ficha.answer(path, value)
    label = ficha.node("decides/seek_another").label
    assert "Busque otro representante" in label
    assert "UPE" in label


def test_a_minor_without_representative_is_the_upes_charge(ficha):
    ficha.answer("decides/age_group", "0_5")
    ficha.answer("decides/representative", "none")
    assert ficha.node("decides/no_representative").relevant
    assert not ficha.node("decides/linked").relevant
    assert not ficha.node("decides/representative_name").relevant


def test_the_representative_is_named_nowhere_in_the_coded_file(library):
    question = library.definition("f02").questions["decides/representative_name"]
    assert question.privacy == "identity"


def test_an_adult_with_support_still_decides_herself(ficha):
    ficha.answer("decides/age_group", "18_29")
    ficha.answer("decides/capacity", "support")
    assert ficha.answers()["decides/by_another"] == "no"
    assert ficha.node("decides/representative").relevant
    ficha.answer("decides/given_by", "herself")
    assert not ficha.node("decides/assent").relevant
    assert ficha.problems() == ()


def test_a_day_that_is_too_much_postpones_the_rest(ficha):
    ficha.answer("decides/capacity", "not_today")
    assert ficha.node("decides/not_today").relevant
    assert ficha.problems() == ()


def test_whom_others_may_tell_is_asked_only_after_a_yes(ficha):
    assert not ficha.node("purposes/referral_to").relevant
    ficha.answer("purposes/referral", "given")
    assert ficha.node("purposes/referral_to").relevant
    ficha.answer("purposes/referral", "refused")
    assert not ficha.node("purposes/referral_to").relevant


def test_another_basis_than_consent_is_named_and_explained(ficha):
    ficha.answer("basis/other_basis", ["none", "duty_report"])
    assert problems(ficha) == {("basis/other_basis", "constraint")}
    ficha.answer("basis/other_basis", ["none"])
    assert not ficha.node("basis/basis_for").relevant
    ficha.answer("basis/other_basis", ["public_function", "vital_interest"])
    assert ficha.node("basis/basis_for").relevant
    assert ficha.node("basis/basis_explained").relevant
    labels = dict(ficha.node("basis/other_basis").choices)
    assert "14.1" in labels["public_function"]


def test_only_the_month_and_the_age_group_leave(library):
    leaving = {
        question.fact: question.send
        for question in library.definition("f02").questions.values()
        if question.privacy == "statistical"
    }
    assert leaving == {"consent.on": "month", "victim.age_group": "age_group"}
