"""Every ficha, opened, filled by keyboard, closed, opened again and printed by a person."""

import random
import re
from collections import Counter

import pytest
from person import Person
from PySide6.QtCore import Qt
from screen import CONTROL, Role, Screen
from simulator import Place

from cem_desktop import i18n, paths
from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.domain.period import today
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.forms.authoring import build
from cem_desktop.gui.form_language import form_language, form_title
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.style import apply_theme, load_fonts
from cem_desktop.gui.tasks import TaskRunner
from cem_desktop.services.answer_words import answer_words
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.context import OfficeProfile
from cem_desktop.services.demo_fill import DemoWriter
from cem_desktop.services.demo_plan import PlannedCase

FORMS = sorted({path.parent.name for path in paths.forms().glob("*/form.yaml")} - {"f03", "f38"})
"""All but the ficha of the identity vault, which opens from a case, with the vault open, and the one
that the program writes itself."""
pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", r"support raise\(\)", "grabbing the keyboard"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    build(paths.forms(), attached=attached_list)
    profile = OfficeProfile("iquitos", "Iquitos", "Loreto", "")
    place = Place(tmp_path_factory.mktemp("office"), profile, WorkspaceKind.OFFICE)
    place.create()
    yield place
    place.close()


@pytest.fixture(scope="module")
def theme(qapp):
    load_fonts()
    return apply_theme(qapp, "light", 100)


@pytest.fixture
def window(qtbot, office, theme):
    i18n.install("en", paths.resources() / "locale")
    errors = []
    tasks = TaskRunner(errors.append)
    made = MainWindow(office.workspace, theme, tasks, office.clock, "en")
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.leave()
    tasks.cancel_all()
    tasks.stop()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert errors == []


def words_of(node):
    """Return the answer of a question as the ficha says it."""
    if node.question.type == "acknowledge" and node.value is not None:
        return node.label
    return answer_words(node.question, node, node.value)


def relevant(session):
    """Return the questions outside of rows that a person was asked."""
    for path in session.definition.questions:
        try:
            node = session.node(path)
        except KeyError:
            continue
        if node.relevant and is_asked(node):
            yield node


def is_asked(node):
    return (
        node.question is not None
        and node.question.type not in ("calculate", "note")
        and (not node.readonly)
    )


def answers_in_words(session):
    """Return label and words of every answer that a person gave, as the ficha says them."""
    nodes = [session.node(path) for path in session.answers()]
    return [(node.label, words_of(node)) for node in nodes if is_asked(node)]


@pytest.fixture
def code(office, form):
    """The code of a case with a first contact and its data sheet, as it stands on its folder."""
    case = PlannedCase(today(office.clock), Sex.WOMAN, AgeBand.ADULT)
    writer, fichas, file = DemoWriter(1), office.workspace.fichas, None
    for one in ("f01", "f06"):
        if one != form:
            filling = fichas.begin(one, file)
            writer.fill(filling.session, case)
            file = fichas.close(filling).file
    return str(office.workspace.casework.case(file).row.code)


def open_ficha(screen, definition, code):
    """Open the ficha as a person would."""
    if definition.form_id == "f01":
        screen.press(Qt.Key.Key_N, CONTROL)
    elif definition.settings.is_of_office:
        screen.click(Role.CheckBox, "The centre")
        screen.press(Qt.Key.Key_R, CONTROL)
        screen.choose_in_menu(form_title(definition, "en"))
    else:
        open_case(screen, code)
        screen.press(Qt.Key.Key_R, CONTROL)
        screen.choose_in_menu(form_title(definition, "en"))
    screen.wait(lambda: screen.reads("section 1 of "))


def open_case(screen, code):
    """Look for the case by its code and choose it."""
    screen.press(Qt.Key.Key_F, CONTROL)
    screen.write(code)
    screen.press(Qt.Key.Key_Return)
    screen.wait(lambda: screen.reads(code))


def pages_in_preview(screen):
    """Wait for the preview, return its number of pages, and close it by Esc."""
    screen.wait(lambda: screen.reads("Before printing"))
    screen.wait(lambda: re.search(r"\d+ page", screen.reads(" page")), seconds=10)
    pages = int(screen.reads(" page").split()[0])
    screen.press(Qt.Key.Key_Escape)
    screen.wait(lambda: not screen.reads("Before printing"))
    screen.come_back()
    return pages


def records(office, form):
    """Return the records of a ficha, of all cases and of the centre."""
    casework = office.workspace.casework
    stories = [casework.case(row.file_id).timeline for row in casework.caseload()]
    return {
        entry.record
        for story in [*stories, casework.of_office()]
        for entry in story
        if entry.form == form
    }


def assert_kept(office, record, person):
    """The record says what the person wrote, question by question."""
    definition = office.workspace.context.library.definition(
        office.workspace.fichas.record(record).form
    )
    language = form_language(definition, "en")
    session = office.workspace.fichas.correct(record, language).session
    kept = answers_in_words(session)
    assert kept
    foreign = [one for one in kept if one[1] not in person.answers_to(one[0])]
    assert not foreign, [(one, person.answers_to(one[0])) for one in foreign]
    asked = Counter(label for label, _words in kept)
    lost = [
        (node.label, answers[-1], node.value)
        for node in relevant(session)
        if asked[node.label] <= 1
        and (answers := person.answers_to(node.label))
        and answers[-1] != words_of(node)
    ]
    assert not lost, lost


def print_blank(screen, definition):
    """Print the ficha blank: from the case where it is offered, else from the place of paper."""
    title = form_title(definition, "en")
    if not definition.settings.is_of_office and definition.settings.cardinality == "many":
        screen.click_tab("Fichas")
        screen.click(Role.Button, f"Print blank: {title}")
        return
    screen.click(Role.CheckBox, "Paper")
    screen.tab_to(Role.ComboBox, "Ficha")
    screen.write(definition.form_id.upper())
    screen.tab_to(Role.Button, "See and print")
    screen.press(Qt.Key.Key_Return)


@pytest.mark.parametrize("form", FORMS)
def test_a_person_fills_a_ficha(office, code, window, qtbot, form):
    definition = office.workspace.context.library.definition(form)
    title = form_title(definition, "en")
    screen = Screen(window, qtbot.waitUntil)
    person = Person(screen, random.Random(form))
    before = records(office, form)

    open_ficha(screen, definition, code)
    person.fill("Close ficha")
    assert person.left_open() == []
    person.close("Close ficha")
    (record,) = records(office, form) - before
    assert_kept(office, record, person)

    screen.click(Role.Button, f"Open: {title}")
    person.change_something()
    person.give_reason("Save correction")
    person.close("Save correction")
    screen.wait(lambda: screen.reads("corrected once"))
    screen.click(Role.Button, f"Print: {title}")
    assert pages_in_preview(screen) >= 1

    print_blank(screen, definition)
    assert pages_in_preview(screen) >= 1
