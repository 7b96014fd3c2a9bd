"""Regular expressions of forms, matched in time that grows only with pattern times text.

Python's own engine tries one way after another: ``(a+)+$`` on thirty letters runs for hours, and a
form comes from a file. Here a pattern becomes a small machine whose possible states are followed
all at once (Thompson, "Regular expression search algorithm", 1968), so no pattern can hang the
program. What such a machine cannot do (back references, look-around) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

from cem_desktop.errors import FormInvalidError

op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

MAX_PATTERN = 1_000
MAX_STATES = 1_000
MAX_SUBJECT = 2_000

Meets = Callable[[str], bool]
Stands = Callable[[str, int], bool]

_CATEGORIES: dict[Any, Meets] = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_NOT_DIGIT: lambda character: not character.isdecimal(),
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_NOT_SPACE: lambda character: not character.isspace(),
    op.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
    op.CATEGORY_NOT_WORD: lambda character: not (character.isalnum() or character == "_"),
}


def _is_word(text: str, place: int) -> bool:
    return 0 <= place < len(text) and _CATEGORIES[op.CATEGORY_WORD](text[place])


def _at_boundary(text: str, place: int) -> bool:
    return _is_word(text, place - 1) != _is_word(text, place)


def _at_end(text: str, place: int) -> bool:
    return place == len(text) or (place == len(text) - 1 and text[place] == "\n")


_PLACES: dict[Any, Stands] = {
    op.AT_BEGINNING: lambda _text, place: place == 0,
    op.AT_BEGINNING_STRING: lambda _text, place: place == 0,
    op.AT_END: _at_end,
    op.AT_END_STRING: lambda text, place: place == len(text),
    op.AT_BOUNDARY: _at_boundary,
    op.AT_NON_BOUNDARY: lambda text, place: not _at_boundary(text, place),
}


class _State:
    """One state: it reads a character, checks the place, or leads on without reading."""

    __slots__ = ("exits", "meets", "stands")

    def __init__(self, meets: Meets | None = None, stands: Stands | None = None) -> None:
        self.meets = meets
        self.stands = stands
        self.exits: list[_State] = []


class Pattern:
    """A compiled pattern."""

    def __init__(self, text: str) -> None:
        self._count = 0
        self._end = _State()
        self._text = text
        try:
            parsed = parser.parse(text)
        except (re.error, OverflowError, RecursionError) as error:
            raise FormInvalidError(reason="pattern_invalid", where=text[:80]) from error
        if parsed.state.flags & ~re.UNICODE:
            raise self._refusal()
        self._start = self._sequence(parsed, self._end)

    def search(self, text: str) -> bool:
        """Tell whether the pattern is found anywhere in a text."""
        if len(text) > MAX_SUBJECT:
            return False
        states: dict[_State, None] = {}
        for place in range(len(text) + 1):
            self._enter(self._start, text, place, states)
            if self._end in states:
                return True
            if place == len(text):
                break
            character = text[place]
            following: dict[_State, None] = {}
            for state in states:
                if state.meets is not None and state.meets(character):
                    self._enter(state.exits[0], text, place + 1, following)
            states = following
        return self._end in states

    @staticmethod
    def _enter(first: _State, text: str, place: int, states: dict[_State, None]) -> None:
        """Add a state and all that it leads to without reading a character."""
        waiting = [first]
        while waiting:
            state = waiting.pop()
            if state in states or (state.stands is not None and not state.stands(text, place)):
                continue
            states[state] = None
            if state.meets is None:
                waiting.extend(state.exits)

    # --- building -------------------------------------------------------------------------

    def _refusal(self) -> FormInvalidError:
        return FormInvalidError(reason="pattern_refused", where=self._text[:80])

    def _state(self, meets: Meets | None, stands: Stands | None, *exits: _State) -> _State:
        self._count += 1
        if self._count > MAX_STATES:
            raise self._refusal()
        state = _State(meets, stands)
        state.exits.extend(exits)
        return state

    def _sequence(self, items: Iterable[Any], after: _State) -> _State:
        for name, value in reversed(list(items)):
            after = self._item(name, value, after)
        return after

    def _item(self, name: Any, value: Any, after: _State) -> _State:
        if name is op.AT:
            return self._state(None, _PLACES[value], after)
        if name is op.BRANCH:
            options = [self._sequence(option, after) for option in value[1]]
            return self._state(None, None, *options)
        if name is op.SUBPATTERN:
            _group, added, removed, inner = value
            if added or removed:
                raise self._refusal()
            return self._sequence(inner, after)
        if name in {op.MAX_REPEAT, op.MIN_REPEAT}:
            least, most, inner = value
            return self._repeat(least, most, inner, after)
        return self._state(self._reader(name, value), None, after)

    def _repeat(self, least: int, most: int, inner: Any, after: _State) -> _State:
        """Unroll a repetition; without an upper end its last part leads back to itself."""
        if least > MAX_STATES:
            raise self._refusal()
        if most is op.MAXREPEAT:
            loop = self._state(None, None)
            loop.exits.extend([self._sequence(inner, loop), after])
            tail = loop
        else:
            if most - least > MAX_STATES:
                raise self._refusal()
            tail = after
            for _ in range(most - least):
                tail = self._state(None, None, self._sequence(inner, tail), after)
        for _ in range(least):
            tail = self._sequence(inner, tail)
        return tail

    def _reader(self, name: Any, value: Any) -> Meets:
        if name is op.LITERAL:
            wanted = chr(value)
            return lambda character: character == wanted
        if name is op.NOT_LITERAL:
            unwanted = chr(value)
            return lambda character: character != unwanted
        if name is op.ANY:
            return lambda character: character != "\n"
        if name is op.IN:
            return self._class(value)
        raise self._refusal()

    def _class(self, items: list[tuple[Any, Any]]) -> Meets:
        is_negated = bool(items) and items[0][0] is op.NEGATE
        readers = [self._class_item(*item) for item in items[1 if is_negated else 0 :]]
        if is_negated:
            return lambda character: not any(meets(character) for meets in readers)
        return lambda character: any(meets(character) for meets in readers)

    def _class_item(self, name: Any, value: Any) -> Meets:
        if name is op.RANGE:
            low, high = chr(value[0]), chr(value[1])
            return lambda character: low <= character <= high
        if name is op.CATEGORY:
            return _CATEGORIES[value]
        return self._reader(name, value)


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Return a form's regular expression.

    Raises:
        FormInvalidError: No regular expression, too large, or with back references, look-around
            or flags.
    """
    if len(text) > MAX_PATTERN:
        raise FormInvalidError(reason="pattern_refused", where=text[:80])
    return Pattern(text)
