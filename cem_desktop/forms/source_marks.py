"""Read YAML into texts, lists and mappings that know their lines, without trust.

Built from the events of the parser, one after the other: no alias, no tag, no second document, no
depth that a form does not need. What stands around the values, the comments above all, is kept by
line, so that a source can be written again with every line that did not change as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from cem_desktop.errors import FormBuildError

MAX_DEPTH = 5
_BLOCK = ("|", ">")
_AFTER = re.compile(r"\s*:?\s+#\s?(.*)")
_BLOCK_HEADER = re.compile(r"[|>][+\-\d]*\s+#\s?(.*)")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML counts as the end of a line."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, its first and last line, and the comment that follows it on its line."""

    text: str
    line: int
    column: int
    last: int
    remark: str = ""


@dataclass(slots=True)
class Listing:
    """A list."""

    line: int
    items: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Pairs in order; ``is_flow`` where they stand in braces."""

    line: int
    is_flow: bool = False
    pairs: list[tuple[Scalar, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


Part = Scalar | Listing | Mapping


def compose(text: str, where: str) -> Part | None:
    """Return what a YAML text holds; None when it holds nothing.

    Raises:
        FormBuildError: No YAML, or more of YAML than a form needs.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    builder = _Builder(where, split_lines(text))
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f": line {mark.line + 1}" if mark is not None else ""
        raise FormBuildError(reason="yaml", where=f"{where}{line}") from error
    return builder.top


class _Builder:
    """Puts the events together."""

    def __init__(self, where: str, lines: list[str]) -> None:
        self.where = where
        self.lines = lines
        self.top: Part | None = None
        self.open: list[tuple[Listing | Mapping, Scalar | None]] = []

    def fail(self, reason: str, line: int) -> FormBuildError:
        return FormBuildError(reason=reason, where=f"{self.where}: line {line + 1}")

    def take(self, event: Any) -> None:
        """Take in one event of the parser."""
        kind = type(event).__name__
        line = event.start_mark.line if event.start_mark is not None else 0
        if kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
            raise self.fail("yaml_alias", line)
        if kind == "ScalarEvent":
            self.put(self.scalar(event))
        elif kind in {"SequenceStartEvent", "MappingStartEvent"}:
            if event.tag is not None:
                raise self.fail("yaml_tag", line)
            if len(self.open) >= MAX_DEPTH:
                raise self.fail("row_shape", line)
            is_flow = bool(event.flow_style)
            part: Listing | Mapping = Listing(line) if kind[0] == "S" else Mapping(line, is_flow)
            self.put(part)
            self.open.append((part, None))
        elif kind in {"SequenceEndEvent", "MappingEndEvent"}:
            self.open.pop()

    def scalar(self, event: Any) -> Scalar:
        """Return a text with the lines that it stands on."""
        start, end = event.start_mark, event.end_mark
        if event.tag not in {None, "!"}:
            raise self.fail("yaml_tag", start.line)
        if event.style in _BLOCK:
            remark = _remark(_BLOCK_HEADER, self.lines[start.line][start.column :])
            last = self.end_of_block(start.line)
        else:
            last = end.line
            remark = (
                _remark(_AFTER, self.lines[last][end.column :]) if last < len(self.lines) else ""
            )
        return Scalar(event.value, start.line, start.column, last, remark)

    def end_of_block(self, header: int) -> int:
        """Return the last line of a block text: blank or as far in as its first line."""
        inside, last = 0, header
        for number in range(header + 1, len(self.lines)):
            line = self.lines[number]
            depth = len(line) - len(line.lstrip(" "))
            if not line.strip():
                continue
            inside = inside or depth
            if depth < inside or not inside:
                break
            last = number
        return last

    def put(self, part: Part) -> None:
        """Put a part where it belongs: on top, into the list, as key or value."""
        if not self.open:
            if self.top is not None:
                raise self.fail("not_a_form", part.line)
            self.top = part
            return
        holder, key = self.open[-1]
        if isinstance(holder, Listing):
            holder.items.append(part)
        elif key is None:
            if not isinstance(part, Scalar):
                raise self.fail("row_shape", part.line)
            if part.text in holder.keys:
                raise self.fail("double_key", part.line)
            holder.keys.add(part.text)
            self.open[-1] = (holder, part)
        else:
            holder.pairs.append((key, part))
            self.open[-1] = (holder, None)


def _remark(pattern: re.Pattern[str], rest: str) -> str:
    found = pattern.fullmatch(rest)
    return found[1].strip() if found is not None else ""


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as YAML counts them."""
    return _BREAK.split(text)


def is_remark(line: str) -> bool:
    """Tell whether a line outside of values is a comment."""
    return line.lstrip().startswith("#")


def remark_words(lines: list[str]) -> str:
    """Return the words of the comments among lines."""
    words = [line.strip()[1:].removeprefix(" ").rstrip() for line in lines if is_remark(line)]
    return "\n".join(words).strip()
