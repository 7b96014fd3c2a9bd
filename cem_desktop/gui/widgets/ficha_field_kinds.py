"""Which widget takes which kind of answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cem_desktop.gui.widgets.ficha_choice_fields import OneField, SeveralField
from cem_desktop.gui.widgets.ficha_date_field import DateField
from cem_desktop.gui.widgets.ficha_fields import LineField, NumberField, TextField
from cem_desktop.gui.widgets.ficha_list_field import ListField
from cem_desktop.gui.widgets.ficha_shown_fields import AcknowledgeField, ShownField, UnknownField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.widgets.ficha_fields import AnswerField

_FEW: Final = 7
"""More choices than these are a list to type in, not dots."""
_LIST_APPEARANCES: Final = frozenset({"minimal", "autocomplete", "search"})
_SHOWN_TYPES: Final = frozenset({"note", "calculate"})


@dataclass(frozen=True)
class FichaLook:
    """What every card of a ficha needs to know.

    Attributes:
        theme: Colours and sizes.
        clock: Tells today.
        readers: The roles that may read the ficha.
        coded: Whether the ficha belongs to a coded file, where identifiers have no place.
    """

    theme: Theme
    clock: Clock
    readers: frozenset[str]
    coded: bool = True


def field_kind(question: Question, node: NodeState) -> str:
    """Return the kind of widget that a node needs now; it changes with choices and read-only."""
    if node.readonly or question.type in _SHOWN_TYPES:
        return "shown"
    match question.type:
        case "select_one":
            listed = _LIST_APPEARANCES & set(question.appearance.split())
            return "list" if listed or len(node.choices) > _FEW else "one"
        case "select_multiple":
            return "several"
        case "text":
            return "text" if "multiline" in question.appearance.split() else "line"
        case "integer" | "decimal" | "date" | "acknowledge":
            return question.type
        case _:
            return "unknown"


def make_field(
    kind: str, question: Question, node: NodeState, look: FichaLook, parent: QWidget
) -> AnswerField:
    """Return the widget of a kind for a node; it shows nothing yet."""
    makers: dict[str, Callable[[], AnswerField]] = {
        "shown": lambda: ShownField(question, node, parent),
        "list": lambda: ListField(node, look.theme, parent),
        "one": lambda: OneField(node, parent),
        "several": lambda: SeveralField(node, parent),
        "text": lambda: TextField(node, parent),
        "line": lambda: LineField(node, look.theme, parent),
        "integer": lambda: NumberField(node, look.theme, whole=True, parent=parent),
        "decimal": lambda: NumberField(node, look.theme, whole=False, parent=parent),
        "date": lambda: DateField(node, look.theme, look.clock, parent),
        "acknowledge": lambda: AcknowledgeField(node, parent),
        "unknown": lambda: UnknownField(question, node, parent),
    }
    return makers[kind]()
