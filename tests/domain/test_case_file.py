from datetime import date

import pytest

from cem_desktop.domain.case_file import Admission, Minority, Stage, index_case
from cem_desktop.domain.facts import Statement


def say(fact, value, form="f01@2026.1", record="r1", *, on=None, conflict=False):
    return Statement(fact, value, form, record, on, conflict)


def row(*statements, stages=("reception",), records=1, open_conflicts=0):
    return index_case(
        statements,
        file_id="file",
        code="AAAA-AAAA",
        records=records,
        stages=stages,
        open_conflicts=open_conflicts,
    )


def test_an_empty_file_has_a_row():
    empty = row(stages=(), records=0)
    assert empty.stage is Stage.RECEPTION
    assert empty.minor is Minority.UNKNOWN
    assert empty.admission is Admission.UNKNOWN
    assert empty.opened_on is None
    assert empty.risk is None


def test_a_first_contact_fills_the_row():
    shown = row(
        say("file.opened", "2026-11-20"),
        say("contact.date", "2026-11-20", on=date(2026, 11, 20)),
        say("contact.next_on", "2026-11-24", on=date(2026, 11, 20)),
        say("file.alias", "Amapola"),
        say("victim.sex", "woman"),
        say("victim.age_group", "18_29"),
        say("risk.level", "severe", on=date(2026, 11, 20)),
        say("file.admission", "not_opened"),
        open_conflicts=2,
    )
    assert shown.opened_on == date(2026, 11, 20)
    assert shown.last_contact_on == date(2026, 11, 20)
    assert shown.next_on == date(2026, 11, 24)
    assert (shown.alias, shown.sex, shown.risk) == ("Amapola", "woman", "severe")
    assert shown.minor is Minority.NO
    assert shown.admission is Admission.NOT_OPENED
    assert (shown.records, shown.open_conflicts) == (1, 2)


@pytest.mark.parametrize(
    ("group", "minor"),
    [
        ("0_5", Minority.YES),
        ("6_11", Minority.YES),
        ("12_17", Minority.YES),
        ("presumed_minor", Minority.PRESUMED),
        ("18_29", Minority.NO),
        ("30_59", Minority.NO),
        ("60_plus", Minority.NO),
    ],
)
def test_minority_follows_the_age_group(group, minor):
    assert row(say("victim.age_group", group)).minor is minor


def test_where_records_disagree_she_is_presumed_a_minor():
    shown = row(
        say("victim.age_group", "18_29", record="r1"), say("victim.age_group", "12_17", record="r2")
    )
    assert shown.age_group is None
    assert shown.minor is Minority.PRESUMED
    torn = row(say("victim.age_group", None, conflict=True))
    assert torn.minor is Minority.PRESUMED


def test_the_coded_file_goes_before_the_first_contact():
    shown = row(
        say("file.opened", "2026-11-20"),
        say("file.opened", "2026-11-23", "f06@2026.1", "r2"),
        say("victim.age_group", "presumed_minor"),
        say("victim.age_group", "18_29", "f06@2026.1", "r2"),
        stages=("reception", "insertion"),
        records=2,
    )
    assert shown.opened_on == date(2026, 11, 23)
    assert shown.minor is Minority.NO
    assert shown.stage is Stage.INSERTION


def test_a_declared_stage_goes_before_the_fichas():
    declared = say("case.stage", "closed", "f24@1", "r3", on=date(2027, 1, 5))
    assert row(declared, stages=("strategy", "reception")).stage is Stage.CLOSED
    assert row(stages=("strategy", "reception", "unheard_of")).stage is Stage.STRATEGY


def test_the_last_contact_is_the_latest_of_any_ficha():
    shown = row(
        say("contact.date", "2026-11-20", on=date(2026, 11, 20)),
        say("contact.date", "2026-12-02", "f13@1", "r2", on=date(2026, 12, 2)),
    )
    assert shown.last_contact_on == date(2026, 12, 2)


def test_a_date_that_is_none_is_no_data():
    assert row(say("file.opened", "2026-11")).opened_on is None
