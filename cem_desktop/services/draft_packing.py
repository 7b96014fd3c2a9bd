"""A filling as the draft that is kept of it, and what a draft says of its paper."""

from __future__ import annotations

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.services.filling import Filling, PaperSource, identity_part
from cem_desktop.storage.drafts import Draft

_CODE = "code"


def pack_draft(filling: Filling, author: str, now: str) -> Draft:
    """Return what the coded side keeps of a filling while ``author`` types it."""
    return Draft(
        id=filling.draft,
        author=author,
        file=filling.file,
        record=filling.record,
        form=filling.definition.form_id,
        version=filling.definition.version,
        heads=filling.heads,
        answers=identity_part(filling.definition, filling.typed())[1],
        language=filling.session.language,
        created=filling.created,
        updated=now,
        paper=None if filling.source is None else _pack_source(filling.source),
    )


def _pack_source(source: PaperSource) -> JsonValue:
    said = source.paper.to_json()
    return said if source.code is None else said | {_CODE: source.code.symbols}


def source_of(draft: Draft) -> PaperSource | None:
    """Return the paper that a draft is typed from, if it is one."""
    if draft.paper is None:
        return None
    code = draft.paper.get(_CODE)
    return PaperSource(Paper.from_json(draft.paper), CaseCode(code) if code else None)
