import pytest

MINOR = ("0_5", "6_11", "12_17", "presumed_minor")
ADULT = ("18_29", "30_59", "60_plus")


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f08")


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def narratives(session):
    """The paths of free texts that can be answered now."""
    return {
        path
        for path, question in session.definition.questions.items()
        if question.type == "text" and session.node(path).relevant
    }


def test_a_new_ficha_can_be_closed_as_it_is(ficha):
    assert ficha.problems() == ()
    assert ficha.answers()["first/service_kind"] == "crisis_support"
    ficha.answer("first/on", "2026-11-20")
    assert ficha.answers()["first/service_on"] == "2026-11-20"


@pytest.mark.parametrize("group", [None, *MINOR])
def test_a_minor_finds_no_place_for_a_narrative(ficha, group):
    ficha.answer("first/age_group", group)
    assert narratives(ficha) == set()
    note = ficha.node("first/single_interview_only")
    assert note.relevant
    assert "entrevista única" in note.label
    assert "cámara Gesell" in note.label
    assert ficha.node("first/single_interview").relevant


@pytest.mark.parametrize("group", ADULT)
def test_an_adult_may_tell_what_she_wishes(ficha, group):
    ficha.answer("first/age_group", group)
    assert narratives(ficha) == {"words/account", "words/note"}
    assert not ficha.node("first/single_interview_only").relevant
    assert ficha.node("words/limits_first").relevant


def test_what_was_written_goes_when_she_turns_out_a_minor(ficha):
    ficha.answer("first/age_group", "18_29")
    ficha.answer("words/account", "Quiso contar algo.")
    ficha.answer("first/age_group", "presumed_minor")
    assert "words/account" not in ficha.answers()


def test_an_account_that_was_taken_is_not_taken_again(ficha):
    ficha.answer("first/age_group", "30_59")
    ficha.answer("first/account_taken", "yes")
    assert narratives(ficha) == {"words/note"}
    assert ficha.node("first/account_where").relevant
    assert ficha.node("first/account_copy").relevant
    assert "No se toma otra vez" in ficha.node("first/not_again").label
    for answer in ("no", "unknown"):
        ficha.answer("first/account_taken", answer)
        assert not ficha.node("first/account_where").relevant
        assert "words/account" in narratives(ficha)


def test_whether_it_was_taken_is_asked_before_anything_about_her(ficha):
    order = list(ficha.definition.questions)
    assert order.index("first/account_taken") < order.index("state/emotions")
    assert order.index("first/account_taken") < order.index("words/account")


def test_the_examination_belongs_to_legal_medicine(ficha):
    note = ficha.node("first/no_exam_here")
    assert note.relevant
    assert "Medicina Legal" in note.label
    assert "no se aplican pruebas" in note.label


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("none", None),
        ("thoughts", "suicide_watch"),
        ("plan", "suicide_now"),
        ("attempt", "suicide_now"),
        ("not_asked", "suicide_ask"),
    ],
)
def test_thoughts_of_death_bring_what_to_do_at_once(ficha, answer, shown):
    ficha.answer("state/suicide", answer)
    for note in ("suicide_now", "suicide_watch", "suicide_ask"):
        assert ficha.node(f"state/{note}").relevant is (note == shown)
    assert ficha.problems() == ()


def test_saving_her_life_waits_for_no_permission(ficha):
    label = ficha.node("state/suicide_now").label
    assert "no la deje sola" in label
    assert "no hace falta su permiso" in label


def test_the_upe_is_told_before_going_on(ficha):
    ficha.answer("first/age_group", "12_17")
    assert ficha.node("first/upe_told").relevant
    ficha.answer("first/upe_told", "no")
    assert ficha.node("first/tell_upe").relevant
    ficha.answer("first/upe_told", "yes")
    assert not ficha.node("first/tell_upe").relevant
    ficha.answer("first/age_group", "18_29")
    assert not ficha.node("first/upe_told").relevant


def test_only_a_need_can_have_been_seen_to(ficha):
    assert not ficha.node("support/needs_met").relevant
    ficha.answer("support/needs", ["lodging", "emergency_kit"])
    assert {value for value, _ in ficha.node("support/needs_met").choices} == {
        "lodging",
        "emergency_kit",
    }
    assert "72 horas" in ficha.node("support/health_now").label
    assert ficha.node("support/health_now").relevant
    ficha.answer("support/needs_met", ["lodging"])
    ficha.answer("support/needs", ["food"])
    assert "support/needs_met" not in ficha.answers()
    assert not ficha.node("support/health_now").relevant


@pytest.mark.parametrize(
    ("response", "shown"),
    [("calmer", None), ("same", "not_better"), ("worse", "not_better"), ("left", "left")],
)
def test_nobody_is_sent_off_worse_than_she_came(ficha, response, shown):
    ficha.answer("support/response", response)
    for note in ("not_better", "left"):
        assert ficha.node(f"support/{note}").relevant is (note == shown)


def test_a_risk_is_dated_by_the_attention(ficha):
    assert "state/risk_on" not in ficha.answers()
    ficha.answer("first/on", "2026-11-19")
    ficha.answer("state/risk", "moderate")
    assert ficha.answers()["state/risk_on"] == "2026-11-19"


def test_the_next_date_is_not_before_this_one(ficha):
    ficha.answer("farewell/next_on", "2026-11-01")
    assert problems(ficha) == {("farewell/next_on", "constraint")}
    ficha.answer("farewell/next_on", "2026-11-25")
    assert ficha.problems() == ()


def test_her_state_stays_in_the_office(library):
    questions = library.definition("f08").questions
    leaving = {path for path, one in questions.items() if one.privacy == "statistical"}
    assert leaving == {"first/service_kind", "first/service_on", "first/age_group"}
    reserved = {path for path, one in questions.items() if one.privacy == "reserved"}
    assert reserved == {"state/emotions", "words/account", "words/note"}


def test_the_reserved_note_says_who_reads_it(ficha):
    assert ficha.definition.settings.write == {"psychology", "coordination"}
    assert "La leen psicología y coordinación" in ficha.node("words/note").hint
