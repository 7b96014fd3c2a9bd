"""Two laptops, one case: lent to both, written on both, home by stick and by network, settled once.

Everything that a person does is done in the windows; sticks are folders, and the network is real.
"""

from datetime import timedelta

import pytest
from central_receiver import Central, quick
from field_world import AGE, device_of, state_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QWidget
from simulator import PASSPHRASE, World, add_case

from cem_desktop import i18n, paths
from cem_desktop.forms.authoring import build
from cem_desktop.gui.device_dialogs import ApproveLaptopDialog
from cem_desktop.gui.field_dialogs import LendDialog, PurgeDialog
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.pages.conflicts_page import ConflictsPage
from cem_desktop.gui.pages.devices_page import DevicesPage
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.pages.field_page import FieldPage
from cem_desktop.gui.pages.joining_page import JoiningPage
from cem_desktop.gui.pages.road_page import RoadPage
from cem_desktop.gui.style import apply_theme, load_fonts
from cem_desktop.gui.tasks import TaskRunner
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.conflict_detail import ConflictDetail
from cem_desktop.gui.widgets.six_words import SixWords
from cem_desktop.services.attached_lists import attached_list

LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", r"support raise\(\)", "grabbing the keyboard"
)


@pytest.fixture
def world(tmp_path):
    build(paths.forms(), attached=attached_list)
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def central(world):
    made = Central(world)
    with made.serving():
        made.publish()
        yield made


@pytest.fixture(scope="module")
def theme(qapp):
    load_fonts()
    return apply_theme(qapp, "light", 100)


class Desk:
    """One person before one computer."""

    def __init__(self, qtbot, theme, place):
        self.bot, self.place = qtbot, place
        self.errors = []
        self.tasks = TaskRunner(self.errors.append)
        self.window = MainWindow(place.workspace, theme, self.tasks, place.clock, "en")
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def go(self, key, kind):
        self.window.go(key)
        return self.window.findChild(kind)

    def rest(self):
        self.bot.waitUntil(lambda: not self.tasks.is_busy, timeout=60_000)
        assert self.errors == []

    def find(self, name, kind=QWidget, within=None):
        found = [one for one in (within or self.window).findChildren(kind, name) if one.isVisible()]
        assert found, name
        return found[-1]

    def press(self, name, within=None):
        button = self.find(name, QPushButton, within)
        assert button.isEnabled(), name
        self.bot.mouseClick(button, LEFT)

    def dialog(self, kind):
        self.bot.waitUntil(
            lambda: any(one.isVisible() for one in self.window.findChildren(kind)), timeout=10_000
        )
        return next(one for one in self.window.findChildren(kind) if one.isVisible())

    def correct(self, file, age):
        """Open F01 from the case and write another age, as a person does."""
        with self.place.workspace.context.store.read() as unit:
            record = next(one.id for one in unit.records.of_file(file) if one.form == "f01")
        cases = self.go("cases", CasesPage)
        cases.choose(file)
        cases.record_wanted.emit(record)
        ficha = self.window.findChild(FichaPage)
        line = self.find(AGE, QLineEdit, ficha)
        line.selectAll()
        self.bot.keyClicks(line, str(age))
        self.find("reason", QLineEdit, ficha).setText("Lo aclaró en la visita.")
        with self.bot.waitSignal(ficha.closed):
            self.press("close_ficha", ficha)
        return record

    def leave(self):
        self.window.leave()
        self.tasks.cancel_all()
        self.tasks.stop()
        self.bot.waitUntil(lambda: not self.tasks.is_busy)


def one_of(folder, ending):
    (path,) = folder.glob(f"*{ending}")
    return path


def join(office, laptop, stick):
    """Request, six words, answer, six words; in both windows."""
    stick.mkdir()
    joining = laptop.go("joining", JoiningPage)
    joining.write_request(stick)
    laptop.rest()
    own = laptop.find("join_own_words", SixWords)
    devices = office.go("devices", DevicesPage)
    devices.read(one_of(stick, ".cem-request"))
    dialog = office.dialog(ApproveLaptopDialog)
    dialog.type_words(own.words)
    dialog.findChild(object, "approve_service_social").click()
    dialog.approve_into(stick)
    office.bot.waitUntil(lambda: office.window.findChild(SixWords, "words_to_type") is not None)
    words = office.find("words_to_type", SixWords).words
    office.press("words_to_type_done")
    office.rest()
    joining.take_answer(one_of(stick, ".cem-answer"))
    joining._steps.type_words(words)
    laptop.press("join_confirm")
    laptop.rest()
    assert laptop.place.workspace.joining.state().joined


