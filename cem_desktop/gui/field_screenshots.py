"""Pictures of the road: cases that are out, lending, and a laptop that holds them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cem_desktop.domain.period import stamp_of
from cem_desktop.domain.roles import WorkspaceKind, roles_of
from cem_desktop.gui.field_dialogs import ExtendDialog, LendDialog, PurgeDialog
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.services.setup import NewWorkspace, create_workspace
from cem_desktop.services.unlock import open_workspace

if TYPE_CHECKING:
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_WORDS = "lirio puente calma tejado brisa nogal"


def draw_field(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw what goes out to a laptop and comes home; a new laptop every time."""
    theme, tasks, clock = photographer.theme, photographer.tasks, workspace.context.clock
    with TemporaryDirectory() as name:
        folder = Path(name)
        laptop = _join(folder, workspace)
        try:
            device = laptop.context.device.id
            leasing, cases = workspace.leasing, workspace.casework.caseload()
            window.go("field")
            active = [one for one in workspace.devices.all() if one.device.is_active]
            lending = LendDialog(leasing, active, cases, theme, tasks, clock, window)
            with photographer.shown(lending):
                photographer.draw(lending, "130-lend")
            files = [row.file_id for row in cases[:3]]
            leasing.check_out(device, files, stamp_of(clock.now() + timedelta(days=3)))
            photographer.draw(window, "131-field")
            (lease, *_others) = [one for one in leasing.open_leases() if one.device == device]
            with photographer.shown(
                extending := ExtendDialog(leasing, lease, theme, tasks, clock, window)
            ):
                photographer.draw(extending, "132-more-time")
            laptop.field_road.receive(workspace.field_road.export(device, folder).path)
            page = MainWindow(laptop, theme, tasks, clock, "es")
            with photographer.shown(page):
                page.go("road")
                photographer.draw(page, "133-road")
                laptop.leasing.check_in(files[:1])
                photographer.draw(page, "134-road-given-back")
                laptop.field_road.keep_sealed()
                purging = laptop.purging
                with photographer.shown(
                    leaving := PurgeDialog(purging, purging.plan().files, theme, tasks, page)
                ):
                    photographer.draw(leaving, "135-take-off")
        finally:
            laptop.close()


def _join(folder: Path, office: Workspace) -> Workspace:
    roles = tuple(role.id for role in roles_of(WorkspaceKind.LAPTOP))
    new = NewWorkspace(WorkspaceKind.LAPTOP, office.office, "visita", roles, _WORDS)
    create_workspace(folder / "laptop", new, clock=office.context.clock)
    laptop = open_workspace(folder / "laptop", "visita", _WORDS, clock=office.context.clock)
    devices = office.devices
    request = devices.read_request(laptop.joining.write_request(folder))
    answer = devices.approve(
        request,
        " ".join(request.words),
        kind="laptop",
        holder=devices.holders()[0],
        services=("social",),
        folder=folder,
    )
    laptop.joining.accept(answer, " ".join(devices.own_words()))
    return laptop
