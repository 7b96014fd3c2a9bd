"""Every ficha is opened, filled and closed by keyboard alone."""

import re

import pytest
from ficha_desk import Desk
from typist import Typist

from cem_desktop import paths
from cem_desktop.services.form_library import FormLibrary

FORMS = sorted(path.parent.name for path in paths.forms().glob("*/form.yaml"))


@pytest.fixture(scope="module")
def library(built_forms):
    return FormLibrary(paths.forms())


@pytest.mark.parametrize("form", FORMS)
def test_a_ficha_is_filled_and_closed_by_keyboard(qtbot, theme, clock, library, form):
    desk = Desk(qtbot, theme, clock, library.definition(form))
    typist = Typist(desk)
    closed = typist.fill()
    stuck = "" if closed else f"{desk.at()}: {typist.problem()} {desk.session.problems()[:2]}"
    assert closed, stuck
    [(answers, reason)] = desk.fichas.closed
    assert reason is None
    assert answers
    # The list waits a moment while somebody types.
    qtbot.waitUntil(lambda: progress(desk)[0] >= progress(desk)[1] * 0.7)


def progress(desk):
    """Return what the section list says: how many questions are answered, and how many asked."""
    lines = [desk.line(at) for at in range(desk.find("section_list").count())]
    found = [re.search(r", (\d+) of (\d+),", line) for line in lines]
    told = [(int(one[1]), int(one[2])) for one in found if one is not None]
    return sum(one for one, _ in told), sum(of for _, of in told)
