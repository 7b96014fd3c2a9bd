"""Texts of a form: labels, hints and messages, in its languages, with answers woven in.

A text is a reference into the itext table, or stands in place; in both it may hold
``<output value="..."/>``. ODK writes ``-`` where a translation is missing; the default
language's text is shown then, because a blank question helps nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.forms.environment import Context
from cem_desktop.forms.xml_tree import Kind, Node
from cem_desktop.forms.xpath_ast import Call, Literal
from cem_desktop.forms.xpath_values import to_text

if TYPE_CHECKING:
    from cem_desktop.forms.form_model import Rule, RuleBook

MISSING = "-"
GUIDANCE = " (guidance)"
"""What an identifier has behind it for its guidance: more than a hint, for whoever wants it."""
Parts = tuple["str | Rule", ...]
_WORDS = frozenset({None, "long", "short", "guidance"})
"""The forms of a text that are words; pictures and sounds are not. Without a mark it is the text
itself; a long and a short form of one text come after each other, as other ODK engines have it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the form: an itext ``identifier``, an expression, or its own parts."""

    parts: Parts = ()
    identifier: str | None = None
    reference: Rule | None = None


@dataclass(frozen=True, slots=True)
class Translations:
    """The itext table: language to identifier to parts."""

    languages: tuple[str, ...]
    default: str
    table: Mapping[str, Mapping[str, Parts]]

    def parts(self, identifier: str, language: str) -> Parts:
        """Return the parts of an identifier, from the default language where missing."""
        found = self.table.get(language, {}).get(identifier)
        if found is None or found == (MISSING,):
            found = self.table.get(self.default, {}).get(identifier, found or ())
        return found


def render_parts(parts: Parts, context: Context) -> str:
    """Return parts as words, each expression evaluated at the context."""
    return "".join(part if isinstance(part, str) else to_text(part.run(context)) for part in parts)


def read_parts(node: Node, book: RuleBook, where: str) -> Parts:
    """Return the content of a ``<label>``, ``<hint>`` or ``<value>`` element."""
    parts: list[str | Rule] = []
    for child in node.children:
        if child.kind is Kind.TEXT:
            parts.append(child.text)
        elif child.kind is Kind.ELEMENT and child.local == "output":
            expression = child.attribute("value") or child.attribute("ref") or ""
            if expression.strip():
                parts.append(book.rule(expression, where))
        elif child.kind is Kind.ELEMENT:
            parts.append(child.string_value())
    return tuple(part for part in parts if part != "")


def read_text(node: Node | None, book: RuleBook, where: str) -> Text | None:
    """Return the text of a label element, or None where there is none."""
    if node is None:
        return None
    reference = node.attribute("ref")
    if reference:
        return text_of_expression(reference, book, where)
    return Text(parts=read_parts(node, book, where))


def text_of_expression(text: str, book: RuleBook, where: str) -> Text:
    """Return a text given by an expression; ``jr:itext('id')`` is looked up directly."""
    rule = book.rule(text, where)
    match rule.expression:
        case Call(name="jr:itext", arguments=(Literal(text=identifier),)):
            return Text(identifier=identifier)
        case _:
            return Text(reference=rule)


def guidance_of(hint: Text | None) -> Text | None:
    """Return the guidance that stands beside a hint in the itext table, if there is any."""
    if hint is None or hint.identifier is None:
        return None
    return Text(identifier=hint.identifier + GUIDANCE)


def read_translations(itext: Node | None, book: RuleBook) -> Translations:
    """Return the itext table of a form."""
    if itext is None:
        return Translations((), "", {})
    table: dict[str, dict[str, Parts]] = {}
    default = ""
    for translation in itext.elements("translation"):
        language = translation.attribute("lang") or ""
        entries = table.setdefault(language, {})
        if translation.attribute("default") is not None and not default:
            default = language
        for text in translation.elements("text"):
            identifier = text.attribute("id") or ""
            for value in text.elements("value"):
                form = value.attribute("form")
                if form in _WORDS:
                    name = identifier + (GUIDANCE if form == "guidance" else "")
                    parts = read_parts(value, book, f"itext {name}")
                    entries[name] = entries.get(name, ()) + parts
    languages = tuple(table)
    return Translations(languages, default or (languages[0] if languages else ""), table)


def rules_of(text: Text | None, translations: Translations) -> list[Rule]:
    """Return the expressions that a text may evaluate, in any language."""
    if text is None:
        return []
    found = [text.reference] if text.reference is not None else []
    found.extend(part for part in text.parts if not isinstance(part, str))
    if text.identifier is not None:
        for entries in translations.table.values():
            parts = entries.get(text.identifier, ())
            found.extend(part for part in parts if not isinstance(part, str))
    return found
