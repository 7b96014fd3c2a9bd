"""What a form is, seen from outside: its name, its settings, its questions, in order.

The engine behind it is ``compiled_form``; a ``FormSession`` fills one form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.attached import Attached, no_files
from cem_desktop.forms.body import Shown
from cem_desktop.forms.compiled_form import CompiledForm, compile_form
from cem_desktop.forms.form_model import Place
from cem_desktop.forms.xml_tree import Node

CEM = "https://cem.example.org/xforms"
_TYPES = {
    "string": "text",
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "datetime",
    "binary": "upload",
}
_CONTROL_TYPES = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "upload": "upload",
    "trigger": "acknowledge",
    "range": "range",
}


@dataclass(frozen=True, slots=True)
class FormSettings:
    """Who a ficha is for: its service, the roles that read and write it, its stage.

    ``cardinality`` is ``one`` or ``many`` a case. ``about`` is ``file``, or ``office`` for what
    concerns no coded file (a training, an ally); such a ficha has no stage. ``addressee`` is the
    role at headquarters to which its ``official`` text is addressed; blank where it has none.
    """

    service: str
    read: frozenset[str]
    write: frozenset[str]
    stage: str
    cardinality: str
    about: str = "file"
    addressee: str = ""

    @property
    def is_of_office(self) -> bool:
        """Whether it concerns no coded file."""
        return self.about == "office"


@dataclass(frozen=True, slots=True)
class Question:
    """One place that holds a value, asked or computed.

    Attributes:
        path: Its place without the root, ``contact/sex``; inside a repeat ``children/age``.
        type: text, integer, decimal, date, time, datetime, select_one, select_multiple, note,
            acknowledge, range, rank, upload, geopoint, geotrace, geoshape, barcode, calculate or
            hidden (neither asked nor computed).
        privacy: identity, reserved, coded, statistical, official, or None where unmarked.
        send: What of a statistical answer leaves: whole, month, year, age_group, department.
        fact: The fact that the answer states.
        list_name: The list that its choices come from.
        datatype: The type of the bind: string, int, decimal, date, time, dateTime ...
        parameters: Attributes of the control: start, end and step of a range, mediatype ...
    """

    path: str
    name: str
    type: str
    privacy: str | None
    send: str | None
    fact: str | None
    appearance: str
    list_name: str | None
    datatype: str = "string"
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; the groups at the top are the sections of a ficha."""

    path: str
    name: str
    appearance: str
    children: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions asked once a row. ``counted`` rows come from a number, not from the person."""

    path: str
    name: str
    appearance: str
    children: tuple[Element, ...]
    counted: bool = False


Element = Question | Group | Repeat


@dataclass(frozen=True, eq=False)
class FormDefinition:
    """A form that can be filled. ``body`` is what is shown; ``questions`` adds what is computed."""

    form_id: str
    version: str
    sha256: str
    languages: tuple[str, ...]
    default_language: str
    settings: FormSettings
    body: tuple[Element, ...]
    questions: Mapping[str, Question]
    compiled: CompiledForm = field(repr=False)

    @property
    def asks_identity(self) -> bool:
        """Whether it asks anything that says who she is."""
        return any(one.privacy == "identity" for one in self.questions.values())

    @property
    def is_of_identity(self) -> bool:
        """Whether it asks nothing else, so that no record of it stands in the coded file."""
        classes = {one.privacy for one in self.questions.values() if one.privacy is not None}
        return classes == {"identity"}

    @property
    def is_on_paper(self) -> bool:
        """Whether people fill it on paper: no paper joins her name with a code.

        What nobody fills the program writes by itself.
        """
        return bool(self.settings.write) and not self.is_of_identity

    def title(self, language: str | None = None) -> str:
        """Return the form's title in a language.

        XLSForm knows one title; a setting ``attribute::cem:title_en`` adds one for English, and
        so on by the code in the language's brackets.
        """
        code = (language or "").rpartition("(")[2].rstrip(")")
        return self.compiled.instance.attribute(f"title_{code}", CEM) or self.compiled.title


def load_definition(
    xml: bytes, attached: Attached = no_files, *, strict: bool = False
) -> FormDefinition:
    """Return the form of an XForm document.

    Args:
        xml: The document.
        attached: Gives the files whose rows the form reads, from their names.
        strict: Whether a question without a place in the form, and a rule that reads its own
            product, are refused too.

    Raises:
        FormInvalidError: The document is refused; ``reason`` and ``where`` say what and where.
    """
    compiled = compile_form(xml, attached)
    if strict:
        _refuse_faults(compiled)
    root = compiled.instance
    questions = {
        question.path: question
        for place in compiled.root.below()
        if place.is_answer and not is_meta(place)
        for question in [_question(place)]
    }
    return FormDefinition(
        form_id=root.attribute("id") or "",
        version=root.attribute("version") or "",
        sha256=hashlib.sha256(xml).hexdigest(),
        languages=compiled.translations.languages,
        default_language=compiled.translations.default,
        settings=_settings(root),
        body=tuple(_elements(compiled.body, questions)),
        questions=MappingProxyType(questions),
        compiled=compiled,
    )


def _refuse_faults(compiled: CompiledForm) -> None:
    if compiled.lost:
        raise FormInvalidError(reason="unknown_node", where=compiled.lost[0])
    if compiled.cycles:
        raise FormInvalidError(reason="self_dependence", where=compiled.cycles[0][0])


def is_meta(place: Place) -> bool:
    """Tell whether a place belongs to the form's own bookkeeping (``meta``)."""
    chain = list(place.above())
    return len(chain) > 1 and chain[-2].local == "meta"


