"""Answers that say who she is: given into an open ficha, kept apart from it, taken back again.

A ficha that asks such questions is one record in two stores: ``case.db`` keeps what is coded,
``identity.db`` the rest under the same record UUID, in signed revisions of its own. While the
vault is closed its questions are withheld and nothing of them is lost: what was typed lies in
the vault's own drafts. Whoever closed the ficha meanwhile finds it completed at the next opening.
"""

from __future__ import annotations

import contextlib
import uuid
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

from cem_desktop.errors import IdentityClosedError, RecordMissingError
from cem_desktop.services.draft_packing import pack_draft
from cem_desktop.services.filling import (
    WITHHELD,
    Filling,
    IdentityPart,
    RecordView,
    Saved,
    changed_fields,
    identity_part,
    open_session,
)
from cem_desktop.services.recording import Edit, sign_revision
from cem_desktop.services.repeat_rows import changed_answers
from cem_desktop.storage.fold import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cem_desktop.domain.revision import Revision
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.services.context import Context
    from cem_desktop.services.identities import Identities
    from cem_desktop.storage.drafts import Draft
    from cem_desktop.storage.identity_store import IdentityStore, IdentityUnit
    from cem_desktop.storage.records import Record


class IdentityAnswers:
    """The part of fichas that lies in the vault."""

    def __init__(self, context: Context, identities: Identities) -> None:
        """Keep it in the vault of ``context``'s workspace, whenever that is open."""
        self._context, self._identities = context, identities
        self._open: weakref.WeakValueDictionary[str, Filling] = weakref.WeakValueDictionary()
        identities.watch(opened=self._complete, closing=self._put_away)

    @property
    def is_open(self) -> bool:
        """Whether the vault is open now."""
        return self._identities.is_open

    # --- a ficha that is being filled ------------------------------------------------------

    def begin(
        self, definition: FormDefinition, file: str, code: str | None, language: str | None
    ) -> Filling:
        """Begin a ficha that lies in the vault alone, or correct the one that a file has.

        Raises:
            IdentityClosedError: The vault is not open.
        """
        with self._identities.read() as unit:
            found = [one for one in unit.records.of_file(file) if one.form == definition.form_id]
        filling = Filling(
            draft=str(uuid.uuid4()),
            session=open_session(
                definition, self._context.clock, answers={} if found else None, language=language
            ),
            file=file,
            code=code,
            record=found[0].id if found else None,
            heads=(),
            base={},
            created=self._context.stamp(),
        )
        self.release(filling)
        return filling

    def release(self, filling: Filling) -> frozenset[str]:
        """Give a filling its part of the vault, where that is open; return the paths that changed.

        What is kept of the record comes first, and over it what was typed and not kept yet.
        """
        if not filling.definition.asks_identity or filling.apart is not None:
            return frozenset()
        if not self._identities.is_open:
            return frozenset()
        record = filling.record or filling.draft
        with self._identities.read() as unit:
            kept = unit.records.find(record)
            seen = kept.state if kept else EMPTY
            draft = unit.drafts.find(filling.draft)
            if draft is not None and draft.heads:
                seen = unit.records.state_at(record, draft.heads)
        base = seen.values()
        typed = dict.fromkeys(base) | dict(draft.answers) if draft else base
        changed = filling.session.release(typed)
        heads = draft.heads if draft is not None and draft.heads else seen.heads
        filling.apart = IdentityPart(heads, base, dict(draft.answers) if draft else None)
        self._open[filling.draft] = filling
        if kept is not None:
            self._note_view(record, kept.form)
        return changed

    def save_draft(self, filling: Filling, now: str) -> None:
        """Keep what has been typed for the vault, if that is news.

        Raises:
            IdentityClosedError: It was closed and could not keep the text; it is on the screen.
        """
        self._identities.close_if_due()
        if filling.apart is not None and self._typed(filling) != filling.apart.saved:
            with self._identities.write() as unit:
                self._put_draft(unit, filling, now)

    @contextlib.contextmanager
    def held(self, filling: Filling) -> Iterator[IdentityStore | None]:
        """Keep the vault open while a ficha is closed; None where the ficha has no part in it.

        Raises:
            IdentityClosedError: The ficha lies in the vault alone, and that is closed.
        """
        self._identities.close_if_due()
        if filling.apart is None:
            if filling.definition.is_of_identity:
                raise IdentityClosedError
            yield None
            return
        with self._identities.held() as store:
            yield store

    def keep(
        self, store: IdentityStore | None, filling: Filling, saved: Saved, reason: str | None
    ) -> int:
        """Keep the vault's part of a ficha for good; return how many fields changed.

        It commits here, before the unit of the case store around it does. Who does it again after
        a fault there writes nothing twice.
        """
        if store is None or filling.apart is None:
            return 0
        fields = changed_answers(
            filling.definition, filling.apart.base, self._stated(filling), apart=True
        )
        if not fields:
            return 0
        edit = Edit(
            file=saved.file,
            record=saved.record,
            form=f"{filling.definition.form_id}@{filling.definition.version}",
            fields=fields,
            parents=filling.apart.heads,
            why="rectification" if filling.corrects else "edit",
            reason=reason.strip() if reason and filling.corrects else None,
            paper=filling.source.paper if filling.source else None,
        )
        with store.write() as unit:
            kept = self._add(unit, edit)
        filling.apart = replace(filling.apart, heads=kept.state.heads, base=kept.state.values())
        return len(fields)

    def forget_draft(self, draft: str) -> None:
        """Drop what lies in the vault of a draft that was closed or thrown away, if it is open.

        Where it is closed, the next opening does it.
        """
        filling = self._open.pop(draft, None)
        if self._identities.is_open:
            with self._identities.write() as unit:
                unit.drafts.remove(draft)
        if filling is not None:
            filling.apart = None

    # --- a record that is read ---------------------------------------------------------------

    def add_to(self, view: RecordView) -> RecordView:
        """Return a record with what the vault keeps of it, where that is open; it is noted."""
        if not self._identities.is_open:
            return view
        with self._identities.read() as unit:
            kept = unit.records.find(view.id)
        if kept is None:
            return replace(view, has_identity=True)
        self._note_view(kept.id, kept.form)
        return replace(
            view,
            answers={**view.answers, **kept.state.values()},
            conflicts={**view.conflicts, **kept.state.conflicts()},
            has_identity=True,
        )

    def view(self, kept: Record) -> RecordView:
        """Return a record that lies in the vault alone, for reading; it is noted."""
        self._note_view(kept.id, kept.form)
        return RecordView.of(kept, has_identity=True)

    def find(self, record: str) -> Record | None:
        """Return what the open vault keeps under a record's id; None also where it is closed."""
        if not self._identities.is_open:
            return None
        with self._identities.read() as unit:
            return unit.records.find(record)

    def history(self, record: str) -> dict[str, Revision]:
        """Return the revisions that the open vault keeps of a record, by id; it is noted."""
        if not self._identities.is_open:
            return {}
        with self._identities.read() as unit:
            found = {one.id: one.content for one in unit.records.revisions(record)}
        for one in found.values():
            self._note_view(record, one.form_id)
            break
        return found

    def settle(
        self, record: str, path: str, value: JsonValue, reason: str, filling: Filling | None
    ) -> None:
        """Settle a conflict between two answers in the vault; an open correction goes on from it.

        Raises:
            IdentityClosedError: It is not open.
            RecordMissingError: There is no such conflict.
        """
        with self._identities.write() as unit:
            kept = unit.records.find(record)
            if kept is None or path not in kept.state.conflicts():
                raise RecordMissingError(record=record, path=path)
            edit = Edit(
                file=kept.file,
                record=record,
                form=f"{kept.form}@{kept.version}",
                fields={path: value},
                parents=kept.state.heads,
                why="resolve",
                reason=reason,
            )
            settled = self._add(unit, edit)
        with self._context.store.write() as unit_of_case:
            self._context.note(unit_of_case, "identity_save", record, form=edit.form, fields=1)
            unit_of_case.touched |= {"identities"}
        apart = filling.apart if filling is not None else None
        if filling is not None and apart is not None and apart.heads == kept.state.heads:
            base = {**apart.base, path: value}
            filling.apart = replace(apart, heads=settled.state.heads, base=base)

    # --- what happens at the vault's door ------------------------------------------------------

    def _put_away(self, store: IdentityStore) -> None:
        """Before the vault closes: keep what was typed, and take it off the open fichas."""
        now = self._context.stamp()
        for filling in list(self._open.values()):
            if filling.apart is None:
                continue
            if self._typed(filling) != filling.apart.saved:
                with store.write() as unit:
                    self._put_draft(unit, filling, now)
            filling.session.withhold(WITHHELD)
            filling.apart = None
        self._open.clear()

    def _complete(self, store: IdentityStore) -> None:
        """After the vault opened: keep for good what was closed while it was not; tidy drafts."""
        author = self._context.user.id
        with store.read() as unit:
            mine = unit.drafts.of_author(author)
        if not mine:
            return
        with self._context.store.read() as unit_of_case:
            alive = {one.id for one in unit_of_case.drafts.of_author(author)}
            files = {
                draft.id: record.file
                for draft in mine
                if (record := unit_of_case.records.find(draft.record or draft.id)) is not None
            }
        for draft in mine:
            if draft.id in alive:
                continue
            with store.write() as unit:
                if draft.id in files:
                    self._complete_one(unit, draft, files[draft.id])
                unit.drafts.remove(draft.id)

    def _complete_one(self, unit: IdentityUnit, draft: Draft, file: str | None) -> None:
        record = draft.record or draft.id
        definition = self._context.library.definition(draft.form, draft.version)
        session = open_session(definition, self._context.clock)
        session.release(draft.answers)
        base = unit.records.state_at(record, draft.heads).values() if draft.heads else {}
        stated, _case = identity_part(definition, session.answers())
        fields = changed_fields(base, stated)
        if fields:
            form = f"{draft.form}@{draft.version}"
            self._add(unit, Edit(file, record, form, fields, draft.heads, "edit"))

    # --- inside --------------------------------------------------------------------------------

    def _stated(self, filling: Filling) -> dict[str, JsonValue]:
        return identity_part(filling.definition, filling.stated())[0]

    def _typed(self, filling: Filling) -> dict[str, JsonValue]:
        return identity_part(filling.definition, filling.typed())[0]

    def _put_draft(self, unit: IdentityUnit, filling: Filling, now: str) -> None:
        assert filling.apart is not None
        typed = self._typed(filling)
        packed = pack_draft(filling, self._context.user.id, now)
        unit.drafts.put(replace(packed, heads=filling.apart.heads, answers=typed, paper=None))
        filling.apart = replace(filling.apart, saved=typed)

    def _add(self, unit: IdentityUnit, edit: Edit) -> Record:
        record = unit.records.find(edit.record or "")
        lamport = record.state.lamport if record is not None else 0
        signed, content = sign_revision(self._context, edit, lamport + 1)
        return unit.records.add(signed, content)

    def _note_view(self, record: str, form: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(unit, "identity_view", record, form=form)
