"""A bundle as anybody may see it, and as an entitled workspace sees it; nothing is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cem_desktop.services.device_keys import age_identities
from cem_desktop.services.trust import load_trust
from cem_desktop.services.workspace import Workspace
from cem_desktop.storage import bundle_files
from cem_desktop.sync.bundle import BundleReport, inspect_bundle, verify_bundle


@dataclass(frozen=True)
class BundleView:
    """What can be said of a bundle."""

    report: BundleReport

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values; None for what could not be seen."""
        header, end = self.report.header, self.report.end
        start = header.start if header else None
        return {
            "bytes": self.report.sealed_bytes,
            "recipients": len(self.report.outline.stanzas),
            "kind": str(header.kind) if header else None,
            "bundle": header.bundle if header else None,
            "sender": header.sender if header else None,
            "class": str(start.feed_class) if start else None,
            "feed": start.feed if start else None,
            "first": start.first if start else None,
            "last": end.to_seq if end else None,
            "written": header.wall if header else None,
            "program": header.app if header else None,
            "roster": header.roster if header else None,
            "verified": end is not None,
        }


def inspect_file(path: Path, workspace: Workspace | None = None) -> BundleView:
    """Return what can be seen of a bundle; with a workspace that may open it, its header too.

    Raises:
        BundleError: It is none, or not for this workspace.
        NotEnrolledError: The workspace knows no headquarters yet.
    """
    if workspace is None:
        with bundle_files.open_bundle_file(path) as source:
            return BundleView(inspect_bundle(source))
    context = workspace.context
    with context.store.read() as unit:
        trusted, identities = load_trust(unit), age_identities(unit)
    with bundle_files.open_bundle_file(path) as source:
        return BundleView(inspect_bundle(source, identities, trusted.sender))


def verify_file(path: Path, workspace: Workspace) -> BundleView:
    """Read a whole bundle and check every signature; nothing of it is kept.

    Raises:
        BundleError: As for an import.
        NotEnrolledError: The workspace knows no headquarters yet.
    """
    context = workspace.context
    with context.store.read() as unit:
        trusted, identities = load_trust(unit), age_identities(unit)
    with bundle_files.open_bundle_file(path) as source:
        return BundleView(verify_bundle(source, identities, trusted.sender))
