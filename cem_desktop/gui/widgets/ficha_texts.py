"""The words of the ficha window: who reads an answer, what to mend, what to look at twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.placeholders import PLACEHOLDERS
from cem_desktop.domain.typing_guard import GuardKind
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Collection

    from cem_desktop.domain.typing_guard import GuardFinding
    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import FieldProblem
    from cem_desktop.gui.tokens import PillKind

_MINUTE: Final = 60
_HOUR: Final = 3600
_NAMED_READERS: Final = 3
"""More readers than these are "the whole team"; the pill's tip names them all."""


def privacy_pill(question: Question, readers: Collection[str]) -> tuple[str, PillKind] | None:
    """Return what the pill says about who reads the answer, and its colour.

    Args:
        question: The question of the form.
        readers: The roles that read what is reserved in the ficha.
    """
    match question.privacy:
        case "statistical":
            return _statistical(question.send), "info"
        case "coded":
            return _("Coded"), "accent"
        case "reserved":
            return _reserved(readers), "warn"
        case "identity":
            return _("Identity"), "danger"
        case "official":
            return _("Official text"), "info"
        case _:
            return None


def privacy_tip(question: Question, readers: Collection[str]) -> str:
    """Return the longer words behind the pill."""
    match question.privacy:
        case "statistical":
            return _("Headquarters counts this answer, without a name or a code.")
        case "coded":
            return _("The team of the case reads this answer. It does not leave for statistics.")
        case "reserved":
            return _("Only these read it: {readers}. It stays in this office.").format(
                readers=", ".join(_reader_names(readers))
            )
        case "identity":
            return _("Says who she is. It is kept apart, in the identity vault.")
        case "official":
            return _("Addressed to headquarters; you see it before it is sent.")
        case _:
            return ""


def _statistical(send: str | None) -> str:
    match send:
        case "department":
            return _("Statistical: department only")
        case "age_group":
            return _("Statistical: age group only")
        case "month":
            return _("Statistical: month only")
        case "year":
            return _("Statistical: year only")
        case _:
            return _("Statistical")


def _reserved(readers: Collection[str]) -> str:
    names = _reader_names(readers)
    if not names or len(names) > _NAMED_READERS:
        return _("Reserved: the whole team")
    if len(names) == 1:
        return _("Reserved: {reader}").format(reader=names[0])
    return _("Reserved: {readers} and {last}").format(readers=", ".join(names[:-1]), last=names[-1])


def _reader_names(readers: Collection[str]) -> list[str]:
    names = {
        "admission": _("admission"),
        "psychology": _("psychology"),
        "legal": _("legal"),
        "social": _("social work"),
        "childcare": _("child care"),
        "coordination": _("coordination"),
        "promotion": _("promotion"),
        "hq_supervision": _("supervision"),
    }
    return [name for role, name in names.items() if role in readers]


def problem_text(problem: FieldProblem) -> str:
    """Return what to mend, in the form's own words where it has some."""
    if problem.message:
        return problem.message
    match problem.kind:
        case "required":
            return _("This answer is needed.")
        case "type":
            return _("This answer does not have the form that the question asks for.")
        case _:
            return _("This answer does not fit the question.")


def guard_text(finding: GuardFinding) -> str:
    """Return the quiet hint for something that a coded file should not hold."""
    texts = {
        GuardKind.DOCUMENT: _(
            "This looks like an identity document. A coded file holds no numbers that find "
            "her; keep it in the identity vault."
        ),
        GuardKind.MOBILE: _(
            "This looks like a telephone. In a coded file, keep it in the identity vault."
        ),
        GuardKind.EMAIL: _(
            "This looks like an e-mail. In a coded file, keep it in the identity vault."
        ),
        GuardKind.COURT_FILE: _(
            "This looks like the number of a court's file, which leads to her name. Leave it "
            "out; in a document write {{expediente_judicial}} or {{carpeta_fiscal}}."
        ),
        GuardKind.NAME: _(
            "This looks like a name. Leave it out; in a document write {{nombre}}, or "
            "{{persona_acusada}} for who is accused."
        ),
        GuardKind.PLACEHOLDER: _(
            "The program knows no such placeholder. These it knows: {known}."
        ).format(known=" ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)),
        GuardKind.STIGMA: _(
            "These words may judge her. You could write: {suggestion}. If somebody said them, "
            "put them in quotation marks."
        ).format(suggestion=finding.suggestion),
    }
    return texts[finding.kind]


def saved_text(seconds: float) -> str:
    """Return when the draft was saved, as it stands at the foot of the section list."""
    if seconds < _MINUTE:
        count = max(1, _calm(seconds))
        return ngettext(
            "Saved as a draft {count} s ago", "Saved as a draft {count} s ago", count
        ).format(count=count)
    if seconds < _HOUR:
        count = int(seconds // _MINUTE)
        return ngettext(
            "Saved as a draft {count} min ago", "Saved as a draft {count} min ago", count
        ).format(count=count)
    count = int(seconds // _HOUR)
    return ngettext(
        "Saved as a draft {count} h ago", "Saved as a draft {count} h ago", count
    ).format(count=count)


def _calm(seconds: float) -> int:
    """Return seconds in steps, so that the foot does not tick under the eye of who writes."""
    return max((step for step in (1, 5, 10, 20, 30, 40, 50) if step <= seconds), default=1)


def section_text(answered: int, askable: int, to_mend: int) -> str:
    """Return the progress of a section for the section list."""
    if to_mend:
        return ngettext("{count} to mend", "{count} to mend", to_mend).format(count=to_mend)
    if not askable:
        return "—"
    return _("{answered} of {askable}").format(answered=answered, askable=askable)
