"""F19: the steps of a criminal proceeding under two codes, by the law of the day of the facts."""

import re

import pytest

from cem_desktop.domain.facts import FACTS, Statement, resolve
from cem_desktop.services.catalogues import codes_of
from cem_desktop.services.filling import open_session
from cem_desktop.sync.coarsening import leaving

ESSENTIALS = {"proceeding/code": "penal_2004", "proceeding/stage": "police_report"}
ACT = "acts/act"


@pytest.fixture
def ficha(open_ficha):
    return fill(open_ficha("f19"), ESSENTIALS)


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def offered(session, path):
    return [name for name, _ in session.node(path).choices]


def act(session, **answers):
    row = session.rows(ACT)[0]
    return fill(session, {f"{ACT}/{row}/{name}": value for name, value in answers.items()})


def in_act(session, name):
    return f"{ACT}/{session.rows(ACT)[0]}/{name}"


def test_date_code_and_stage_are_a_step_that_can_be_closed(open_ficha):
    ficha = open_ficha("f19")
    assert ficha.answers()["proceeding/stage_on"] == "2026-11-23"
    assert problems(ficha) == {("proceeding/code", "required")}
    ficha.answer("proceeding/code", "penal_1940")
    assert problems(ficha) == {("proceeding/stage", "required")}
    ficha.answer("proceeding/stage", "instruction_opened")
    assert ficha.problems() == ()


def test_only_the_two_criminal_codes_are_offered(ficha):
    assert offered(ficha, "proceeding/code") == ["penal_1940", "penal_2004"]


@pytest.mark.parametrize(
    ("code", "own", "others"),
    [
        (
            "penal_1940",
            [
                "prosecutor_complaint",
                "instruction_opened",
                "duty_court",
                "criminal_court",
                "preventive_statement",
                "confrontation",
                "prosecutor_opinion",
                "pleadings",
            ],
            {"preliminary_inquiry", "preparatory_investigation", "intermediate", "trial"},
        ),
        (
            "penal_2004",
            ["preliminary_inquiry", "preparatory_investigation", "intermediate", "trial"],
            {"instruction_opened", "duty_court", "confrontation", "pleadings", "nullity"},
        ),
    ],
)
def test_each_code_has_its_own_track_from_report_to_enforcement(ficha, code, own, others):
    ficha.answer("proceeding/code", code)
    stages = offered(ficha, "proceeding/stage")
    assert stages[0] == "police_report"
    assert [stage for stage in stages if stage in own] == own
    assert not others & set(stages)
    ends = ["judgment", "appeal", "superior_court", "review", "enforcement"]
    assert [stage for stage in stages if stage in ends] == ends


def test_a_stage_of_the_other_code_does_not_stay(ficha):
    fill(ficha, {"proceeding/code": "penal_1940", "proceeding/stage": "confrontation"})
    ficha.answer("proceeding/code", "penal_2004")
    assert "proceeding/stage" not in ficha.answers()


def test_of_several_steps_the_latest_one_counts():
    from datetime import date

    steps = [
        Statement("proceeding.stage", stage, "f19", f"r{on}", on=date.fromisoformat(on))
        for stage, on in (("judgment", "2026-05-02"), ("police_report", "2025-01-03"))
    ]
    assert resolve(FACTS["proceeding.stage"], steps).value == "judgment"


@pytest.mark.parametrize(
    ("day", "law", "there", "not_there"),
    [
        ("2006-06-01", "before_2007", {"trafficking_182_2004", "retention_153_1994"}, {"153_2007"}),
        ("2007-01-16", "before_2007", {"trafficking_182_2004", "retention_153_1994"}, {"153_2007"}),
        ("2007-01-17", "law_28950", {"trafficking_153_2007"}, {"182_2004", "153_1994"}),
        ("2014-10-21", "law_28950", {"trafficking_153_2007"}, {"153_2014"}),
        ("2014-10-22", "law_30251", {"trafficking_153_2014"}, {"153_2007"}),
        ("2021-03-29", "law_30251", {"trafficking_153_2014", "sexual_exploitation_153b"}, {"129a"}),
        ("2021-03-30", "law_31146", {"trafficking_129a", "sexual_exploitation_129c"}, {"153_2014"}),
        ("2026-11-23", "law_31146", {"trafficking_129a", "drug_dealing", "other"}, {"153", "182"}),
    ],
)
def test_the_offences_offered_are_those_of_the_day_of_the_facts(ficha, day, law, there, not_there):
    ficha.answer("offences/facts_on", day)
    names = offered(ficha, "offences/offences")
    assert there <= set(names)
    assert not [name for name in names for ending in not_there if name.endswith(f"_{ending}")]
    assert ficha.answers()["offences/law"] == law
    assert ficha.node("offences/border_day").relevant is (day == "2021-03-30")


