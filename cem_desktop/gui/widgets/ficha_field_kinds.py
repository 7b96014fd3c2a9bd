"""Which widget takes which kind of answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cem_desktop.gui.widgets.ficha_choice_fields import OneField, SeveralField
from cem_desktop.gui.widgets.ficha_date_field import DateField
from cem_desktop.gui.widgets.ficha_fields import DigitsField, LineField, NumberField, TextField
from cem_desktop.gui.widgets.ficha_likert_field import LikertField
from cem_desktop.gui.widgets.ficha_list_field import ListField
from cem_desktop.gui.widgets.ficha_many_field import ManyField
from cem_desktop.gui.widgets.ficha_moment_fields import (
    DateTimeField,
    MonthField,
    TimeField,
    YearField,
)
from cem_desktop.gui.widgets.ficha_range_field import RangeField
from cem_desktop.gui.widgets.ficha_rank_field import RankField
from cem_desktop.gui.widgets.ficha_shown_fields import (
    AcknowledgeField,
    ElsewhereField,
    ShownField,
    UnknownField,
)
from cem_desktop.services.filling import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.widgets.ficha_fields import AnswerField
    from cem_desktop.gui.widgets.ficha_known import KnownLine

_FEW: Final = 7
"""More choices of one than these are a list to type in, not dots."""
_SEVERAL: Final = 12
"""More choices of several than these are searched, not ticked."""
_SCALE: Final = 9
_LIST_APPEARANCES: Final = frozenset({"minimal", "autocomplete", "search"})
_COLUMN_APPEARANCES: Final = ("columns", "compact", "quickcompact")
_SHOWN_TYPES: Final = frozenset({"note", "calculate"})
_OWN_KINDS: Final = frozenset(
    {"integer", "decimal", "acknowledge", "range", "rank", "time", "datetime"}
)
_PLACES: Final = frozenset({"geopoint", "geotrace", "geoshape"})
ELSEWHERE: Final = frozenset({"vault", "paper", "nowhere"})
"""Kinds whose answer is not taken here; the card says where it is kept."""
UNKEPT: Final = frozenset({"paper", "nowhere"})
"""Kinds of which the program keeps nothing, so nobody reads it either."""
UNASKED: Final = ELSEWHERE | {"shown", "unknown"}
"""Kinds that a person cannot answer."""
CHOSEN: Final = frozenset({"one", "several", "list", "many", "scale", "rank", "acknowledge"})
"""Kinds that are answered by choosing, so that a problem may be told at once."""
TYPED: Final = frozenset({"line", "text", "digits"})
"""Kinds of free text, which the guards read along."""


@dataclass(frozen=True)
class FichaLook:
    """What every card of a ficha needs to know.

    Attributes:
        theme: Colours and sizes.
        clock: Tells today.
        readers: The roles that read what is reserved in the ficha: those that fill it.
        coded: Whether the ficha belongs to a coded file, where identifiers have no place.
        has_vault: Whether there is a store apart that keeps who she is.
        known: What other records of the file hold already, by path.
        open_vault: Asks to open the identity vault; None where the user cannot.
    """

    theme: Theme
    clock: Clock
    readers: frozenset[str]
    coded: bool = True
    has_vault: bool = "identity" not in WITHHELD
    known: Mapping[str, KnownLine] = field(default_factory=dict)
    open_vault: Callable[[], object] | None = None


def field_kind(question: Question, node: NodeState, *, has_vault: bool = False) -> str:
    """Return the kind of widget that a node needs now; it changes with choices and read-only."""
    elsewhere = elsewhere_kind(question, has_vault=has_vault and not node.withheld)
    if elsewhere:
        return elsewhere
    if node.readonly or question.type in _SHOWN_TYPES:
        return "shown"
    looks, count = question.appearance.split(), len(node.choices)
    by_look: dict[str, Callable[[], str]] = {
        "select_one": lambda: _one_kind(looks, count),
        "select_multiple": lambda: _several_kind(looks, count),
        "text": lambda: _text_kind(looks),
        "date": lambda: next((look for look in ("month-year", "year") if look in looks), "date"),
        "barcode": lambda: "line",
    }
    if question.type in by_look:
        return by_look[question.type]()
    return question.type if question.type in _OWN_KINDS else "unknown"


def elsewhere_kind(question: Question, *, has_vault: bool = False) -> str:
    """Return why no answer to a question is taken here, "" where one is."""
    if question.privacy == "identity" and not has_vault:
        return "vault"
    if question.type == "upload":
        return "paper"
    return "nowhere" if question.type in _PLACES else ""


def _one_kind(looks: list[str], count: int) -> str:
    if "likert" in looks and count <= _SCALE:
        return "scale"
    if _LIST_APPEARANCES & set(looks):
        return "list"
    return "list" if count > _FEW and not _has_columns(looks) else "one"


def _several_kind(looks: list[str], count: int) -> str:
    if _LIST_APPEARANCES & set(looks):
        return "many"
    return "many" if count > _SEVERAL and not _has_columns(looks) else "several"


def _text_kind(looks: list[str]) -> str:
    if "multiline" in looks:
        return "text"
    return "digits" if "numbers" in looks else "line"


def _has_columns(looks: list[str]) -> bool:
    return any(look.startswith(_COLUMN_APPEARANCES) for look in looks)


def make_field(
    kind: str, question: Question, node: NodeState, look: FichaLook, parent: QWidget
) -> AnswerField:
    """Return the widget of a kind for a node; it shows nothing yet."""
    theme, clock = look.theme, look.clock
    whole = question.datatype == "int"
    makers: dict[str, Callable[[], AnswerField]] = {
        "shown": lambda: ShownField(question, node, parent),
        "list": lambda: ListField(node, theme, parent),
        "many": lambda: ManyField(node, theme, parent),
        "one": lambda: OneField(node, parent),
        "several": lambda: SeveralField(node, parent),
        "scale": lambda: LikertField(node, theme, parent),
        "rank": lambda: RankField(node, theme, parent),
        "text": lambda: TextField(node, parent),
        "line": lambda: LineField(node, theme, parent),
        "digits": lambda: DigitsField(node, theme, parent),
        "integer": lambda: NumberField(node, theme, whole=True, parent=parent),
        "decimal": lambda: NumberField(node, theme, whole=False, parent=parent),
        "range": lambda: RangeField(
            node, theme, whole=whole, parameters=question.parameters, parent=parent
        ),
        "date": lambda: DateField(node, theme, clock, parent),
        "month-year": lambda: MonthField(node, theme, clock, parent),
        "year": lambda: YearField(node, theme, clock, parent),
        "time": lambda: TimeField(node, theme, clock, parent),
        "datetime": lambda: DateTimeField(node, theme, clock, parent),
        "acknowledge": lambda: AcknowledgeField(node, parent),
        "unknown": lambda: UnknownField(question, node, parent),
    }
    if kind in ELSEWHERE:
        ask = look.open_vault if kind == "vault" else None
        return ElsewhereField(kind, theme, parent, ask)
    return makers[kind]()
