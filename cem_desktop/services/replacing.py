"""Another office PC in the place of one before: its store was restored, its keys are never copied.

A backup brings the keys of the PC that it was made on. If that one still exists somewhere, two
machines would speak with one voice; if it was stolen, the thief would. So the new PC takes keys of
its own, and is a device of its own: headquarters enrols it and takes the old one off, and each
laptop compares six words afresh. Nothing that the old one signed becomes untrue.
"""

from __future__ import annotations

from cem_desktop.domain.roles import KEEP_DEVICES, WorkspaceKind
from cem_desktop.services.context import Context
from cem_desktop.services.device_keys import renew_device_keys
from cem_desktop.services.enrolment import REQUEST_SETTING
from cem_desktop.services.guarding import begin_feeds_again
from cem_desktop.services.office_roster_keeping import issue_as_another


class Replacing:
    """Takes new keys for an office PC."""

    def __init__(self, context: Context) -> None:
        """Act for the workspace of ``context``."""
        self._context = context

    def take_new_keys(self) -> str:
        """Make this PC a device of its own; return its id.

        The present session still works with the keys before: lock, and come in again.

        Raises:
            NotPermittedError: No office PC, or the user's roles keep no devices.
        """
        before = self._context.device.id
        if self._context.kind is not WorkspaceKind.OFFICE:
            raise self._context.deny("take_new_keys", before)
        self._context.require(KEEP_DEVICES, "take_new_keys", before)
        with self._context.store.write() as unit:
            self._context.note(unit, "take_new_keys", before)
            self._context.seal(unit)
            keys = renew_device_keys(unit, self._context.stamp())
            issue_as_another(unit, self._context, keys.signer)
            unit.office.set_setting(REQUEST_SETTING, None)
            begin_feeds_again(unit, self._context)
            unit.touched |= {"devices", "trust", "feeds"}
        return keys.id
