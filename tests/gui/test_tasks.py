import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread

from cem_desktop.errors import CancelledError, DiskFullError


def test_result_arrives_on_the_gui_thread(qtbot, tasks):
    owner, got = QObject(), []
    main = QThread.currentThread()

    def work(progress):
        progress.report(1, 2)
        return threading.get_ident()

    with qtbot.waitSignal(tasks.progressed) as told:
        tasks.run(
            work, owner=owner, done=lambda ident: got.append((ident, QThread.currentThread()))
        )
    qtbot.waitUntil(lambda: bool(got))
    assert told.args == [1, 2]
    assert got[0][0] != threading.get_ident()
    assert got[0][1] is main


def test_tasks_run_one_after_the_other(qtbot, tasks):
    owner, running, most, done = QObject(), [], [], []

    def work(progress):
        running.append(1)
        most.append(len(running))
        running.pop()
        return len(most)

    for _ in range(20):
        tasks.run(work, owner=owner, done=done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert max(most) == 1
    assert done == list(range(1, 21))
    assert not tasks.is_busy


def test_a_dead_owner_gets_no_call(qtbot, tasks):
    owner, got, gate = QObject(), [], threading.Event()
    tasks.run(lambda _progress: gate.wait(5), owner=owner, done=got.append)
    shiboken6.delete(owner)
    with qtbot.waitSignal(tasks.busy_changed):
        gate.set()
    assert got == []


def test_an_error_goes_to_its_page_or_to_the_door(qtbot, tasks, shown_errors):
    owner, failed = QObject(), []

    def work(progress):
        raise DiskFullError

    tasks.run(work, owner=owner, done=lambda _result: None, failed=failed.append)
    tasks.run(work, owner=owner, done=lambda _result: None)
    qtbot.waitUntil(lambda: bool(failed and shown_errors))
    assert isinstance(failed[0], DiskFullError)
    assert isinstance(shown_errors[0], DiskFullError)


def test_a_person_can_cancel(qtbot, tasks, shown_errors):
    owner, failed, started = QObject(), [], threading.Event()

    def work(progress):
        started.set()
        while True:
            progress.report(0, 1)

    task = tasks.run(work, owner=owner, done=lambda _result: None, failed=failed.append)
    started.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], CancelledError)


def test_a_cancelled_task_says_nothing_at_the_door(qtbot, tasks, shown_errors):
    task = tasks.run(lambda progress: progress.check_cancelled(), owner=tasks, done=lambda _r: None)
    task.cancel()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert shown_errors == []


@pytest.mark.parametrize("count", [1, 3])
def test_busy_is_told_once_on_and_once_off(qtbot, tasks, count):
    told, owner = [], QObject()
    tasks.busy_changed.connect(told.append)
    for _ in range(count):
        tasks.run(lambda _progress: None, owner=owner, done=lambda _result: None)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert told == [True, False]


def test_a_stopped_runner_takes_no_more_and_ends_what_it_took(qtbot, tasks):
    owner, ended, done = QObject(), [], []
    tasks.run(lambda _progress: ended.append(1), owner=owner, done=lambda _result: None)
    tasks.stop()
    assert ended == [1]
    tasks.run(lambda _progress: done.append(1), owner=owner, done=done.append)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert done == []
