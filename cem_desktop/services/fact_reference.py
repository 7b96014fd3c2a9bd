"""``docs/facts.md``: every fact, how it resolves, and which questions state it.

Written from the vocabulary and the compiled fichas, never by hand; a test keeps it up to date::

    python -c "from cem_desktop.services.fact_reference import refresh; refresh()"
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from cem_desktop.domain import htcds
from cem_desktop.domain.facts import FACTS, All, Fact, Home, Latest, Ordered
from cem_desktop.services.form_library import FormLibrary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cem_desktop.forms.definition import FormDefinition, Question

_HEAD = """\
# Facts

Written by `cem_desktop.services.fact_reference` from the vocabulary and the fichas; do not edit.

Lists, timelines, statistics and exports read facts, never a ficha's own question names. When
several records of a file state a fact, its rule decides. A tie or an open conflict comes to "no
data" and counts once. **Leaves** says what headquarters receives: nothing but statistical answers,
as coarse as written here. The HTCDS is IOM's Human Trafficking Case Data Standard 2.0. The codes of
the UN's IC-TIP are pending: they have not been read, and none is invented.
"""
_HTCDS_HEAD = """\
## HTCDS 2.0

Every field of the standard: the facts that state it, or why it is never kept. Where a fact states
part of a field, or in other words, its code list says which value of the standard a choice is.

| field | core | stated by, or why it is never kept |
|---|---|---|"""
_COLUMNS = "| fact | what it is | type | rule | asked in | leaves | HTCDS | IC-TIP |"
_RULE = "|---|---|---|---|---|---|---|---|"


def fact_reference(definitions: Iterable[FormDefinition]) -> str:
    """Return the reference as Markdown.

    Args:
        definitions: The fichas, in the order in which they are to be named.
    """
    asked = _asked(definitions)
    lines = [_HEAD]
    for family, facts in groupby(FACTS.values(), key=lambda fact: fact.id.partition(".")[0]):
        lines += [f"## {family}", "", _COLUMNS, _RULE]
        lines += [_row(fact, asked.get(fact.id, ())) for fact in facts]
        lines.append("")
    lines += [_HTCDS_HEAD, *(_htcds_row(field) for field in htcds.FIELDS), ""]
    return "\n".join(lines)


def refresh(file: Path = Path("docs/facts.md"), library: FormLibrary | None = None) -> None:
    """Write the reference anew, from the fichas as they are built."""
    definitions = (library or FormLibrary()).all()
    file.write_text(fact_reference(definitions), encoding="utf-8")


def _asked(
    definitions: Iterable[FormDefinition],
) -> Mapping[str, tuple[tuple[str, Question], ...]]:
    """Return, by fact, the form id and question of everything that states it."""
    found: dict[str, tuple[tuple[str, Question], ...]] = {}
    for definition in definitions:
        for question in definition.questions.values():
            if question.fact is not None:
                stated = (definition.form_id, question)
                found[question.fact] = (*found.get(question.fact, ()), stated)
    return found


def _row(fact: Fact, asked: tuple[tuple[str, Question], ...]) -> str:
    """Return the line of one fact."""
    kind = _kind(fact)
    ictip = f"{fact.ictip.unit} ({fact.ictip.code or fact.ictip.status})" if fact.ictip else ""
    where = ", ".join(f"`{form} {question.path}`" for form, question in asked)
    sent = sorted({question.send for _, question in asked if question.send})
    cells = (f"`{fact.id}`", fact.label, kind, _rule(fact), where, ", ".join(sent))
    return f"| {' | '.join((*cells, fact.htcds or '', ictip))} |"


def _kind(fact: Fact) -> str:
    """Return the type of a fact with its list or its bounds."""
    if fact.bounds is not None:
        return f"{fact.type} {fact.bounds[0]} to {fact.bounds[1]}"
    return f"{fact.type} `{fact.code_list}`" if fact.code_list else str(fact.type)


def _rule(fact: Fact) -> str:
    """Return in words how statements come to one value."""
    match fact.resolve:
        case Home(form):
            return f"home `{form}`"
        case Ordered(forms):
            return "first of " + ", ".join(f"`{form}`" for form in forms)
        case Latest(by):
            return f"latest by `{by}`"
        case All():
            return "all"


def _htcds_row(field: htcds.HtcdsField) -> str:
    """Return the line of one field of the standard."""
    stated = ", ".join(f"`{fact.id}`" for fact in htcds.stating(field.name))
    never = f"never kept: {field.never.value}" if field.never else ""
    return f"| {field.name} | {'yes' if field.core else ''} | {stated or never} |"