def lend(office, file, laptop, stick):
    """Lend one case to one laptop, and write its bundle."""
    field = office.go("field", FieldPage)
    office.press("field_lend")
    dialog = office.dialog(LendDialog)
    device = device_of(laptop.place)
    choice = dialog.findChild(QComboBox, "lend_device")
    choice.setCurrentIndex(choice.findData(device))
    cases = dialog.findChild(QListWidget, "lend_cases")
    for at in range(cases.count()):
        wanted = cases.item(at).data(Qt.ItemDataRole.UserRole) == file
        cases.item(at).setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
    office.press("lend_do", dialog)
    office.rest()
    field.write(device, stick)
    office.rest()


def settle(office, record, words):
    """Settle the age at the conflict desk."""
    page = office.go("conflicts", ConflictsPage)
    office.press(f"waiting_{record}")
    detail = office.find("conflict_detail", ConflictDetail)
    label = next(
        one
        for one in detail.findChildren(QLabel)
        if one.objectName().startswith(f"side {AGE} ") and one.text() == words
    )
    office.bot.mouseClick(label.parentWidget(), LEFT)
    office.find("settle_why", QLineEdit).setText("Se habló con ella.")
    office.press("settle")
    assert page.isVisible()


def set_out(office, laptops, file, tmp_path):
    """Let both laptops join, and lend both the same case."""
    for at, desk in enumerate(laptops):
        join(office, desk, tmp_path / f"joining-{at}")
    office.place.workspace.network_road.exchange()  # the receiver is told with the next bundle
    for at, desk in enumerate(laptops):
        stick = tmp_path / f"out-{at}"
        stick.mkdir()
        lend(office, file, desk, stick)
        desk.go("road", RoadPage).read(stick)
        desk.rest()
        assert state_of(desk.place, file) == state_of(office.place, file)


def come_home(office, by_stick, by_network, stick):
    """Give the case back on one laptop and carry its stick; let the other use the network."""
    stick.mkdir()
    road = by_stick.go("road", RoadPage)
    by_stick.press("road_give")
    by_stick.press("confirm_do", by_stick.dialog(ConfirmDialog))
    by_stick.rest()
    road.write(stick)
    by_stick.rest()
    office.go("field", FieldPage).read(stick)
    office.rest()
    assert by_network.place.workspace.network_road.exchange().sent == 1
    assert office.place.workspace.network_road.exchange().fetched >= 1


def take_off(office, laptop, stick):
    """Bring the receipt, and let the case leave the laptop."""
    stick.mkdir()
    office.go("field", FieldPage).write(device_of(laptop.place), stick)
    office.rest()
    laptop.go("road", RoadPage).read(stick)
    laptop.rest()
    laptop.press("road_purge")
    purging = laptop.dialog(PurgeDialog)
    purging.findChild(QLineEdit, "purge_words").setText(PASSPHRASE)
    laptop.press("purge_do", purging)
    laptop.rest()


def disputed(place, record):
    with place.workspace.context.store.read() as unit:
        return AGE in unit.records.get(record).state.conflicts()


def test_two_laptops_one_case_one_count(qtbot, theme, world, central, tmp_path):
    i18n.install("en", paths.resources() / "locale")
    place = world.add_office()
    world.enrol(place)
    file = add_case(place)
    office = Desk(qtbot, theme, place)
    laptops = [Desk(qtbot, theme, world.add_laptop(place, name)) for name in ("one", "two")]
    first, second = laptops
    desks = (office, first, second)
    for desk in desks:
        quick(desk.place)
    set_out(office, laptops, file, tmp_path)

    for desk in desks:
        desk.place.clock.at += timedelta(days=2)
    record = first.correct(file, 15)
    second.correct(file, 17)
    come_home(office, first, second, tmp_path / "home")
    assert disputed(place, record)
    settle(office, record, "17")
    assert not disputed(place, record)
    assert place.workspace.fichas.record(record).answers[AGE] == 17

    take_off(office, first, tmp_path / "back")
    assert state_of(first.place, file) == {}
    place.workspace.network_road.exchange()
    second.place.workspace.network_road.exchange()
    assert state_of(second.place, file) == state_of(place, file)
    place.workspace.network_road.exchange(asked=True)
    central.wait_until_taken_in()
    assert world.hq.statistics.internal(2026).totals.total == 1
    (state,) = world.hq.offices()
    assert (state.fork, state.gap) == (False, None)
    for desk in desks:
        desk.leave()
