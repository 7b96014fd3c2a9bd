"""What concerns no case: kept without a file, listed apart, and told to nobody who may not see it."""

import pytest
from simulator import add_case

from cem_desktop.domain.roles import may_read, may_write


def test_a_case_offers_no_ficha_of_the_office_and_the_other_way_round(office):
    file = add_case(office)
    of_office = {one.form_id for one in office.workspace.fichas.of_office()}
    of_case = {one.form_id for one in office.workspace.fichas.available(file)}
    assert not of_office & of_case


@pytest.mark.parametrize("role", ["promotion", "hq_statistics"])
def test_who_sees_no_files_may_write_of_the_office(role):
    assert not may_write(frozenset({role}), (role,))
    assert may_write(frozenset({role}), (role,), of_office=True)
    assert may_read(frozenset({role}), (role,), of_office=True)
    assert not may_write(frozenset({"legal"}), (role,), of_office=True)
