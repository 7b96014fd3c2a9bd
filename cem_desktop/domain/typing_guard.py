"""What a coded file should not hold: identifiers, and words that judge.

Pure rules over a text while it is typed. They only point: nothing is blocked, changed or kept.
Identifiers are those that find a person in Peru (DNI, carné de extranjería, mobile, e-mail, the
number of a court's or prosecution's file, a name after the words that announce one). In a document
a placeholder stands for them (``domain.placeholders``); one that the house does not know is told.
Stigmatising words follow the guide of language and treatment (ficha F31: stereotypes of "easy
money", "voluntary"); words inside quotation marks are somebody's own and are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cem_desktop.domain.placeholders import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class GuardKind(StrEnum):
    """What was recognised."""

    DOCUMENT = "document"
    MOBILE = "mobile"
    EMAIL = "email"
    COURT_FILE = "court_file"
    NAME = "name"
    PLACEHOLDER = "placeholder"
    STIGMA = "stigma"


@dataclass(frozen=True)
class GuardFinding:
    """One place of a text worth a second look.

    Attributes:
        kind: What it seems to be.
        start: Index of its first character.
        end: Index after its last character.
        suggestion: Neutral Spanish words to use instead of ``STIGMA``.
    """

    kind: GuardKind
    start: int
    end: int
    suggestion: str = ""


# Nine digits that begin with 9, with or without the country code, in any usual grouping.
_MOBILE = re.compile(r"(?<![\d.,-])(?:\+?51[ .-]?)?9(?:[ .-]?\d){8}(?![ .-]?\d)")
# A DNI has eight digits (and a check symbol after a hyphen); a carné de extranjería nine from 00.
_DOCUMENT = re.compile(r"(?<![\d.,/+-])(?<!s/ )(?:\d{8}(?:-[\dk])?|00\d{7})(?![\d]|[.,/-]\d)")
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
# 01234-2021-0-1801-JR-PE-01, or a number and a year after the word for a file.
_COURT_FILE = re.compile(
    r"\b\d{2,6}-(?:19|20)\d\d(?:-\d{1,4}){1,2}-[a-z]{2}-[a-z]{2}(?:-\d{1,2})?\b"
    r"|(?:\b(?:expedientes?|exp|carpetas?|caso)\b\.?(?: (?:judicial|fiscal|penal))? ?"
    r"(?:n[.°ºro]{0,3} ?|numero )?)\d{1,6}-(?:19|20)\d\d\b(?!-\d)"
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"\n]*\"")

_IDENTIFIERS: tuple[tuple[GuardKind, re.Pattern[str]], ...] = (
    (GuardKind.EMAIL, _EMAIL),
    (GuardKind.COURT_FILE, _COURT_FILE),
    (GuardKind.MOBILE, _MOBILE),
    (GuardKind.DOCUMENT, _DOCUMENT),
)

# Read without accents, in the case that was typed: words that announce a name, then capitals. Those
# who hold an office are addressed by it.
_OFFICE = (
    r"Jue[zc]|Fiscal|Ministr|President|Vocal|Magistrad|Especialista|Secretari|Director|Coordinador"
    r"|Procurador|Defensor|Superior|Suprem|Representante|Clave|Sala|Colegiad"
)
_NAME = re.compile(
    r"\b(?i:(?:sr|sra|srta)\.?|don|dona|senor|senora|senorita|ciudadan[oa]|agraviad[oa]|imputad[oa]"
    r"|acusad[oa]|procesad[oa]|sentenciad[oa]|llamad[oa]|se llama|(?:su|mi) nombre es"
    r"|nombrad[oa]|identificad[oa] como) "
    rf"(?!(?:{_OFFICE}))[A-Z][a-z]+(?: (?:(?:de|del|la|las|los|y) ){{0,2}}[A-Z][a-z]+)*"
    r"|\b(?i:iniciales):? (?:[A-Z]\. ?){2,}"
)
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

# Patterns read text without accents and in lower case. "Voluntaria" and "fácil" judge only beside
# a person, her life or what she was paid: consent to a service is voluntary, and may be easy.
_WOMAN = r"muj(?:er|eres)|chicas?|joven|jovenes|muchachas?|usuarias?"
_WENT = r"es|era|fue|estuvo|estaba|entro|ingreso|viajo|permanecio|trabaj\w+"
_WILLING = r"voluntari(?:as?|amente)|por su (?:propia )?voluntad"
_STIGMA: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), suggestion)
    for pattern, suggestion in (
        (
            r"\b(?:ejerc\w+|practica\w*|se dedica\w* a) la prostitucion\b",
            "está en situación de explotación sexual",
        ),
        (r"\bprostitu(?:ta|tas|ida|idas)\b", "persona en situación de explotación sexual"),
        (r"\b(?:meretri(?:z|ces)|rameras?|putas?)\b", "persona en situación de explotación sexual"),
        (r"\b(?:copetiner|cabareter|fichador)as?\b", "persona explotada en un local"),
        (
            r"\b(?:damas? de compania|muj(?:er|eres) de la calle|de (?:mala vida|vida alegre))\b",
            "persona en situación de explotación sexual",
        ),
        (r"\b(?:dinero|plata|vida) facil\b", "ingresos que le ofrecieron"),
        (
            rf"\b(?:{_WOMAN}|ella es|ella era)(?: \w+)? facil(?:es)?\b(?! de)",
            "describa el hecho, sin calificarla",
        ),
        (
            rf"\b(?:{_WENT})(?: \w+){{0,2}} (?:{_WILLING})\b",
            "describa qué le dijeron y qué podía decidir",
        ),
        (r"^\s*voluntarias?\b", "describa qué le dijeron y qué podía decidir"),
        (r"\bse dedica\w* a\b", "fue obligada a, o: refiere que"),
        (r"\bse deja(?:ba|ban|n)?\b|\bse dejo\b", "describa el hecho y el medio usado"),
        (r"\bpromiscu[ao]s?\b", "describa el hecho, sin calificarla"),
        (
            r"\b(?:mentirosas?|manipuladoras?|histericas?|conflictivas?)\b",
            "describa lo que observó",
        ),
        (r"\bpornografia infantil\b", "material de abuso sexual de niñas, niños y adolescentes"),
        (r"\bcrimen(?:es)? pasional(?:es)?\b", "feminicidio, o tentativa de feminicidio"),
    )
)


def look_over(text: str, *, identifiers: bool = True) -> tuple[GuardFinding, ...]:
    """Return what a second look should fall on, in the order of the text, without overlaps.

    Args:
        text: What is being typed.
        identifiers: False where identifiers belong, as in a question of class ``identity``.
    """
    plain = _plain(text)
    found: list[GuardFinding] = []
    if identifiers:
        for kind, pattern in _IDENTIFIERS:
            _collect(found, (GuardFinding(kind, *hit.span()) for hit in pattern.finditer(plain)))
        names = _NAME.finditer(_bare(text))
        _collect(found, (GuardFinding(GuardKind.NAME, *hit.span()) for hit in names))
        _collect(found, _strange_placeholders(text))
    open_text = _QUOTED.sub(lambda quoted: "\0" * len(quoted.group()), plain)
    for pattern, suggestion in _STIGMA:
        _collect(
            found,
            (
                GuardFinding(GuardKind.STIGMA, *hit.span(), suggestion)
                for hit in pattern.finditer(open_text)
            ),
        )
    return tuple(sorted(found, key=lambda finding: finding.start))


def _collect(found: list[GuardFinding], more: Iterable[GuardFinding]) -> None:
    """Add the findings that touch none of those already found."""
    for finding in more:
        if all(finding.end <= other.start or finding.start >= other.end for other in found):
            found.append(finding)


def _strange_placeholders(text: str) -> Iterator[GuardFinding]:
    for hit in _PLACEHOLDER.finditer(text):
        if hit.group(1) not in PLACEHOLDERS:
            yield GuardFinding(GuardKind.PLACEHOLDER, *hit.span())


def _plain(text: str) -> str:
    """Return the text in lower case without accents, character for character."""
    return "".join(letter.lower()[0] for letter in _bare(text))


def _bare(text: str) -> str:
    """Return the text without accents, character for character."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
