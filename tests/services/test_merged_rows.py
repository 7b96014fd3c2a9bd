"""A row of a repeat that one person takes out while another one writes into it."""

import pytest
from simulator import add_case

REASON = "Se habló con ella."


@pytest.fixture
def linked(office):
    """A coded file's F06 with one linked file in it: the record, the row, and how to open it."""
    file = add_case(office)
    fichas = office.workspace.fichas
    (record,) = [
        one.record for one in office.workspace.casework.case(file).timeline if one.form == "f06"
    ]
    filling = fichas.correct(record)
    repeat = next(
        path.rpartition("/")[0]
        for path, one in filling.definition.questions.items()
        if one.fact == "file.linked_codes"
    )
    linked = next(
        path for path, one in filling.definition.questions.items() if one.fact == "file.linked"
    )
    filling.session.answer(linked, "yes")
    row = filling.session.add_row(repeat)
    filling.session.answer(f"{repeat}/{row}/code", "2345-6789")
    fichas.close(filling, REASON)
    return record, repeat, row


def test_an_answer_given_to_a_row_that_was_taken_out_meanwhile_is_a_conflict(office, linked):
    record, repeat, row = linked
    fichas = office.workspace.fichas
    taking, giving = fichas.correct(record), fichas.correct(record)
    taking.session.remove_row(repeat, row)
    kind = giving.session.node(f"{repeat}/{row}/kind").choices[0][0]
    giving.session.answer(f"{repeat}/{row}/kind", kind)
    fichas.close(taking, REASON)
    fichas.close(giving, REASON)
    sides = fichas.record(record).conflicts
    assert {one.value for one in sides[f"{repeat}/{row}/kind"]} == {None, kind}


def test_a_row_taken_out_by_both_is_gone_without_a_conflict(office, linked):
    record, repeat, row = linked
    fichas = office.workspace.fichas
    one, two = fichas.correct(record), fichas.correct(record)
    for filling in (one, two):
        filling.session.remove_row(repeat, row)
        fichas.close(filling, REASON)
    view = fichas.record(record)
    assert view.conflicts == {}
    assert not any(path.startswith(repeat) for path in view.answers)
