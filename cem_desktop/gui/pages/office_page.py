"""What concerns no case: trainings, allies, outreach, supervision, lessons; newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from cem_desktop.domain.period import LIMA
from cem_desktop.gui.form_language import form_language, form_title
from cem_desktop.gui.icons import icon, pixmap
from cem_desktop.gui.law_words import incident_line, request_line
from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.law_clocks import LawClocks
from cem_desktop.gui.widgets.layouts import Card, Pane, ScrollPage, column
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.timeline import Teller, Timeline
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"records"})


class OfficePage(Pane):
    """The records of the office itself, and a way to add one."""

    ficha_wanted = Signal(str)
    record_wanted = Signal(str)
    history_wanted = Signal(str)
    print_wanted = Signal(str)

    def __init__(self, workspace: Workspace, theme: Theme, clock: Clock, language: str) -> None:
        """Show the records; ``language`` is that of the screens."""
        layout = column(16, PAGE_MARGIN)
        super().__init__("page", layout, name="office_page")
        self._workspace, self._theme, self._clock = workspace, theme, clock
        self._language = language
        self._record = self._make_button()
        self._stack = QStackedWidget()
        self._story = ScrollPage(margin=0)
        self._stack.addWidget(self._story)
        self._stack.addWidget(self._make_empty())
        layout.addWidget(
            PageHeader(
                _("The centre"),
                _("What the team does and learns beyond the cases. Nobody is named here."),
                self._record,
                name="office_header",
            )
        )
        self._clocks = LawClocks(theme, name="office_clocks")
        self._clocks.opened.connect(self.record_wanted)
        self._due = Card(Words(_("What is due"), "cardTitle"), self._clocks, name="office_due")
        layout.addWidget(self._due)
        layout.addWidget(self._stack, 1)
        QShortcut(QKeySequence("Ctrl+R"), self, self._record.click)
        self.setFocusProxy(self._record)
        self._show()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._show()

    def _make_button(self) -> Button:
        tokens = self._theme.tokens
        button = Button(
            _("Record…"), "primary", name="office_record", icon=icon("add", tokens.on_accent)
        )
        button.setToolTip("Ctrl+R")
        menu = QMenu(button)
        menu.setObjectName("office_record_menu")
        for definition in self._workspace.fichas.of_office():
            action = menu.addAction(form_title(definition, self._language))
            form = definition.form_id
            action.triggered.connect(lambda *_, form=form: self.ficha_wanted.emit(form))

        def open_menu() -> None:
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
            menu.setActiveAction(menu.actions()[0])  # Enter takes the first, as on a case

        button.clicked.connect(open_menu)
        return button

    def _make_empty(self) -> QWidget:
        return EmptyState(
            _("Nothing is recorded of the centre yet"),
            _(
                "Trainings, allies, outreach, supervision and lessons have their place here. "
                "They concern no case, and never name anybody."
            ),
            name="office_empty",
            picture=pixmap("offices", self._theme.tokens.accent, self._theme.px(44)),
        )

    def _show(self) -> None:
        library = self._workspace.context.library
        titles = {one.form_id: form_title(one, self._language) for one in library.all()}
        definitions = self._workspace.fichas.of_office()
        language = form_language(definitions[0], self._language) if definitions else None
        entries = self._workspace.casework.of_office(language)
        clocks = self._workspace.law.clocks
        due = [*map(incident_line, clocks.incidents(language))]
        due += map(request_line, clocks.requests(language))
        self._clocks.show_lines([replace(one, prints=False) for one in due])
        self._due.setVisible(bool(due))
        teller = Teller(self._theme, self._clock.now().astimezone(LIMA), titles)
        story = Timeline(entries, teller)
        story.opened.connect(self.record_wanted)
        story.history_wanted.connect(self.history_wanted)
        story.print_wanted.connect(self.print_wanted)
        while (old := self._story.body.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        self._story.body.addWidget(story)
        self._stack.setCurrentIndex(0 if entries else 1)
