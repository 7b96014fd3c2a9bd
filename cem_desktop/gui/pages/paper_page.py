"""Paper: blank fichas for power cuts, the codes on them, and typing them in afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.form_language import form_title
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.reserved_codes import CodeRow
    from cem_desktop.services.workspace import Workspace

_COPIES: Final = (1, 2, 3, 5, 10, 20)
_TOUCHED: Final = frozenset({"reserved_codes", "case_files"})


class PaperPage(ScrollPage):
    """Blank fichas, reserved codes, and the way back from paper."""

    blank_wanted = Signal(str, tuple)
    """A blank ficha is to be shown: its id, and the codes of its copies."""
    transcription_wanted = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, clock: Clock, language: str) -> None:
        """Offer every ficha; ``language`` is that of the screens."""
        super().__init__(name="paper_page")
        self._workspace, self._clock = workspace, clock
        self._type_in = Button(
            _("Type in from paper…"),
            "primary",
            name="paper_type_in",
            icon=icon("edit", theme.tokens.on_accent),
            on_click=self.transcription_wanted.emit,
            shortcut="Ctrl+T",
        )
        header = PageHeader(
            _("Paper"),
            _("For when there is no power: print before, type in afterwards."),
            self._type_in,
            name="paper_header",
        )
        self._banner = Banner(theme, name="paper_banner")
        self._form = QComboBox()
        self._form.setObjectName("paper_form")
        for one in workspace.context.library.all():
            if not one.is_on_paper:
                continue
            self._form.addItem(f"{one.form_id.upper()} · {form_title(one, language)}", one.form_id)
        self._copies = QComboBox()
        self._copies.setObjectName("paper_copies")
        self._print = Button(
            _("See and print…"),
            name="paper_print",
            icon=icon("print", theme.tokens.text),
            on_click=self._print_blank,
        )
        self._codes = Words(role="muted", name="paper_codes")
        self._table = ReadTable(
            theme,
            (
                TableColumn(_("Code")),
                TableColumn(_("State")),
                TableColumn(_("Reserved"), is_wide=True),
                TableColumn(_("By")),
            ),
            name="paper_table",
            grows=True,
        )
        for part in (header, self._banner, self._make_blank_card(), self._make_codes_card()):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._form.currentIndexChanged.connect(lambda _at: self._rest_copies())
        self.setFocusProxy(self._type_in)
        self._rest_copies()
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def _make_blank_card(self) -> Card:
        copies = FieldBlock(
            _("Code of the file"),
            self._copies,
            hint=_(
                "A new code is kept for its copy and never given again. Print the other fichas of "
                "the same person with the code that is reserved for her already."
            ),
        )
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._print)
        return Card(
            Words(_("Print blank fichas"), "cardTitle"),
            FieldBlock(_("Ficha"), self._form),
            copies,
            foot,
        )

    def _make_codes_card(self) -> Card:
        return Card(Words(_("Reserved codes"), "cardTitle"), self._codes, self._table)

    def _rest_copies(self) -> None:
        """Let the number of codes rest for a ficha of the office, which has no code."""
        form = self._form.currentData()
        if form:
            definition = self._workspace.context.library.definition(form)
            self._copies.setEnabled(not definition.settings.is_of_office)

    def _print_blank(self) -> None:
        """Draw the codes that the copies need, and ask for the preview."""
        wanted = self._copies.currentData() if self._copies.isEnabled() else 0
        codes: tuple[str, ...] = (wanted,) if isinstance(wanted, str) else ()
        try:
            if isinstance(wanted, int) and wanted:
                codes = self._workspace.reserved_codes.reserve(wanted)
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._banner.clear()
        self._copies.setCurrentIndex(0)
        self.blank_wanted.emit(str(self._form.currentData()), codes)

    def _refresh(self) -> None:
        try:
            rows = self._workspace.reserved_codes.all()
        except CemError as error:
            tell_error(self._banner, error)
            return
        free = sum(not one.used for one in rows)
        said = ngettext(
            "{count} code waits on paper. A code stays reserved until its ficha is typed in.",
            "{count} codes wait on paper. A code stays reserved until its ficha is typed in.",
            free,
        ).format(count=free)
        none = _("None yet. Print some fichas with codes before the rains begin.")
        self._codes.setText(said if rows else none)
        self._offer_codes([one.code for one in rows if not one.used])
        self._table.setVisible(bool(rows))
        self._table.show_lines([self._line(one) for one in rows])

    def _offer_codes(self, free: list[str]) -> None:
        """Offer no code, new ones, and those that wait on paper."""
        chosen = self._copies.currentData()
        self._copies.clear()
        self._copies.addItem(_("Without: empty boxes for the code"), 0)
        for count in _COPIES:
            said = ngettext("{count} copy with a new code", "{count} copies with new codes", count)
            self._copies.addItem(said.format(count=count), count)
        for code in free:
            said = _("With {code}, which is reserved already").format(code=code)
            self._copies.addItem(said, code)
        self._copies.setCurrentIndex(max(self._copies.findData(chosen), 0))

    def _line(self, one: CodeRow) -> tuple[TableCell, ...]:
        at = parse_stamp(one.reserved)
        return (
            TableCell(one.code, strong=True),
            TableCell(_("typed in") if one.used else _("free")),
            TableCell(say_instant(at, self._clock.now().astimezone(LIMA)), exact(at)),
            TableCell(one.author),
        )
