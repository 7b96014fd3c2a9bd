"""The ficha page with what a person can do on it: keys, clicks, and looking."""

from ficha_forms import KeptFichas, Opened
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget

from cem_desktop.forms.session import FormSession
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Desk:
    """An open ficha; ``form`` is its definition."""

    def __init__(self, qtbot, theme, clock, form, **options):
        self.bot = qtbot
        self.session = FormSession(form, clock=clock, answers=options.get("answers"))
        self.fichas = KeptFichas()
        self.filling = Opened(self.session, record=options.get("record"))
        look = FichaLook(theme, clock, form.settings.read)
        self.page = FichaPage(self.fichas, self.filling, look, options.get("conflicts"))
        qtbot.addWidget(self.page)
        self.page.resize(*options.get("size", (1158, 768)))
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(lambda: self.focus() is not None)

    def find(self, name, kind=QWidget):
        """Return the living widget of an object name."""
        found = [one for one in self.page.findChildren(kind, name) if not one.isHidden()]
        assert found, name
        return found[-1]

    def focus(self):
        return self.page.focusWidget()

    def at(self):
        return self.focus().objectName()

    def type(self, text):
        for letter in text:
            if letter.isascii():
                self.bot.keyClicks(QApplication.activePopupWidget() or self.focus(), letter)
            else:  # QTest knows no accents
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                    QApplication.sendEvent(self.focus(), event)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QApplication.processEvents()
        self.bot.keyClick(QApplication.activePopupWidget() or self.focus(), key, modifier)

    def enter(self):
        self.key(Qt.Key.Key_Return)

    def click(self, name, at: QPoint | None = None):
        self.bot.mouseClick(self.find(name), Qt.MouseButton.LeftButton, pos=at or QPoint())

    def shown(self, name):
        found = self.page.findChild(QWidget, name)
        return found is not None and found.isVisible()

    def text(self, name):
        found = self.page.findChild(QLabel, name)
        return found.text() if found is not None and not found.isHidden() else ""

    def go_section(self, at):
        self.find("section_list", QListWidget).setCurrentRow(at)

    def line(self, at):
        item = self.find("section_list", QListWidget).item(at)
        return item.data(Qt.ItemDataRole.AccessibleTextRole)

    def value(self, path):
        return self.session.node(path).value