def test_every_offence_of_some_day_is_in_the_catalogue_and_the_ficha(ficha, catalogue):
    from datetime import date

    for day in ("1995-01-01", "2005-01-01", "2010-01-01", "2018-01-01", "2020-01-01", "2026-01-01"):
        ficha.answer("offences/facts_on", day)
        expected = catalogue.code_lists["offence"].offered(date.fromisoformat(day))
        assert offered(ficha, "offences/offences") == [code.name for code in expected]


def test_an_offence_unknown_to_the_law_of_another_day_is_taken_back(ficha):
    fill(ficha, {"offences/facts_on": "2026-01-05", "offences/offences": ["trafficking_129a"]})
    ficha.answer("offences/facts_on", "2006-06-01")
    assert "offences/offences" not in ficha.answers()


def test_without_a_date_no_offence_is_asked(ficha):
    assert ficha.node("offences/no_date").relevant
    assert not ficha.node("offences/offences").relevant


def test_accused_people_are_counted_and_numbered_never_named(ficha):
    assert not ficha.node("accused_people/accused").relevant
    ficha.answer("accused_people/accused_total", 2)
    row = ficha.rows("accused_people/accused")[0]
    path = f"accused_people/accused/{row}"
    ficha.answer(f"{path}/number", 3)
    assert problems(ficha) == {(f"{path}/number", "constraint")}
    fill(ficha, {f"{path}/number": 2, f"{path}/role": ["recruiter", "exploiter"]})
    assert ficha.problems() == ()
    asked = [one for one in ficha.definition.questions.values() if "/accused/" in one.path]
    assert not [one.path for one in asked if one.type == "text"]


@pytest.mark.parametrize(
    ("situation", "warned"),
    [("detained", False), ("free", True), ("fugitive", True)],
)
def test_an_accused_at_large_brings_up_her_safety(ficha, situation, warned):
    ficha.answer("accused_people/accused_total", 1)
    row = ficha.rows("accused_people/accused")[0]
    ficha.answer(f"accused_people/accused/{row}/situation", situation)
    assert ficha.node(f"accused_people/accused/{row}/free_warning").relevant is warned


def test_a_blank_act_stands_in_nobodys_way_and_a_dated_one_needs_its_kind(ficha):
    assert ficha.problems() == ()
    act(ficha, act_on="2026-12-04", act_hour="09:30")
    assert problems(ficha) == {(in_act(ficha, "act_kind"), "required")}
    act(ficha, act_kind="police_statement")
    assert ficha.problems() == ()


def test_an_ordered_confrontation_says_first_oppose_or_replace(ficha):
    ficha.answer("proceeding/age_group", "30_59")
    act(ficha, act_kind="police_statement")
    assert not ficha.node(in_act(ficha, "confrontation_warning")).relevant
    act(ficha, act_kind="confrontation")
    warning = ficha.node(in_act(ficha, "confrontation_warning"))
    assert warning.relevant
    assert "opóngase o pida que se reemplace" in warning.label
    assert "art. 40" in warning.label
    assert "182.3" in warning.label
    assert ficha.node(in_act(ficha, "readiness")).relevant
    assert not ficha.node(in_act(ficha, "minor_confrontation")).relevant


@pytest.mark.parametrize("group", ["0_5", "6_11", "12_17", "presumed_minor"])
def test_a_minor_or_presumed_minor_is_never_confronted(ficha, group):
    ficha.answer("proceeding/age_group", group)
    act(ficha, act_kind="confrontation")
    assert ficha.node("proceeding/minor_duty").relevant
    assert "cámara Gesell" in ficha.node("proceeding/minor_duty").label
    assert ficha.node(in_act(ficha, "minor_confrontation")).relevant


def test_each_confrontation_is_with_one_accused_person_and_noted_by_itself(ficha):
    assert not ficha.node(in_act(ficha, "act_accused")).relevant
    act(ficha, act_kind="confrontation", act_place="prison", act_accused=0)
    assert problems(ficha) == {(in_act(ficha, "act_accused"), "constraint")}
    act(ficha, act_accused=1)
    second = f"{ACT}/{ficha.add_row(ACT)}"
    fill(ficha, {f"{second}/act_kind": "confrontation", f"{second}/act_accused": 2})
    assert ficha.problems() == ()
    faced = [value for path, value in ficha.answers().items() if path.endswith("/act_accused")]
    assert faced == [1, 2]


def test_notification_and_resolution_have_days_of_their_own(ficha):
    act(ficha, act_kind="judgment_reading", resolution_on="2026-11-10", notified_on="2026-11-09")
    assert problems(ficha) == {(in_act(ficha, "notified_on"), "constraint")}
    act(ficha, notified_on="2026-11-12", next_term="2026-11-12")
    assert problems(ficha) == {(in_act(ficha, "next_term"), "constraint")}
    assert ficha.node(in_act(ficha, "term_checked")).relevant
    act(ficha, next_term="2026-11-19")
    assert ficha.problems() == ()
    ficha.answer(in_act(ficha, "next_term"), None)
    assert not ficha.node(in_act(ficha, "term_checked")).relevant


