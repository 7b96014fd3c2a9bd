"""Work off the GUI thread, one at a time, with its result brought back onto it.

The work callable gets services and frozen values, never widgets; it reports and looks for a
cancellation through ``Progress``. Results reach ``done`` only while their owner still exists.
No page makes threads of its own.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from cem_desktop.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Progress:
    """Given to the work: says how far it is and whether a person has stopped it."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        """``tell(done, total)`` is called from the worker's thread."""
        self._tell = tell
        self._stop = Event()

    def report(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` steps are over; also looks for a cancellation.

        Raises:
            CancelledError: A person stopped the task.
        """
        self.check_cancelled()
        self._tell(done, total)

    def check_cancelled(self) -> None:
        """Stop here when asked to.

        Raises:
            CancelledError: A person stopped the task.
        """
        if self._stop.is_set():
            raise CancelledError

    def cancel(self) -> None:
        """Ask the work to stop at its next step; from any thread."""
        self._stop.set()


@dataclass(frozen=True)
class _Outcome:
    task: Task[Any]
    result: object
    error: Exception | None


class Task(QRunnable, Generic[T]):
    """One piece of work on its way; ``cancel()`` asks it to stop."""

    def __init__(
        self,
        work: Callable[[Progress], T],
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        runner: TaskRunner,
    ) -> None:
        """Built by ``TaskRunner.run`` only."""
        super().__init__()
        self.setAutoDelete(False)
        self.owner, self.done, self.failed = owner, done, failed
        self._work, self._runner = work, runner
        self.progress = Progress(runner.tell_progress)

    def run(self) -> None:
        """Do the work, in the pool's thread, and hand its outcome over."""
        try:
            self.progress.check_cancelled()
            outcome = _Outcome(self, self._work(self.progress), None)
        except Exception as error:  # noqa: BLE001  (the one place that takes any: it is shown later)
            outcome = _Outcome(self, None, error)
        self._runner.hand_over(outcome)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self.progress.cancel()


class TaskRunner(QObject):
    """Runs tasks one after the other and delivers their results on the GUI thread."""

    busy_changed = Signal(bool)
    progressed = Signal(int, int)
    _finished = Signal(object)

    def __init__(
        self, show_error: Callable[[Exception], None], parent: QObject | None = None
    ) -> None:
        """``show_error`` is the door for errors that a page does not handle itself."""
        super().__init__(parent)
        self._show_error = show_error
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._running: set[Task[Any]] = set()
        self._stopped = False
        self._held: list[_Outcome] | None = None
        self._waits_not: QObject | None = None
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Progress], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task[T]:
        """Start ``work`` off the GUI thread.

        Args:
            work: Gets a ``Progress``; returns frozen data; touches no widget.
            owner: The widget that waits; when it is gone, the result is dropped.
            done: Gets the result, on the GUI thread.
            failed: Gets the error, on the GUI thread; without it the error is shown.
                A cancellation is passed to ``failed`` only, never shown.

        Returns:
            The task; after ``stop`` it never runs.
        """
        task = Task(work, owner, done, failed or self._show_unless_cancelled, self)
        if self._stopped:
            return task
        self._running.add(task)
        if len(self._running) == 1:
            self.busy_changed.emit(True)
        self._pool.start(task)
        return task

    @property
    def is_busy(self) -> bool:
        """Whether a task is running or waits for its turn."""
        return bool(self._running)

    def hold(self, but: QObject) -> None:
        """Keep outcomes back while the work is covered, except those that ``but`` waits for."""
        self._held = [] if self._held is None else self._held
        self._waits_not = but

    def let_go(self) -> None:
        """Hand over what was kept back."""
        held, self._held, self._waits_not = self._held or [], None, None
        for outcome in held:
            self._hand_to_owner(outcome)

    def drop_held(self) -> None:
        """Forget what was kept back: the work was locked meanwhile."""
        self._held, self._waits_not = None, None

    def cancel_all(self) -> None:
        """Ask every task to stop; their outcomes still arrive."""
        for task in tuple(self._running):
            task.cancel()

    def stop(self) -> None:
        """Take no more tasks and wait for those that were taken, before the program ends.

        A pool that is destroyed while a thread still runs would wait for it with Python's lock
        held, and so for ever.
        """
        self._stopped = True
        self.wait()

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Wait until the threads have ended, before a lock or the end of the program."""
        return self._pool.waitForDone(milliseconds)

    def tell_progress(self, done: int, total: int) -> None:
        """Pass a report on; called from the worker's thread, delivered on the GUI thread."""
        self.progressed.emit(done, total)

    def hand_over(self, outcome: _Outcome) -> None:
        """Take an outcome from the worker's thread."""
        self._finished.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: _Outcome) -> None:
        task = outcome.task
        self._running.discard(task)
        if not self._running:
            self.busy_changed.emit(False)
        if self._held is not None and task.owner is not self._waits_not:
            self._held.append(outcome)
        else:
            self._hand_to_owner(outcome)

    def _hand_to_owner(self, outcome: _Outcome) -> None:
        task = outcome.task
        if not shiboken6.isValid(task.owner):
            _log.info("result dropped: its page is gone")
        elif outcome.error is None:
            task.done(outcome.result)
        else:
            task.failed(outcome.error)

    def _show_unless_cancelled(self, error: Exception) -> None:
        if not isinstance(error, CancelledError):
            self._show_error(error)
