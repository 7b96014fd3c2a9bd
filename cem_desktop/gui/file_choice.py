"""Choosing a stick, folder or file, without blocking the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget


def choose_folder(
    parent: QWidget, title: str, then: Callable[[Path], None], *, near: Path | None = None
) -> None:
    """Ask for a folder, beginning ``near``; ``then`` gets it, nothing happens otherwise."""
    dialog = QFileDialog(parent, title, str(near) if near is not None else "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def choose_files(
    parent: QWidget,
    title: str,
    suffixes: Sequence[str],
    then: Callable[[tuple[Path, ...]], None],
    *,
    several: bool = False,
) -> None:
    """Ask for one file or several, by the ends of their names."""
    dialog = QFileDialog(parent, title)
    mode = QFileDialog.FileMode
    dialog.setFileMode(mode.ExistingFiles if several else mode.ExistingFile)
    dialog.setNameFilter(" ".join(f"*{suffix}" for suffix in suffixes))
    dialog.filesSelected.connect(lambda chosen: then(tuple(Path(one) for one in chosen)))
    dialog.open()


def choose_new_file(
    parent: QWidget, title: str, proposed: str, then: Callable[[Path], None]
) -> None:
    """Ask where to write a file, and under which name."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(proposed)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
