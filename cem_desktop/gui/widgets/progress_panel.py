"""What is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.gui.tasks import Task, TaskRunner

_APPEAR_AFTER_MS = 300


class ProgressPanel(Card):
    """Hidden until a task takes longer than people notice; then a bar, a sentence, «Cancel»."""

    def __init__(self, tasks: TaskRunner, *, name: str) -> None:
        """Follow the runner's reports while a task of this page runs."""
        self._words = Words(role="strong", name=f"{name}_words")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}_bar")
        self._bar.setTextVisible(False)
        self._cancel = Button(_("Cancel"), name=f"{name}_cancel", on_click=self._on_cancel)
        line = row()
        line.addWidget(self._words, 1)
        line.addWidget(self._cancel)
        super().__init__(line, self._bar, name=name)
        self._task: Task[Any] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_APPEAR_AFTER_MS)
        self._timer.timeout.connect(self.show)
        tasks.progressed.connect(self._on_progress)
        self.hide()

    def follow(self, words: str, task: Task[Any], *, may_cancel: bool = True) -> None:
        """Say what is being done; the panel appears after 300 ms."""
        self._task = task
        self._words.setText(words)
        self._cancel.setVisible(may_cancel)
        self._cancel.setEnabled(True)
        self._bar.setRange(0, 0)
        self._timer.start()

    def finish(self) -> None:
        """Disappear: the task is over."""
        self._task = None
        self._timer.stop()
        self.hide()

    def _on_progress(self, done: int, total: int) -> None:
        if self._task is not None:
            self._bar.setRange(0, max(total, 1))
            self._bar.setValue(done)

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._cancel.setEnabled(False)
            self._task.cancel()