def _settings(root: Node) -> FormSettings:
    def words(name: str) -> frozenset[str]:
        return frozenset((root.attribute(name, CEM) or "").split())

    return FormSettings(
        service=root.attribute("service", CEM) or "",
        read=words("read"),
        write=words("write"),
        stage=root.attribute("stage", CEM) or "",
        cardinality=root.attribute("cardinality", CEM) or "one",
        about=root.attribute("about", CEM) or "file",
        addressee=root.attribute("addressee", CEM) or "",
    )


def _question(place: Place) -> Question:
    control = place.control
    return Question(
        path=place.public_path,
        name=place.local,
        type=_type(place),
        privacy=_extra(place, "privacy"),
        send=_extra(place, "send"),
        fact=_extra(place, "fact"),
        appearance=control.appearance if control is not None else "",
        list_name=control.itemset.list_name if control is not None and control.itemset else None,
        datatype=place.datatype,
        parameters=MappingProxyType(dict(control.attributes) if control is not None else {}),
    )


def _extra(place: Place, name: str) -> str | None:
    return place.attributes.get(f"{{{CEM}}}{name}") or None


def _type(place: Place) -> str:
    control = place.control
    if control is None:
        return "calculate" if "calculate" in place.rules else "hidden"
    if control.kind in _CONTROL_TYPES:
        return _CONTROL_TYPES[control.kind]
    is_text = place.datatype == "string"  # a day or a number that is only shown is an answer
    if is_text and place.is_shown_only and "calculate" not in place.rules:
        return "note"
    return _TYPES.get(place.datatype, place.datatype)


def _elements(shown: tuple[Shown, ...], questions: Mapping[str, Question]) -> Iterator[Element]:
    for item in shown:
        path = item.place.public_path if item.place is not None else ""
        name = item.place.local if item.place is not None else ""
        children = tuple(_elements(item.children, questions))
        if item.kind == "group":
            yield Group(path, name, item.appearance, children)
        elif item.kind == "repeat":
            counted = item.place is not None and item.place.count is not None
            yield Repeat(path, name, item.appearance, children, counted=counted)
        elif path in questions:
            yield questions[path]
