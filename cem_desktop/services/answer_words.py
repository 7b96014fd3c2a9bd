"""Answers as people read them: labels of choices, dates as Peru writes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cem_desktop.domain.period import LIMA
from cem_desktop.forms.moments import parse_moment, parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import NodeState

_MOMENTS = frozenset({"date", "time", "datetime"})


def answer_words(question: Question, node: NodeState, value: JsonValue) -> str:
    """Return an answer in words, "" where there is none.

    Args:
        question: The question of the form.
        node: Its state, which offers the choices; its own value does not matter.
        value: The answer.
    """
    return labelled_words(question, dict(node.choices), value)


def labelled_words(question: Question, labels: Mapping[str, str], value: JsonValue) -> str:
    """Return an answer in words, where the labels of its choices are known; "" for none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(labels.get(str(name), str(name)) for name in value)
    if isinstance(value, str) and question.type in _MOMENTS:
        return _moment_words(question, value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return labels.get(str(value), str(value))


def _moment_words(question: Question, value: str) -> str:
    appearance = question.appearance.split()
    if question.type == "time":
        return clock_text(value)
    if question.type == "datetime":
        return instant_text(value)
    if "year" in appearance:
        return _shaped(value, "%Y")
    return _shaped(value, "%m/%Y" if "month-year" in appearance else "%d/%m/%Y")


def date_text(value: str) -> str:
    """Return an ISO date as dd/mm/yyyy; anything else as it is."""
    return _shaped(value, "%d/%m/%Y")


def _shaped(value: str, shape: str) -> str:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return day.strftime(shape)


def clock_text(value: str) -> str:
    """Return a time of day as hh:mm; anything else as it is."""
    found = parse_time(value) if ":" in value else None
    return f"{found:%H:%M}" if found is not None else value


def instant_text(value: str) -> str:
    """Return an instant as dd/mm/yyyy hh:mm of Peru; anything else as it is."""
    found = parse_moment(value, LIMA)
    if found is None or found.whole:
        return date_text(value)
    return f"{found.instant.astimezone(LIMA):%d/%m/%Y %H:%M}"
