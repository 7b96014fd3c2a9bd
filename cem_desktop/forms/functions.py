"""What a function of the expression language is; the tables in the other modules are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.environment import Context
from cem_desktop.forms.xml_tree import Node
from cem_desktop.forms.xpath_values import Value, to_number

Eager = Callable[..., Value]
Lazy = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes, and what it does.

    ``eager`` gets the context and the values; ``lazy`` gets the context and the arguments
    unevaluated, for the functions that must not look at all of them.
    """

    least: int
    most: int | None
    eager: Eager | None = None
    lazy: Lazy | None = None


def nodes_of(value: Value) -> list[Node]:
    """Return a value that must be nodes.

    Raises:
        FormInvalidError: It is something else.
    """
    if isinstance(value, list):
        return value
    raise FormInvalidError(reason="not_a_node_set", where="")


def number_of(context: Context, value: Value) -> float:
    """Return a value as a number, dates in the session's zone."""
    return to_number(value, context.environment.zone)