@pytest.mark.parametrize(
    ("companions", "result", "service"),
    [
        (["lawyer", "psychologist"], "done", "proceeding_accompaniment"),
        (["social_worker"], "interrupted", "proceeding_accompaniment"),
        (["lawyer"], "pending", None),
        (["trusted_person"], "done", None),
        (["nobody"], "done", None),
    ],
)
def test_an_accompanied_act_counts_as_a_service_of_its_month(ficha, companions, result, service):
    act(ficha, act_kind="preventive_statement", act_on="2026-11-20")
    act(ficha, companions=companions, result=result)
    answers = ficha.answers()
    assert answers.get(in_act(ficha, "service")) == service
    assert answers.get(in_act(ficha, "service_on")) == ("2026-11-20" if service else None)
    assert ficha.node(in_act(ficha, "alone_warning")).relevant is (companions == ["nobody"])


def test_not_attending_is_asked_without_blame_and_only_afterwards(ficha):
    act(ficha, act_kind="confrontation", result="pending")
    assert not ficha.node(in_act(ficha, "attended")).relevant
    act(ficha, result="not_done")
    assert ficha.node(in_act(ficha, "attended")).relevant
    assert "No asistir no es desistir" in ficha.node(in_act(ficha, "attended")).hint


def test_a_measure_that_was_granted_is_not_yet_one_that_is_kept(ficha):
    row = ficha.rows("protection/measure")[0]
    path = f"protection/measure/{row}"
    fill(ficha, {f"{path}/measure_state": "asked", f"{path}/asked_on": "2026-11-10"})
    assert problems(ficha) == {(f"{path}/measure_kind", "required")}
    ficha.answer(f"{path}/measure_kind", "no_approach")
    assert not ficha.node(f"{path}/granted_on").relevant
    fill(ficha, {f"{path}/measure_state": "executed", f"{path}/granted_on": "2026-11-09"})
    assert problems(ficha) == {(f"{path}/granted_on", "constraint")}
    fill(ficha, {f"{path}/granted_on": "2026-11-12", f"{path}/executed_on": "2026-11-11"})
    assert problems(ficha) == {(f"{path}/executed_on", "constraint")}
    ficha.answer(f"{path}/executed_on", "2026-11-13")
    assert ficha.problems() == ()
    ficha.answer(f"{path}/measure_state", "breached")
    assert ficha.node(f"{path}/breach_steps").relevant


def test_key_address_and_file_number_have_their_place_and_are_never_kept_here(ficha, clock):
    session = open_session(ficha.definition, clock)
    fill(session, ESSENTIALS | {"protection/reserve": "granted"})
    for path in ("proceeding/court_file", "protection/witness_key", "protection/notice_address"):
        assert ficha.definition.questions[path].privacy == "identity"
        session.answer(path, "00123-2026-0-1801")
        assert session.node(path).relevant
        assert session.node(path).withheld
        assert path not in {**session.answers(), **session.draft()}
    assert session.problems() == ()


def test_key_and_address_are_asked_once_the_reserve_is_granted(ficha):
    assert not ficha.node("protection/witness_key").relevant
    ficha.answer("protection/reserve", "granted")
    assert ficha.node("protection/notice_address").relevant
    assert ficha.node("protection/reserve_measures").relevant


def test_what_leaves_of_a_proceeding_is_stage_code_offences_and_months(ficha):
    fill(ficha, {"offences/facts_on": "2026-01-05", "offences/offences": ["trafficking_129a"]})
    act(ficha, act_kind="pleadings", act_on="2026-11-20", act_hour="10:00", result="done")
    fill(ficha, {"notes/strategy": "Pedir prueba anticipada.", "proceeding/sponsor": "cem"})
    sent = {}
    for path, value in ficha.answers().items():
        question = ficha.definition.questions[re.sub(r"act/[^/]+/", "act/", path)]
        if question.privacy == "statistical":
            fact = FACTS[question.fact]
            sent[question.fact] = leaving(value, question.send, fact, codes_of(fact))
    assert sent == {
        "proceeding.stage_on": "2026-11",
        "proceeding.code": "penal_2004",
        "proceeding.stage": "police_report",
        "proceeding.sponsor": "cem",
        "proceeding.offences": ["trafficking_129a"],
        "proceeding.act_kinds": "pleadings",
        "proceeding.act_results": "done",
    }


def test_only_the_legal_service_writes_and_the_team_reads(ficha):
    settings = ficha.definition.settings
    assert settings.write == {"legal"}
    assert settings.read == {"psychology", "social", "legal", "coordination"}
