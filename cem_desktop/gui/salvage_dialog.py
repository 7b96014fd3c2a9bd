"""Where a store is damaged: all that it still has into a new workspace, and what was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.doors import Doors, Typed
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.salvaging import SalvageReport


class SalvageDialog(WorkDialog):
    """Explains, salvages, and says what came of it."""

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        doors: Doors,
        folder: Path,
        typed: Typed,
        parent: QWidget | None = None,
    ) -> None:
        """Salvage the workspace in ``folder`` with what was just typed to open it."""
        super().__init__(
            theme, tasks, _("The store is damaged"), _("Save what can be read"), parent,
            name="salvage", width=520,
        )  # fmt: skip
        self._doors, self._folder, self._typed = doors, folder, typed
        self._found = selectable(Words(name="salvage_found"))
        self._found.hide()
        self.leave.setText(_("Close"))
        self.content.addWidget(
            Words(
                _(
                    "If there is a good backup of these days, restore that. Otherwise all that can "
                    "still be read is written into a new folder. The damaged one is only read and "
                    "stays as it is."
                )
            )
        )
        self.body.insertWidget(self.body.count() - 1, self._found)

    def act(self) -> None:
        """Write what can be read into a new folder beside the damaged one."""
        salvage, folder, typed = self._doors.salvage, self._folder, self._typed
        out = _free_name(folder)
        self.follow(
            _("Reading page by page…"),
            lambda progress: salvage(folder, out, typed, progress.report),
            lambda report: self._show(report, out),
        )

    def _show(self, report: SalvageReport, out: Path) -> None:
        self.do.hide()
        if report.is_loss():
            self.banner.tell("warn", _("Not everything could be read."), _("It is saved"))
        else:
            self.banner.tell("good", _("Nothing was lost."), _("It is saved"))
        self._found.setText("\n".join(_lines(report, out)))
        self._found.show()
        self.fit()


def _lines(report: SalvageReport, out: Path) -> list[str]:
    """Return what came of it, in words."""
    damaged = sum(one.damaged for one in report.stores.values())
    pages = sum(one.pages for one in report.stores.values())
    lines = [
        _("{damaged} of {pages} pages were damaged.").format(
            damaged=say_count(damaged), pages=say_count(pages)
        )
    ]
    if count := len(report.incomplete):
        lines.append(
            ngettext(
                "{count} ficha lacks a part of its history; look it through.",
                "{count} fichas lack a part of their history; look them through.",
                count,
            ).format(count=say_count(count))
        )
    if count := len(report.coded_anew):
        lines.append(
            ngettext(
                "{count} file has a new code.", "{count} files have a new code.", count
            ).format(count=say_count(count))
        )
    if "device_keys" in report.made_anew:
        lines.append(_("The keys of this device were lost: enrol at headquarters again."))
    lines.append(
        _("The new folder is {folder}. Open it with «Open another folder…».").format(folder=out)
    )
    return lines


def _free_name(folder: Path) -> Path:
    """Return the first name beside a folder that nothing has."""
    number = 1
    while (out := folder.with_name(f"{folder.name}-salvaged-{number}")).exists():
        number += 1
    return out
