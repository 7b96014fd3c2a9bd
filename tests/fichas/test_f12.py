import pytest

AREAS = ("bond", "image", "confrontation", "identity")
PAIRS = [
    ("Me iba a dar un futuro mejor", "Te esclavizó"),
    ("Tenía mucho dinero", "Vivía de otras personas"),
    ("Lo puede todo", "Es un cobarde"),
    ("Era atractivo", "No lo es"),
    ("Es alto y fuerte", "Es una persona como cualquiera"),
    ("Era bueno", "Cometió delitos contra ti"),
    ("Me puede matar", "Está preso"),
]
PAIR = "image/pair"
OWN = "image/own_pair"
MONTH = "timeline/month"


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f12")


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def pairs(session):
    answers = session.answers()
    return [
        (answers.get(f"{PAIR}/{row}/belief"), answers.get(f"{PAIR}/{row}/reality"))
        for row in session.rows(PAIR)
    ]


def test_a_plan_comes_ready_made_and_can_be_closed(ficha):
    assert ficha.problems() == ()
    answers = ficha.answers()
    assert answers["plan/areas"] == list(AREAS)
    assert answers["plan/service_kind"] == "psychological_plan"
    assert answers["plan/service_on"] == answers["plan/planned_on"] == "2026-11-23"
    for area in AREAS:
        assert answers[f"{area}/{area}_goal"]
        assert ficha.node(f"{area}/{area}_baseline").relevant
        assert not ficha.node(f"{area}/{area}_progress").relevant


def test_it_brings_eight_months_with_their_areas(ficha):
    rows = ficha.rows(MONTH)
    answers = ficha.answers()
    assert [answers[f"{MONTH}/{row}/month_no"] for row in rows] == [
        f"month_{number}" for number in range(1, 9)
    ]
    assert [answers[f"{MONTH}/{row}/focus"] for row in rows] == [
        area for area in AREAS for _ in range(2)
    ]


def test_months_are_changed_and_kept(ficha):
    second = ficha.rows(MONTH)[1]
    ficha.answer(f"{MONTH}/{second}/focus", "support")
    ficha.answer(f"{MONTH}/{second}/milestone", "statement")
    ficha.answer("timeline/months", 10)
    assert len(ficha.rows(MONTH)) == 10
    assert ficha.answers()[f"{MONTH}/{second}/focus"] == "support"
    ficha.answer("timeline/months", 3)
    assert len(ficha.rows(MONTH)) == 3
    assert ficha.answers()[f"{MONTH}/{second}/milestone"] == "statement"


@pytest.mark.parametrize("months", [0, 25])
def test_a_plan_lasts_from_one_month_to_two_years(ficha, months):
    ficha.answer("timeline/months", months)
    assert problems(ficha) == {("timeline/months", "constraint")}


def test_seven_pairs_of_belief_and_reality_are_there_to_begin_with(ficha):
    assert pairs(ficha) == PAIRS


def test_no_example_tells_what_would_find_somebody(ficha):
    assert not any(sign.isdigit() for pair in pairs(ficha) for text in pair for sign in text)


def test_a_pair_is_changed_taken_away_and_added_to(ficha, open_ficha):
    first, second, third = ficha.rows(PAIR)[:3]
    ficha.answer(f"{PAIR}/{first}/belief", "Me iba a llevar a la capital")
    ficha.answer(f"{PAIR}/{second}/pair_held", "not_hers")
    ficha.answer(f"{PAIR}/{third}/reality", None)
    own = ficha.add_row(OWN)
    ficha.answer(f"{OWN}/{own}/own_belief", "Sin él no soy nadie")
    expected = [("Me iba a llevar a la capital", "Te esclavizó"), (None, None), (PAIRS[2][0], None)]
    assert pairs(ficha) == expected + PAIRS[3:]
    again = open_ficha("f12", answers=ficha.answers())
    assert pairs(again) == pairs(ficha)
    assert again.answers() == ficha.answers()


