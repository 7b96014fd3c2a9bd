"""Words for the notes on data: what a person must know before quoting a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.data_quality import DataQualityNote, NoteCode
from cem_desktop.domain.indicator import AgeBand, Cell, Sex
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.wording import band_words, cell_words, month_long, period_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cem_desktop.domain.data_quality import NoteValue


def note_text(note: DataQualityNote) -> str:
    """Return a note in the language of the program."""
    return _WRITERS[note.code](note.parameters)


def _breakdowns_disagree(told: Mapping[str, NoteValue]) -> str:
    bases = {
        "office": _("the table by CEM"),
        "registry": _("the count of the registry"),
        "month": _("the table by month"),
        "year": _("the yearly series"),
    }
    text = _(
        "In {period}, {other} adds up to {other_total} cases and {basis} to {total}; "
        "both are shown as their sources give them."
    ).format(
        period=told["period"],
        other=bases[str(told["other_basis"])],
        other_total=told["other_total"],
        basis=bases[str(told["basis"])],
        total=told["total"],
    )
    changes = [_month_change(change) for change in _tuples(told["changes"])]
    if not changes:
        return text
    fitted = _("When the months are fitted to {total} cases, {changes}.")
    return f"{text} {fitted.format(total=told['total'], changes=_listed(changes))}"


def _month_change(change: tuple[NoteValue, ...]) -> str:
    period, step = str(change[0]), int(str(change[1]))
    month = month_long(int(period[5:7]))
    if step < 0:
        text = ngettext("{month} loses {count} case", "{month} loses {count} cases", -step)
    else:
        text = ngettext("{month} gains {count} case", "{month} gains {count} cases", step)
    return text.format(month=month, count=abs(step))


def _headings_swapped(told: Mapping[str, NoteValue]) -> str:
    return _(
        "The two age headings of the table of {period} are swapped. As printed they contradict "
        "the text ({statements}); once they change places, every statement fits. The table is "
        "read with the headings set right."
    ).format(period=told["period"], statements=_statements(told))


def _statements_differ(told: Mapping[str, NoteValue]) -> str:
    return _(
        "What the text states does not fit the table of {period} ({statements}). "
        "The table is taken as printed."
    ).format(period=told["period"], statements=_statements(told))


def _statements(told: Mapping[str, NoteValue]) -> str:
    """Return what is stated against what is counted, one after another."""
    people = {"minors": _("minors"), "adults": _("adults"), "women": _("women")}
    found = []
    for name, stated, counted in _tuples(told["statements"]):
        if name != "only_man":
            pattern = _("{people}: stated {stated} %, counted {counted} %")
            found.append(
                pattern.format(people=people[str(name)], stated=stated, counted=counted or "–")
            )
        elif stated == AgeBand.MINOR:
            found.append(_("the only man is said to be a minor"))
        else:
            found.append(_("the only man is said to be an adult"))
    return "; ".join(found)


def _printed_total(told: Mapping[str, NoteValue]) -> str:
    if told["where"] == "row":
        pattern = _(
            "In the table of {period}, the line of {name} prints a total of {printed}; "
            "its cells add up to {computed}, and these are used."
        )
        name = str(told["name"])
    else:
        pattern = _(
            "In the table of {period}, the column «{name}» prints a total of {printed}; "
            "its cells add up to {computed}, and these are used."
        )
        name = _column(str(told["name"]))
    return pattern.format(
        period=told["period"], name=name, printed=told["printed"], computed=told["computed"]
    )


def _column(name: str) -> str:
    """Return the heading of a column named ``minor_woman`` and so on, or of the totals."""
    band, _gap, sex = name.partition("_")
    if not sex:
        return _("Total")
    cell = Cell(AgeBand(band), Sex(sex))
    return f"{band_words(cell.band)}, {cell_words(cell).lower()}"


def _unknown_values(told: Mapping[str, NoteValue]) -> str:
    count, total = int(str(told["count"])), int(str(told["total"]))
    pattern = {
        "sex": ngettext(
            "Sex is not known in {count} of {total} cases ({percent} %); it is counted apart.",
            "Sex is not known in {count} of {total} cases ({percent} %); they are counted apart.",
            count,
        ),
        "age": ngettext(
            "Age is not known in {count} of {total} cases ({percent} %); it is counted apart.",
            "Age is not known in {count} of {total} cases ({percent} %); they are counted apart.",
            count,
        ),
        "month": ngettext(
            "The month is not known in {count} of {total} cases ({percent} %); "
            "it is counted apart.",
            "The month is not known in {count} of {total} cases ({percent} %); "
            "they are counted apart.",
            count,
        ),
    }[str(told["datum"])]
    percent = f"{100 * count / total:.1f}"
    return pattern.format(count=count, total=total, percent=percent)


def _undated_cases(told: Mapping[str, NoteValue]) -> str:
    count = int(str(told["count"]))
    return ngettext(
        "{count} case has no opening date, so it is in no table of a year.",
        "{count} cases have no opening date, so they are in no table of a year.",
        count,
    ).format(count=count)


def _offices_heard(told: Mapping[str, NoteValue]) -> str:
    missing = int(str(told["expected"])) - int(str(told["heard"]))
    return ngettext(
        "{count} CEM of {expected} has sent nothing yet: silence is not zero cases.",
        "{count} CEM of {expected} have sent nothing yet: silence is not zero cases.",
        missing,
    ).format(count=missing, expected=told["expected"])


def _provisional(told: Mapping[str, NoteValue]) -> str:
    return _("The figures of {period} are provisional: they reach {through}.").format(
        period=told["period"], through=period_words(str(told["through"]))
    )


def _basis(told: Mapping[str, NoteValue]) -> str:
    return _(
        "Unit: one case, that is one coded file. Date: the opening of the file. "
        "Cut-off: {cut_off}. CEM heard from: {heard} of {expected}. "
        "Below national level, counts under {threshold} are not shown."
    ).format(
        cut_off=period_words(str(told["cut_off"])),
        heard=told["heard"],
        expected=told["expected"],
        threshold=told["threshold"],
    )


def _suppressed(told: Mapping[str, NoteValue]) -> str:
    offices, cells = int(str(told["offices"])), int(str(told["cells"]))
    sentences = [_("To protect the people counted, some figures are hidden; hidden is not zero.")]
    if offices:
        sentences.append(
            ngettext("{count} CEM shows nothing.", "{count} CEM show nothing.", offices).format(
                count=offices
            )
        )
    if cells:
        sentences.append(
            ngettext(
                "{count} cell of another CEM is hidden.",
                "{count} cells of other CEM are hidden.",
                cells,
            ).format(count=cells)
        )
    sentences.append(
        _("Among them are counts under {threshold} and those that would give them away.").format(
            threshold=told["threshold"]
        )
    )
    return " ".join(sentences)


def _scope_reduced(told: Mapping[str, NoteValue]) -> str:
    if told["scope"] == "total":
        return _(
            "There are fewer than {threshold} cases in the whole country: only their total is "
            "published."
        ).format(threshold=told["threshold"])
    if told["reason"] == "overlap":
        return _(
            "No table by CEM is published for all years together: with that of a single year it "
            "would give small counts away. Only national figures are shown."
        )
    return _(
        "No table by CEM is published: with so few cases, or so few new ones, it would point at "
        "people. Only national figures are shown."
    )


def _tuples(value: NoteValue) -> list[tuple[NoteValue, ...]]:
    """Return the tuples that a parameter holds."""
    return [item for item in value if isinstance(item, tuple)] if isinstance(value, tuple) else []


def _listed(parts: list[str]) -> str:
    """Return parts as a list in a sentence."""
    if len(parts) == 1:
        return parts[0]
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


_WRITERS: dict[NoteCode, Callable[[Mapping[str, NoteValue]], str]] = {
    NoteCode.BREAKDOWNS_DISAGREE: _breakdowns_disagree,
    NoteCode.HEADINGS_SWAPPED: _headings_swapped,
    NoteCode.STATEMENTS_DIFFER: _statements_differ,
    NoteCode.PRINTED_TOTAL_DIFFERS: _printed_total,
    NoteCode.UNKNOWN_VALUES: _unknown_values,
    NoteCode.UNDATED_CASES: _undated_cases,
    NoteCode.OFFICES_HEARD: _offices_heard,
    NoteCode.PROVISIONAL: _provisional,
    NoteCode.BASIS: _basis,
    NoteCode.SUPPRESSED: _suppressed,
    NoteCode.SCOPE_REDUCED: _scope_reduced,
}
