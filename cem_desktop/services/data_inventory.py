"""The inventory of personal data, written from the fichas, the facts and the roles themselves.

Source: D.S. 016-2024-JUS, article 47 (an inventory that marks what is sensitive). Everything that a
ficha asks about a file tells that somebody lived through sexual exploitation or violence, so all of
it counts as sensitive (Ley 29733, article 2.5: sexual life, health), whatever its class. The
inventory holds no datum of anybody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.domain.deadlines import RIGHT_DAYS
from cem_desktop.domain.period import today
from cem_desktop.domain.roles import ROLES
from cem_desktop.forms.definition import Group
from cem_desktop.forms.unfilled import Unfilled
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.ficha_words import mark_words, service_words
from cem_desktop.reports.legal_sheet import Grid, LegalSheet, Pairs, Part, Points, Prose
from cem_desktop.reports.role_words import role_words
from cem_desktop.services.document_printing import institution_lines
from cem_desktop.services.incident_report import not_confirmed
from cem_desktop.storage import case_store, identity_store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.services.context import Context
    from cem_desktop.services.data_officer import DataOfficer

_CLASSES = ("identity", "reserved", "coded", "official", "statistical")


@dataclass(frozen=True)
class InventoryLine:
    """A ficha of the inventory.

    Attributes:
        form: Its id.
        title: Its title.
        service: The service it belongs to.
        categories: The titles of its sections.
        asked: How many questions, by who reads the answers.
        is_sensitive: Whether what it asks is sensitive.
        readers: The roles that read it.
        writers: The roles that write it.
        sent: How many answers leave for headquarters, by how they are coarsened.
    """

    form: str
    title: str
    service: str
    categories: tuple[str, ...]
    asked: Counter[str]
    is_sensitive: bool
    readers: tuple[str, ...]
    writers: tuple[str, ...]
    sent: Counter[str]


def inventory_lines(context: Context, language: str | None) -> tuple[InventoryLine, ...]:
    """Return the inventory: a line for each ficha that the program carries."""
    return tuple(_line(one, language) for one in context.library.all())


def inventory_sheet(
    context: Context, officer: DataOfficer, years: int | None, language: str | None
) -> LegalSheet:
    """Return the inventory as a sheet.

    Args:
        context: The workspace.
        officer: Who answers for personal data.
        years: How many years files are kept after their closing, or None for no figure.
        language: The language of the fichas' texts.
    """
    lines = inventory_lines(context, language)
    day = today(context.clock)
    return LegalSheet(
        title=_("Inventory of personal data"),
        subtitle=_("Generated from the fichas, the vocabulary of facts and the roles"),
        mark=_("Internal"),
        issued=day,
        head="",
        parts=(
            Part(_("1. The data bank"), (Pairs(_bank(context, officer, years)),)),
            Part(_("2. Purposes and legal basis"), (Points(_purposes(lines)), Prose(_basis()))),
            Part(_("3. Categories of data, by ficha"), (Prose(_reading()), _categories(lines))),
            Part(_("4. Who reads and who writes"), (_rights(lines),)),
            Part(_("5. Transfers"), (Points(_transfers(lines)),)),
            Part(_("6. Rights and terms"), (_terms(),)),
        ),
        small=(not_confirmed(),),
    )


def _line(definition: FormDefinition, language: str | None) -> InventoryLine:
    settings = definition.settings
    asked = [one for one in definition.questions.values() if one.privacy is not None]
    open_asked = [one for one in asked if one.type not in {"calculate", "hidden"}]
    classes = Counter(str(one.privacy) for one in open_asked)
    return InventoryLine(
        form=definition.form_id,
        title=definition.title(language),
        service=settings.service,
        categories=_sections(definition, language),
        asked=classes,
        is_sensitive=not settings.is_of_office or bool(classes["identity"] + classes["reserved"]),
        readers=_ordered(settings.read | settings.write),
        writers=_ordered(settings.write),
        sent=Counter(str(one.send) for one in asked if one.send),
    )


def _sections(definition: FormDefinition, language: str | None) -> tuple[str, ...]:
    unfilled = Unfilled(definition, language)
    groups = (one for one in definition.body if isinstance(one, Group))
    return tuple(unfilled.label(one.path) for one in groups)


def _ordered(roles: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(role for role in ROLES if role in roles)


def _bank(
    context: Context, officer: DataOfficer, years: int | None
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    day = today(context.clock)
    holder = institution_lines(day, context.office.name) or (context.office.name,)
    kept = (
        ngettext(
            "{count} year after closing; then a person decides. Nothing is erased by itself.",
            "{count} years after closing; then a person decides. Nothing is erased by itself.",
            years,
        ).format(count=years)
        if years
        else _("No term is set. Nothing is erased by itself.")
    )
    stores = [_("{file}: coded files, encrypted").format(file=case_store.FILE_NAME)]
    if (context.vault.folder / identity_store.FILE_NAME).exists():
        own = _("{file}: who they are, encrypted with a key of its own")
        stores.append(own.format(file=identity_store.FILE_NAME))
    return (
        (_("Name"), (_("Coded files of trafficking cases"),)),
        (_("Holder"), holder),
        ("Oficial de Datos Personales", (officer.line() or _("not named yet"),)),
        (_("Whose data"), (_("People whom the centre accompanies, their children, and staff"),)),
        (_("Where they are kept"), tuple(stores)),
        (_("How long"), (kept,)),
    )


def _purposes(lines: Iterable[InventoryLine]) -> tuple[str, ...]:
    """Return what each service uses data for, for the services that have a ficha."""
    why = {
        "admission": _("to receive, to see danger and trafficking, to inform and to refer"),
        "psychology": _("to contain, to accompany and to prepare for the proceedings"),
        "social": _("to assess risk, to visit, to shelter and to reintegrate"),
        "legal": _("to orient, to defend her in the proceedings and to obtain reparation"),
        "coordination": _("to plan, to protect, to keep in order and to answer for the data"),
        "promotion": _("to train and to inform, without data of cases"),
        "headquarters": _("to authorise, to supervise and to count without names"),
    }
    services = dict.fromkeys(one.service for one in lines)
    return tuple(f"{service_words(one)}: {why.get(one, '')}." for one in why if one in services)


def _basis() -> tuple[str, ...]:
    return (
        _(
            "Legal basis: functions of a public entity (Ley 29733, article 14.1) and, for each "
            "further purpose, her consent as F02 records it (articles 5 and 13.6). Minors: "
            "representative or UPE, and their own say (D.S. 016-2024-JUS, article 22)."
        ),
    )


def _reading() -> tuple[str, ...]:
    return (
        _(
            "A figure is how many questions have answers of that class. Everything that is asked "
            "about a file is sensitive, for it tells that somebody lived through exploitation."
        ),
    )


def _categories(lines: Iterable[InventoryLine]) -> Grid:
    heads = (_("Ficha"), _("Categories"), *(mark_words(one) for one in _CLASSES), _("Sensitive"))
    rows = tuple(
        (
            f"{one.form.upper()}\n{one.title}",
            "; ".join(one.categories),
            *(str(one.asked[kind] or "–") for kind in _CLASSES),
            _("Yes") if one.is_sensitive else _("No"),
        )
        for one in lines
    )
    return Grid(heads, (0.19, 0.205, 0.1, 0.1, 0.105, 0.09, 0.115, 0.095), rows)


def _rights(lines: Iterable[InventoryLine]) -> Grid:
    rows = tuple(
        (
            f"{one.form.upper()} {one.title}",
            service_words(one.service),
            ", ".join(role_words(role) for role in one.writers) or "–",
            ", ".join(role_words(role) for role in one.readers if role not in one.writers) or "–",
        )
        for one in lines
    )
    heads = (_("Ficha"), _("Service"), _("Writes, and reads all"), _("Reads, but not the reserved"))
    return Grid(heads, (0.32, 0.16, 0.28, 0.24), rows)


def _transfers(lines: Iterable[InventoryLine]) -> tuple[str, ...]:
    sent: Counter[str] = Counter()
    official = 0
    for one in lines:
        sent += one.sent
        official += one.asked["official"]
    how = {
        "whole": _("as a closed answer"),
        "month": _("as a month"),
        "year": _("as a year"),
        "age_group": _("as an age group"),
        "department": _("as a department"),
    }
    said = "; ".join(f"{count} {how.get(kind, kind)}" for kind, count in sorted(sent.items()))
    return (
        _(
            "Headquarters gets {count} kinds of answers under pseudonyms, without names, codes or "
            "text: {how}."
        ).format(count=sum(sent.values()), how=said),
        _("{count} texts are addressed to headquarters by rule and name nobody.").format(
            count=official
        ),
        _("They travel encrypted and signed, with a checksum, to headquarters alone."),
        _("There is no cloud, no processor and no flow across the border."),
        _("She who does not consent is not counted; what was told of her is withdrawn."),
    )


def _terms() -> Grid:
    words = {
        "information": _("Information"),
        "access": _("Access"),
        "rectification": _("Rectification"),
        "cancellation": _("Cancellation"),
        "opposition": _("Opposition"),
        "portability": _("Portability"),
    }
    rows = tuple(
        (
            words[kind],
            ngettext("{count} working day", "{count} working days", days).format(count=days),
        )
        for kind, days in RIGHT_DAYS.items()
    )
    return Grid((_("Right"), _("Answer within")), (0.4, 0.6), rows)
