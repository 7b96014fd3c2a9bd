"""What says who she is stays apart: no fact, no rule and no role of another ficha leads there.

Answers of the class ``identity`` live in the identity vault, which is closed nearly always. So no
other question may hang on one: it would change when the vault closes, and show by its answer what
is hidden. A ficha that asks nothing else states no fact, for the coded side never hears of it, and
belongs to those who keep identities; no other ficha is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.dependencies import Finder
from cem_desktop.forms.lint_structure import Complaint

CUSTODY = "identity_custody"


def identity_complaints(definition: FormDefinition) -> Iterator[Complaint]:
    """Yield where identity answers leak into facts, other answers, or other people's fichas."""
    apart = definition.is_of_identity
    rights = definition.settings.read | definition.settings.write
    if apart and rights != {CUSTODY}:
        yield Complaint("settings", "identity_not_in_custody", {"roles": " ".join(sorted(rights))})
    if not apart and CUSTODY in rights:
        yield Complaint("settings", "custody_of_coded_ficha", {"role": CUSTODY})
    for question in definition.questions.values():
        if apart and question.fact is not None:
            yield Complaint(question.path, "identity_states_fact", {"fact": question.fact})
    yield from _rules(definition)


def _rules(definition: FormDefinition) -> Iterator[Complaint]:
    """Yield every rule of another question that reads one of identity."""
    root = definition.compiled.root
    private = {one.path for one in definition.questions.values() if one.privacy == "identity"}
    if not private:
        return
    for place in root.below():
        if place.public_path in private:
            continue
        for kind, rule in place.rules.items():
            finder = Finder(root, place)
            finder.visit(rule.expression)
            for source in sorted(private & {one.public_path for one in finder.values}):
                asked = definition.questions.get(place.public_path)
                if definition.is_of_identity and (asked is None or asked.type == "note"):
                    continue  # a heading or a word of the same ficha
                details = {"source": source, "rule": kind}
                yield Complaint(place.public_path, "reads_identity", details)
