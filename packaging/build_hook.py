"""Builds what a wheel carries and git does not: the compiled fichas and catalogues of texts."""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):
    """Runs before the wheel is packed."""

    def initialize(self, version, build_data):
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from cem_desktop.forms.authoring import build
        from cem_desktop.services.attached_lists import attached_list

        build(root / "forms", attached=attached_list)
        for source in root.glob("resources/locale/*/LC_MESSAGES/cem.po"):
            compile_texts(source)


def compile_texts(source):
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, domain="cem")
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
