"""A number between two ends: a box to type in, and a slider for the mouse.

Up and Down change the number by a step, Page up and Page down by a tenth of the whole. Nothing is
answered before a person does so: the slider of a blank answer has no hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSlider, QStyle

from cem_desktop.gui.widgets.ficha_fields import NumberField
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.widgets.ficha_fields import Answer

_SLIDER_WIDTH: Final = 360
_LEAP: Final = 10
_MOST_STEPS: Final = 100_000


@dataclass(frozen=True)
class Span:
    """The ends of a range and its step; ``falls`` where the greater end stands first."""

    low: Decimal
    high: Decimal
    step: Decimal
    falls: bool

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Span:
        """Return what the form says; XLSForm's own 0, 10 and 1 where it says nothing usable."""
        start, end = _number(parameters, "start", 0), _number(parameters, "end", 10)
        step = abs(_number(parameters, "step", 1)) or Decimal(1)
        low, high = min(start, end), max(start, end)
        return cls(low, high, max(step, (high - low) / _MOST_STEPS), falls=start > end)

    @property
    def count(self) -> int:
        """Return how many steps lie between the ends."""
        return int((self.high - self.low) / self.step)

    def at(self, place: int) -> Decimal:
        """Return the number after so many steps."""
        return self.low + self.step * min(max(place, 0), self.count)

    def place_of(self, number: Decimal) -> int:
        """Return the steps to a number, rounded."""
        return round((number - self.low) / self.step)

    def holds(self, number: Decimal) -> bool:
        """Whether a number is one of the range."""
        return self.low <= number <= self.high and (number - self.low) % self.step == 0


def _number(parameters: Mapping[str, str], name: str, usual: int) -> Decimal:
    try:
        found = Decimal(parameters.get(name, "").strip() or usual)
    except InvalidOperation:
        return Decimal(usual)
    return found if found.is_finite() else Decimal(usual)


class Slider(QSlider):
    """A slider that goes where it is clicked, and leaves the wheel to the page."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place of the click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setValue(
                QStyle.sliderValueFromPosition(
                    self.minimum(),
                    self.maximum(),
                    round(event.position().x()),
                    max(self.width(), 1),
                    upsideDown=self.invertedAppearance(),
                )
            )
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class RangeField(NumberField):
    """A number of a range."""

    WIDTH = 90

    def __init__(
        self,
        node: NodeState,
        theme: Theme,
        *,
        whole: bool,
        parameters: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(node, theme, whole=whole, parent=parent)
        self._span = Span.of(parameters)
        self.line.setFixedWidth(theme.px(self.WIDTH))
        self.line.installEventFilter(self)
        self.slider = Slider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(f"{node.path} slider")
        self.slider.setRange(0, self._span.count)
        self.slider.setPageStep(self._leap)
        self.slider.setInvertedAppearance(self._span.falls)
        self.slider.setMinimumWidth(theme.px(120))
        self.slider.setMaximumWidth(theme.px(_SLIDER_WIDTH))
        self.slider.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.slider.valueChanged.connect(self._on_slid)
        ends = (
            (self._span.high, self._span.low)
            if self._span.falls
            else (self._span.low, self._span.high)
        )
        first, last = (Words(_shown(end), "muted", wrap=False, parent=self) for end in ends)
        self.row.insertSpacing(1, 8)
        for at, part in enumerate((first, self.slider, last), 2):
            self.row.insertWidget(at, part, 1 if part is self.slider else 0)
        self.row.setStretch(0, 0)
        self.slider.sliderReleased.connect(lambda: self._on_slid(self.slider.value()))
        self._mark_blank(blank=True)

    @property
    def _leap(self) -> int:
        return max(self._span.count // _LEAP, 1)

    def show_node(self, node: NodeState) -> None:
        """Show the number in the box and on the slider."""
        super().show_node(node)
        self.slider.setAccessibleName(node.label)
        number = _decimal(node.value)
        self.slider.blockSignals(True)
        self.slider.setValue(0 if number is None else self._span.place_of(number))
        self.slider.blockSignals(False)
        self._mark_blank(blank=number is None)

    def _mark_blank(self, *, blank: bool) -> None:
        if self.slider.property("blank") != blank:
            self.slider.setProperty("blank", blank)
            self.slider.style().unpolish(self.slider)
            self.slider.style().polish(self.slider)

    def pending(self) -> str:
        """Say that a number is none, or none of the range."""
        told = super().pending()
        number = _decimal(self.answer())
        if told or number is None or self._span.holds(number):
            return told
        low, high, step = (
            _shown(one) for one in (self._span.low, self._span.high, self._span.step)
        )
        if self._span.low <= number <= self._span.high:
            return _("Write a number in steps of {step}, from {low} to {high}.").format(
                step=step, low=low, high=high
            )
        return _("Write a number from {low} to {high}.").format(low=low, high=high)

    def _on_slid(self, place: int) -> None:
        self._write(self._span.at(place))

    def _write(self, number: Decimal) -> None:
        if self.line.text() != _shown(number):
            self.line.setText(_shown(number))
            self.answered.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Change the number by keys while the box has the focus."""
        if watched is self.line and isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Up: 1,
                Qt.Key.Key_Down: -1,
                Qt.Key.Key_PageUp: self._leap,
                Qt.Key.Key_PageDown: -self._leap,
            }
            step = steps.get(Qt.Key(event.key()))
            plain = event.modifiers() in _PLAIN
            if event.type() == QEvent.Type.KeyPress and step is not None and plain:
                number = _decimal(self.answer())
                place = -step if number is None and step < 0 else 0
                if number is not None:
                    place = self._span.place_of(number) + step
                self._write(self._span.at(place))
                return True
        return super().eventFilter(watched, event)


_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def _decimal(value: Answer) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"
