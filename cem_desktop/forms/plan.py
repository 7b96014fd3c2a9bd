"""The plan of a ficha: its sections and the number of every question, as screen and paper show it.

Top-level groups are the sections. Numbers follow the order of the form, not what is relevant at
the moment, so that 3.4 is the same question on every screen and on the printed ficha.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cem_desktop.forms.definition import Group, Question, Repeat

if TYPE_CHECKING:
    from cem_desktop.forms.definition import Element, FormDefinition

LOOSE_PATH: Final = ""
"""The path of a section made of questions that stand outside of every group."""


@dataclass(frozen=True)
class Section:
    """One entry of the section list.

    Attributes:
        path: The path of its group or repeat; "" for questions outside of every group.
        elements: What it shows, in order.
    """

    path: str
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class FichaPlan:
    """Sections in order, and the number of each numbered element by its form path."""

    sections: tuple[Section, ...]
    numbers: Mapping[str, str]


def plan_ficha(definition: FormDefinition) -> FichaPlan:
    """Return sections and numbers of a form."""
    sections = tuple(_sections(definition.body))
    numbers: dict[str, str] = {}
    for at, section in enumerate(sections, 1):
        _number(section.elements, str(at), numbers)
    return FichaPlan(sections, numbers)


def _sections(body: tuple[Element, ...]) -> Iterator[Section]:
    loose: list[Element] = []
    for element in body:
        if isinstance(element, Question):
            loose.append(element)
            continue
        if loose:
            yield Section(LOOSE_PATH, tuple(loose))
            loose = []
        repeat = element if isinstance(element, Repeat) else lone_repeat(element)
        if repeat is not None:
            yield Section(repeat.path, (repeat,))
        elif isinstance(element, Group):
            yield Section(element.path, element.children)
    if loose:
        yield Section(LOOSE_PATH, tuple(loose))


def _number(elements: tuple[Element, ...], prefix: str, numbers: dict[str, str]) -> None:
    """Number questions and repeats one after the other; groups inside a section count through."""
    count = 0
    for element in _flat(elements):
        if isinstance(element, Question) and element.type == "note":
            continue
        count += 1
        numbers[element.path] = f"{prefix}.{count}"
        if isinstance(element, Repeat):
            _number(element.children, numbers[element.path], numbers)


def _flat(elements: tuple[Element, ...]) -> Iterator[Question | Repeat]:
    for element in elements:
        if isinstance(element, Group):
            yield from _flat(element.children)
        else:
            yield element


def lone_repeat(group: Group) -> Repeat | None:
    """Return the repeat that a group only wraps to give it a label, as XForms does."""
    match group.children:
        case (Repeat() as repeat,) if repeat.path == group.path:
            return repeat
        case _:
            return None