def test_a_pair_that_comes_back_is_as_it_was_left(ficha):
    first = ficha.rows(PAIR)[0]
    ficha.answer(f"{PAIR}/{first}/belief", "Me iba a querer")
    ficha.answer(f"{PAIR}/{first}/pair_held", "not_hers")
    ficha.answer(f"{PAIR}/{first}/pair_held", "doubts")
    assert pairs(ficha)[0] == ("Me iba a querer", "Te esclavizó")


def test_looking_at_the_review_loses_nothing_of_the_plan(ficha):
    first = ficha.rows(PAIR)[0]
    ficha.answer(f"{PAIR}/{first}/belief", "Me iba a querer")
    ficha.answer("plan/kind", "review")
    assert not any(path.startswith(f"{PAIR}/") for path in ficha.answers())
    ficha.answer("plan/kind", "initial")
    assert pairs(ficha)[0] == ("Me iba a querer", "Te esclavizó")


def test_a_review_asks_for_progress_alone(ficha):
    ficha.answer("plan/kind", "review")
    assert not ficha.node("timeline").relevant
    for area in AREAS:
        assert not ficha.node(f"{area}/{area}_baseline").relevant
        assert not ficha.node(f"{area}/{area}_goal").relevant
        assert ficha.node(f"{area}/{area}_now").relevant
        assert ficha.node(f"{area}/{area}_progress").relevant


@pytest.mark.parametrize("area", AREAS)
def test_an_area_that_she_does_not_need_disappears(ficha, area):
    ficha.answer("plan/areas", [one for one in AREAS if one != area])
    assert not ficha.node(area).relevant


@pytest.mark.parametrize(
    ("area", "adult", "minor"),
    [
        ("bond", {"healthy_harmful", "deceit_awareness"}, {"healthy_harmful"}),
        ("image", {"pointing_out", "belief_reality"}, {"pointing_out", "belief_reality"}),
        (
            "confrontation",
            {"imagery", "materialisation", "talking_drawing", "overflow_work"},
            {"overflow_work"},
        ),
        ("identity", {"life_history", "skills", "life_project"}, {"skills", "life_project"}),
    ],
)
def test_an_area_offers_its_techniques(ficha, area, adult, minor):
    node = f"{area}/{area}_techniques"
    for group, expected in (("30_59", adult), ("12_17", minor), ("presumed_minor", minor)):
        ficha.answer("plan/age_group", group)
        assert {name for name, _ in ficha.node(node).choices} == expected | {"other"}
        assert ficha.node("confrontation/confrontation_minor").relevant is (group != "30_59")


@pytest.mark.parametrize("scale", ["bond/bond_baseline", "identity/identity_baseline"])
def test_a_scale_ends_at_ten(ficha, scale):
    ficha.answer(scale, 11)
    assert problems(ficha) == {(scale, "constraint")}
    ficha.answer(scale, 10)
    assert ficha.problems() == ()


@pytest.mark.parametrize(("day", "near"), [("2026-12-20", True), ("2027-03-01", False)])
def test_a_near_proceeding_changes_where_the_plan_begins(ficha, day, near):
    assert not ficha.node("plan/soon").relevant
    ficha.answer("plan/first_on", day)
    assert ficha.node("plan/soon").relevant is near


def test_the_team_sees_progress_and_no_belief(ficha):
    questions = ficha.definition.questions
    for area in AREAS:
        assert questions[f"{area}/{area}_progress"].privacy == "coded"
        assert questions[f"{area}/{area}_baseline"].privacy == "reserved"
        assert questions[f"{area}/{area}_goal"].privacy == "reserved"
    for path in (f"{PAIR}/belief", f"{PAIR}/reality", f"{OWN}/own_belief", f"{OWN}/own_reality"):
        assert questions[path].privacy == "reserved"


def test_of_a_plan_only_service_month_and_age_group_leave(ficha):
    questions = ficha.definition.questions
    left = {path for path, one in questions.items() if one.privacy == "statistical"}
    assert left == {"plan/service_kind", "plan/service_on", "plan/age_group"}
