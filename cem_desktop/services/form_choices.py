"""The choices of the fichas, written from the catalogue.

A ``form.yaml`` says in its survey which lists it asks for; what they offer stands in the catalogue
and is written below it, so that headquarters finds it in the workbook. ``refresh`` writes that part
anew and leaves every other line, comments too, as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from cem_desktop.domain.catalogue import DEPARTMENT_LIST, Catalogue
from cem_desktop.domain.code_lists import Code, CodeList, CodeStatus
from cem_desktop.errors import FormBuildError
from cem_desktop.forms.authoring import SOURCE
from cem_desktop.forms.sheets import read_source
from cem_desktop.services.catalogues import load_catalogue

_SPANISH, _ENGLISH = "label::Español (es)", "label::English (en)"
_MARK = "\nchoices:"


def choice_rows(catalogue: Catalogue, name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows that the choices sheet of a ficha has for a list.

    Choices that hold for a time have the columns ``from_day`` and ``to_day``, numbers like
    20210330, for the ficha's ``choice_filter``; ``group`` names the choice of another list that
    a choice belongs to.

    Raises:
        FormBuildError: The catalogue has no such list, or a choice in it has no name or label.
    """
    if name == DEPARTMENT_LIST:
        return tuple(
            {"name": place.code, _SPANISH: place.name, _ENGLISH: place.name, "cem:code": place.code}
            for place in catalogue.departments()
        )
    code_list = catalogue.code_lists.get(name)
    if code_list is None:
        raise FormBuildError(reason="unknown_code_list", where=name)
    return tuple(_row(code_list, code) for code in code_list.codes)


def _row(code_list: CodeList, code: Code) -> Mapping[str, str]:
    if not code.name or not code.label_en:
        raise FormBuildError(reason="choice_without_name", where=f"{code_list.id}: {code.label_es}")
    row = {"name": code.name, _SPANISH: code.label_es, _ENGLISH: code.label_en}
    if any(one.validity.first or one.validity.last for one in code_list.codes):
        row["from_day"], row["to_day"] = code.validity.numbers
    if code.group:
        row["group"] = code.group
    official = code.variable if code.status is CodeStatus.FLAG else code.code
    if official:
        row["cem:code"] = official
    return row


def refresh(folder: Path) -> tuple[str, ...]:
    """Write the choices of every ficha in a folder anew; return the ids of those that changed.

    Raises:
        FormBuildError: A ficha asks for a list that the catalogue does not have.
    """
    catalogue = load_catalogue()
    return tuple(
        source.parent.name
        for source in sorted(folder.glob(f"*/{SOURCE}"))
        if _refresh_one(source, catalogue)
    )


def _refresh_one(source: Path, catalogue: Catalogue) -> bool:
    before = source.read_text(encoding="utf-8")
    survey, _, _ = f"{before}\n".partition(_MARK)
    after = survey.rstrip() + "\n" + "".join(_lines(source, catalogue))
    if after != before:
        source.write_text(after, encoding="utf-8")
    return after != before


def _lines(source: Path, catalogue: Catalogue) -> Iterator[str]:
    asked = dict.fromkeys(
        words[1]
        for row in read_source(source).survey
        if len(words := row.get("type", "").split()) > 1
        and words[0] in {"select_one", "select_multiple", "rank"}
    )
    if asked:
        yield _MARK + "\n"
    for name in asked:
        yield f"  {name}:\n"
        for row in choice_rows(catalogue, name):
            indent = "    - "
            for column, cell in row.items():
                yield f"{indent}{column}: {_scalar(column, cell)}\n"
                indent = "      "


def _scalar(column: str, cell: str) -> str:
    """Return a cell as YAML; a name that YAML would read as a number or a truth in quotes."""
    is_plain = column == "name" and cell.isidentifier() and cell not in {"yes", "no", "on", "off"}
    return cell if is_plain else json.dumps(cell, ensure_ascii=False)
