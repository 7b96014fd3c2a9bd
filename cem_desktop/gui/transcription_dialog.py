"""Before a ficha is typed from paper: which one, its code, and what is known of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QRadioButton, QWidget

from cem_desktop.domain.paper import DESTROYED, LOCKED, SENT, Paper
from cem_desktop.domain.period import today
from cem_desktop.error_texts import explain
from cem_desktop.errors import CemError, CodeNotReservedError, InvalidCaseCodeError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.form_language import form_language, form_title
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.ficha_date_field import read_date, with_slashes
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import ScrollPage, column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.transcription import Transcription

_SHARE: Final = 0.96
_FATES: Final = (DESTROYED, LOCKED, SENT)


class TranscriptionDialog(Dialog):
    """Asks, and begins the ficha; ``begun`` carries the filling. Esc leaves everything as it is."""

    begun = Signal(object)

    def __init__(
        self,
        transcription: Transcription,
        theme: Theme,
        clock: Clock,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        """Offer the fichas that the user may fill; ``language`` is that of the screens."""
        super().__init__("transcription_dialog", theme.wide(560), parent, gap=12)
        self._transcription, self._clock, self._language = transcription, clock, language
        self._definitions = {one.form_id: one for one in transcription.forms()}
        self._form = QComboBox()
        self._form.setObjectName("transcription_form")
        _let_shrink(self._form)
        for form, definition in self._definitions.items():
            self._form.addItem(f"{form.upper()} · {form_title(definition, language)}", form)
        self._code = _line("transcription_code", "XXXX-XXXX")
        self._on = _line("transcription_on", _("dd/mm/yyyy"))
        self._on.textEdited.connect(self._add_slash)
        self._typed = ""
        self._by = QComboBox()
        self._by.setObjectName("transcription_by")
        self._by.setEditable(True)
        _let_shrink(self._by)
        self._by.addItems(transcription.staff())
        self._by.setCurrentText("")
        self._fates = QButtonGroup(self)
        self._place = _line("transcription_place", "")
        self._banner = Banner(theme, name="transcription_banner")
        self._build()
        self._form.currentIndexChanged.connect(lambda _at: self._show_code())
        self._fates.idToggled.connect(lambda _at, _on: self._show_place())
        self._show_code()
        self._show_place()
        self._form.setFocus()  # the first question, not the button below the last

    def _build(self) -> None:
        self._code_block = FieldBlock(
            _("Code on the paper"),
            self._code,
            hint=_(
                "A reserved code opens the file under it; a file's code adds to that file. Leave "
                "it empty if the paper has none: the program gives a new one."
            ),
        )
        self._on_block = FieldBlock(_("Day on which she was attended"), self._on)
        self._by_block = FieldBlock(
            _("Who attended"), self._by, hint=_("As the paper says it: a login or a post.")
        )
        self._place_block = FieldBlock(_("Where, or to whom"), self._place)
        start = Button(
            _("Start typing"), "primary", name="transcription_start", on_click=self._begin
        )
        start.setDefault(True)
        self._foot = foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name="transcription_cancel", on_click=self.reject))
        foot.addWidget(start)
        self._page = ScrollPage(name="transcription_page", margin=0)
        self._page.body.setSpacing(12)
        self._page.body.setContentsMargins(0, 0, 8, 0)
        self._heading = Words(_("Type in from paper"), "heading")
        self.body.addWidget(self._heading)
        self.body.addWidget(self._page, 1)
        self.body.addLayout(foot)
        body = self._page.body
        about = _(
            "What the paper says of itself is kept beside the answers: when she was attended and "
            "by whom, apart from who types it today."
        )
        body.addWidget(Words(about, "muted"))
        body.addWidget(self._banner)
        body.addWidget(FieldBlock(_("Ficha"), self._form))
        for block in (self._code_block, self._on_block, self._by_block):
            body.addWidget(block)
        body.addWidget(self._make_fates())
        body.addWidget(self._place_block)
        body.addStretch(1)

    def sizeHint(self) -> QSize:
        """Ask for the room of all fields, as far as the window behind has it; then they scroll."""
        margins = self.body.contentsMargins()
        bar = self._page.verticalScrollBar().sizeHint().width()
        inner = self.wanted_width - margins.left() - margins.right() - bar
        fields = self._page.body.totalHeightForWidth(inner)
        rest = self._heading.sizeHint().height() + self._foot.sizeHint().height()
        height = fields + rest + margins.top() + margins.bottom() + 3 * self.body.spacing()
        behind = self.parentWidget()
        room = behind.window().height() if behind is not None else height
        return QSize(self.wanted_width, min(height, round(room * _SHARE)))

    def _make_fates(self) -> QWidget:
        self._fate_problem = Words(role="problem", name="transcription_fate_problem")
        self._fate_problem.hide()
        choices = []
        words = (_("destroyed"), _("kept under lock"), _("sent"))
        for at, (fate, word) in enumerate(zip(_FATES, words, strict=True)):
            choice = QRadioButton(word)
            choice.setObjectName(f"transcription_{fate}")
            self._fates.addButton(choice, at)
            choices.append(choice)
        layout = column(2)
        layout.addWidget(Words(_("When it is typed in, the paper is"), "strong"))
        layout.addWidget(Flow(*choices, gap=18))
        layout.addWidget(self._fate_problem)
        made = QWidget()
        made.setLayout(layout)
        return made

    def _show_code(self) -> None:
        """Ask for a code where the ficha belongs to a coded file."""
        definition = self._definitions.get(self._form.currentData())
        of_office = definition is not None and definition.settings.is_of_office
        self._code_block.setVisible(not of_office)
        self._fit()

    def _show_place(self) -> None:
        """Ask for a place where the paper goes on existing."""
        self._place_block.setVisible(self._fate() in {LOCKED, SENT})
        self._fit()

    def _fit(self) -> None:
        if self.isVisible():
            self.resize(self.sizeHint())

    def _fate(self) -> str:
        at = self._fates.checkedId()
        return _FATES[at] if at >= 0 else ""

    def _add_slash(self, text: str) -> None:
        shown = with_slashes(text, self._typed)
        if shown != text:
            self._on.setText(shown)
        self._typed = shown

    def _begin(self) -> None:
        """Begin the ficha, or say beside the field what is missing."""
        day = read_date(self._on.text(), today(self._clock))
        if not self._judge(day) or day is None:
            return
        fate = self._fate()
        place = self._place.text().strip() if fate in {LOCKED, SENT} else ""
        paper = Paper(day, self._by.currentText().strip(), fate, place)
        form = str(self._form.currentData())
        code = "" if self._code_block.isHidden() else self._code.text()
        language = form_language(self._definitions[form], self._language)
        try:
            filling = self._transcription.begin(form, code, paper, language)
        except (CodeNotReservedError, InvalidCaseCodeError) as error:
            self._code_block.tell(explain(error).happened)
            self._code.setFocus()
            self._fit()
        except CemError as error:
            tell_error(self._banner, error)
            self._fit()
        else:
            self.begun.emit(filling)
            self.accept()

    def _judge(self, day: date | None) -> bool:
        """Say what is missing about the paper, and go to the first of it."""
        ahead = day is not None and day > today(self._clock)
        on = _("The day cannot be later than today.") if ahead else ""
        problems = (
            (self._on_block, self._on, _("Write the day: dd/mm/yyyy.") if day is None else on),
            (
                self._by_block,
                self._by,
                "" if self._by.currentText().strip() else _("Say who attended."),
            ),
            (self._place_block, self._place, self._place_problem()),
        )
        self._code_block.tell("")
        for block, _field, problem in problems:
            block.tell(problem)
        fate_problem = "" if self._fate() else _("Choose what becomes of the paper.")
        self._fate_problem.setText(fate_problem)
        self._fate_problem.setVisible(bool(fate_problem))
        wrong: list[QWidget] = [field for _block, field, problem in problems if problem]
        if fate_problem:
            wrong.append(self._fates.button(0))
        if wrong:
            wrong[0].setFocus()
            self._page.ensureWidgetVisible(wrong[0])
        self._fit()
        return not wrong

    def _place_problem(self) -> str:
        asked = self._fate() in {LOCKED, SENT}
        missing = asked and not self._place.text().strip()
        return _("Say where it is, or who has it.") if missing else ""


def _let_shrink(box: QComboBox) -> None:
    """Let a box be narrower than its longest words."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)


def _line(name: str, example: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(example)
    return made
