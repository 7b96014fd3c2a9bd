import pytest

ADULTS = ("18_29", "30_59", "60_plus")
MINORS = ("0_5", "6_11", "12_17", "presumed_minor")


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f15")
    session.answer("proceeding/kind", "trial_hearing")
    return session


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_only_the_proceeding_is_asked_for_without_fail(open_ficha):
    new = open_ficha("f15")
    assert problems(new) == {("proceeding/kind", "required")}
    new.answer("proceeding/kind", "preventive_statement")
    assert new.problems() == ()
    assert new.answers()["meeting/service_kind"] == "confrontation_preparation"


@pytest.mark.parametrize("group", ADULTS)
def test_an_ordered_confrontation_is_opposed_or_replaced_first(ficha, group):
    ficha.answer("meeting/age_group", group)
    assert not ficha.node("proceeding/oppose_first").relevant
    assert not ficha.node("proceeding/opposition").relevant
    ficha.answer("proceeding/kind", "confrontation")
    shown = ficha.node("proceeding/oppose_first")
    assert shown.relevant
    for way in ("art. 40", "182.3", "prueba anticipada", "cámara Gesell"):
        assert way in shown.label
    assert problems(ficha) == {("proceeding/opposition", "required")}
    ficha.answer("proceeding/opposition", "pending")
    assert ficha.problems() == ()


@pytest.mark.parametrize("group", [*MINORS, None])
@pytest.mark.parametrize("kind", ["confrontation", "single_interview", "trial_hearing", "other"])
def test_for_a_minor_it_is_opposed_or_replaced_always(ficha, group, kind):
    fill(ficha, {"meeting/age_group": group, "proceeding/kind": kind})
    assert ficha.node("proceeding/oppose_first").relevant
    assert "entrevista única" in ficha.node("proceeding/minor_never").label
    assert ficha.node("proceeding/minor_never").relevant


@pytest.mark.parametrize("group", [*MINORS, None])
def test_a_minor_is_neither_rehearsed_nor_asked_for_her_account(ficha, group):
    fill(ficha, {"meeting/age_group": "18_29", "rehearsal/words_to_avoid": "insultos"})
    assert ficha.node("rehearsal").relevant
    ficha.answer("meeting/age_group", group)
    assert not ficha.node("rehearsal").relevant
    assert not any(path.startswith("rehearsal/") for path in ficha.answers())


def test_no_question_asks_for_the_facts(ficha):
    facts = {one.fact for one in ficha.definition.questions.values()}
    assert "contact.account" not in facts


def test_the_drawing_is_asked_about_where_it_was_used(ficha):
    ficha.answer("meeting/age_group", "30_59")
    asked = ("traits", "feelings", "approach", "reactions")
    assert not any(ficha.node(f"rehearsal/{name}").relevant for name in asked)
    ficha.answer("rehearsal/drawn", "yes")
    assert all(ficha.node(f"rehearsal/{name}").relevant for name in asked)


def test_what_the_practice_found_is_offered(ficha):
    fill(ficha, {"meeting/age_group": "30_59", "rehearsal/drawn": "yes"})
    offered = {
        name: {value for value, _ in ficha.node(f"rehearsal/{name}").choices}
        for name in ("traits", "feelings", "reactions")
    }
    assert offered["traits"] >= {"bad", "vengeful", "mean", "lives_off_others", "kept", "idle"}
    assert offered["feelings"] >= {"fear", "anger", "revenge"}
    assert offered["reactions"] >= {"looks_down", "trembles", "closes_eyes", "wants_to_flee"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("meeting/rehearsal_no", 0),
        ("meeting/rehearsal_no", 61),
        ("meeting/held_on", "2026-11-24"),
        ("proceeding/escorts", ["nobody", "lawyer"]),
        ("rehearsal/fear_before", 11),
        ("rehearsal/feelings", ["nothing", "fear"]),
        ("readiness/shared_note", "a" * 241),
        ("farewell/next_on", "2026-11-22"),
    ],
)
def test_what_cannot_be_is_told(ficha, path, value):
    fill(ficha, {"meeting/age_group": "30_59", "rehearsal/drawn": "yes", path: value})
    assert problems(ficha) == {(path, "constraint")}


def test_more_fear_than_at_the_beginning_ends_the_day(ficha):
    fill(
        ficha,
        {"meeting/age_group": "30_59", "rehearsal/fear_before": 4, "rehearsal/fear_after": 7},
    )
    assert ficha.node("rehearsal/enough_today").relevant
    ficha.answer("rehearsal/fear_after", 2)
    assert not ficha.node("rehearsal/enough_today").relevant


@pytest.mark.parametrize(("ready", "helped"), [("yes", False), ("not_yet", True), ("no", True)])
def test_not_being_ready_is_no_refusal(ficha, ready, helped):
    ficha.answer("readiness/ready", ready)
    assert ficha.node("readiness/not_ready").relevant is helped
    assert ficha.problems() == ()


def test_a_proceeding_in_prison_and_one_without_company_say_what_to_do(ficha):
    fill(ficha, {"proceeding/diligence_place": "prison", "proceeding/escorts": ["nobody"]})
    assert ficha.node("proceeding/prison").relevant
    assert ficha.node("proceeding/not_alone").relevant


def test_the_team_sees_whether_she_is_ready_and_not_what_she_felt(ficha):
    questions = ficha.definition.questions
    assert questions["readiness/ready"].privacy == "coded"
    assert questions["readiness/ready"].fact == "confrontation.ready"
    rehearsed = [one for path, one in questions.items() if path.startswith("rehearsal/")]
    assert {one.privacy for one in rehearsed if one.type != "note"} == {"reserved"}


def test_readiness_is_the_latest(ficha):
    from datetime import date

    from cem_desktop.domain.facts import FACTS, Statement, resolve

    said = [
        Statement("confrontation.ready", ready, "f15@2026.1", ready, date(2026, month, 1))
        for month, ready in ((5, "no"), (9, "yes"), (7, "not_yet"))
    ]
    assert resolve(FACTS["confrontation.ready"], said).value == "yes"


def test_of_a_preparation_only_service_month_and_age_group_leave(ficha):
    questions = ficha.definition.questions
    left = {path for path, one in questions.items() if one.privacy == "statistical"}
    assert left == {"meeting/service_kind", "meeting/service_on", "meeting/age_group"}


def test_a_preparation_and_an_act_of_the_proceeding_are_named_by_the_same_lists(library, ficha):
    act = library.definition("f19").questions
    for ours, theirs in (
        ("kind", "act_kind"),
        ("diligence_place", "act_place"),
        ("escorts", "companions"),
    ):
        asked = ficha.definition.questions[f"proceeding/{ours}"].list_name
        assert asked == act[f"acts/act/{theirs}"].list_name
    offered = {value for value, _ in ficha.node("proceeding/kind").choices}
    assert {"single_interview", "confrontation", "trial_hearing", "forensic_medical"} <= offered
    assert not offered & {"writ", "appeal_view", "charges_hearing"}
