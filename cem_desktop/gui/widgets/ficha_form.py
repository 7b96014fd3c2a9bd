"""One section of a ficha as a page that scrolls, built when it is first shown and then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from cem_desktop.forms.definition import Group, Question, Repeat
from cem_desktop.forms.plan import lone_repeat
from cem_desktop.gui.tokens import GAP, PAGE_MARGIN
from cem_desktop.gui.widgets.ficha_bench import Scope
from cem_desktop.gui.widgets.ficha_guide import GuideButton
from cem_desktop.gui.widgets.ficha_many_field import ChosenShelf
from cem_desktop.gui.widgets.ficha_options import OptionGrid
from cem_desktop.gui.widgets.ficha_question_card import QuestionCard
from cem_desktop.gui.widgets.ficha_repeat import RepeatBlock
from cem_desktop.gui.widgets.layouts import ScrollPage, column
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QLayout

    from cem_desktop.forms.definition import Element
    from cem_desktop.forms.plan import Section
    from cem_desktop.gui.widgets.ficha_bench import FichaBench


class ElementColumn(QWidget):
    """Questions, headings of groups and repeats below one another, for one scope of the form."""

    def __init__(
        self, elements: tuple[Element, ...], scope: Scope, bench: FichaBench, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        self._bench = bench
        self._scope = scope
        self._parts: list[QuestionCard | RepeatBlock] = []
        self._headings: list[tuple[Words, str, list[QuestionCard | RepeatBlock]]] = []
        self._column = column(GAP)
        self.setLayout(self._column)
        self._add(elements)
        self.show_headings()

    def _add(self, elements: tuple[Element, ...]) -> None:
        for element in elements:
            if isinstance(element, Group) and (repeat := lone_repeat(element)) is not None:
                self._add_part(self._make_block(repeat))
            elif isinstance(element, Group):
                self._add_group(element)
            elif isinstance(element, Repeat):
                self._add_part(self._make_block(element))
            elif isinstance(element, Question):
                path = self._scope.at(element.path)
                self._add_part(self._bench.make_card(element, path, self))

    def _make_block(self, repeat: Repeat) -> RepeatBlock:
        return RepeatBlock(repeat, self._scope, self._bench, ElementColumn, self)

    def _add_part(self, part: QuestionCard | RepeatBlock) -> None:
        self._parts.append(part)
        self._column.addWidget(part)
        part.show_relevance()

    def _add_group(self, group: Group) -> None:
        heading = Words(role="heading", name=f"heading {group.path}", parent=self)
        self._column.addWidget(heading)
        before = len(self._parts)
        self._add(group.children)
        self._headings.append((heading, group.path, self._parts[before:]))

    def show_rows(self, changed: frozenset[str] | None = None) -> None:
        """Show rows that came, went or changed (None: all); cards are shown by the body."""
        for part in self._parts:
            if isinstance(part, RepeatBlock):
                part.refresh(changed)

    def show_headings(self) -> None:
        """Show the headings of groups that have something to show below them."""
        for heading, path, parts in self._headings:
            label = self._bench.session.node(self._scope.at(path)).label
            if heading.text() != label:
                heading.setText(label)
            heading.setVisible(bool(label) and any(not part.isHidden() for part in parts))
        for part in self._parts:
            if isinstance(part, RepeatBlock):
                part.show_headings()

    def cards(self) -> Iterator[QuestionCard]:
        """Return the living cards in the order of the screen, also of rows that are open."""
        for part in self._parts:
            if isinstance(part, RepeatBlock):
                yield from part.cards()
            else:
                yield part

    def blocks(self) -> Iterator[RepeatBlock]:
        """Return the repeats in the order of the screen, also those of rows that are open."""
        for part in self._parts:
            if isinstance(part, RepeatBlock):
                yield part
                yield from part.blocks()

    def open_path(self, path: str) -> None:
        """Open the rows, from the outer to the inner, in which a question stands."""
        for part in self._parts:
            if isinstance(part, RepeatBlock):
                part.open_path(path)

    def open_row(self, repeat: str, row: str) -> None:
        """Open a row of the repeat at an instance path, and put the cursor into it."""
        self.open_path(f"{repeat}/{row}/")
        self.enter_row(repeat)

    def enter_row(self, repeat: str) -> None:
        """Put the cursor into the open row of the repeat at an instance path."""
        for part in self._parts:
            if isinstance(part, RepeatBlock):
                part.enter_row(repeat)

    def close_row(self, repeat: str, row: str) -> None:
        """Take the cards of a row away before the row goes."""
        for part in self._parts:
            if isinstance(part, RepeatBlock):
                part.close_row(repeat, row)

    def forget(self) -> None:
        """Tell the bench that the cards of this column are going."""
        for card in list(self.cards()):
            self._bench.drop_card(card.path)


class SectionForm(ScrollPage):
    """The page of one section."""

    def __init__(self, section: Section) -> None:
        super().__init__(name=f"section {section.path}", margin=0)
        self._section = section
        self.body.setContentsMargins(PAGE_MARGIN + 4, 2, PAGE_MARGIN + 4, PAGE_MARGIN)
        self.verticalScrollBar().rangeChanged.connect(self._align)

    def fill(self, bench: FichaBench) -> None:
        """Build what the section shows, once the page stands in its window."""
        inside = self.widget()
        assert inside is not None
        self.elements = ElementColumn(self._section.elements, Scope(), bench, inside)
        self.body.addWidget(self.elements)
        self.body.addStretch(1)

    def _align(self, _least: int, most: int) -> None:
        """Keep the cards as wide as the head and the foot, with or without a scroll bar."""
        bar = self.verticalScrollBar().sizeHint().width() if most else 0
        margins = self.body.contentsMargins()
        margins.setRight(PAGE_MARGIN + 4 - bar)
        self.body.setContentsMargins(margins)

    def cards(self) -> Iterator[QuestionCard]:
        """Return the living cards in the order of the screen."""
        yield from self.elements.cards()

    def blocks(self) -> Iterator[RepeatBlock]:
        """Return the repeats in the order of the screen."""
        yield from self.elements.blocks()

    def place(self) -> tuple[QWidget, int] | None:
        """Return the card that the eye is on, and how far below the upper edge it stands."""
        view = self.viewport()
        cards = [card for card in self.cards() if not card.isHidden()]
        seen = [card for card in cards if card.mapTo(view, QPoint(0, card.height())).y() > 0]
        focused = [card for card in seen if card.isAncestorOf(self.focusWidget() or self)]
        card = next(iter([*focused, *seen]), None)
        return (card, card.mapTo(view, QPoint()).y()) if card is not None else None

    def keep_place(self, card: QWidget, height: int) -> None:
        """Scroll so that a card stands as far below the upper edge as it did."""
        if isValid(card):
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + card.mapTo(self.viewport(), QPoint()).y() - height)

    def show_card(self, card: QWidget) -> None:
        """Scroll so that the whole card is seen, or what has the focus where it is too high."""
        self.body.activate()
        focused = card.focusWidget()
        is_high = card.height() > self.viewport().height()
        self.ensureWidgetVisible(focused if is_high and focused is not None else card, 0, GAP)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001  (Qt's signature)
        """Show the whole question, not only its field, when the Tab key reaches it."""
        moved = super().focusNextPrevChild(forward)
        part: QWidget | None = self.focusWidget()
        while part is not None and not isinstance(part, QuestionCard):
            part = part.parentWidget()
        if moved and part is not None:
            self.show_card(part)
        return moved

    def go_on(self) -> None:
        """Go to the next question that applies, as the Tab key does, but past guides of notes."""
        self.focusNextPrevChild(True)
        # Asked of the application: what had the focus last here may not have it any more.
        while isinstance(QApplication.focusWidget(), GuideButton):
            self.focusNextPrevChild(True)

    def stops(self) -> Iterator[QWidget]:
        """Return what takes the focus, in the order of the screen."""
        yield from _stops(self.elements)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, OptionGrid | ChosenShelf):
        yield from widget.options
    elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _stops_in(layout)


def _stops_in(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _stops_in(inner)
