"""What was copied in the program does not stay in the clipboard; what others copied does."""

from PySide6.QtCore import QObject

from cem_desktop.gui.clipboard_watch import ClipboardWatch


def watched(qapp, front):
    qapp.clipboard().clear()
    parent = QObject()
    return parent, ClipboardWatch(qapp, parent, is_in_front=lambda: front[0])


def test_a_copy_of_ours_is_emptied(qapp):
    _parent, watch = watched(qapp, [True])
    qapp.clipboard().setText("lúcuma 4471")
    watch.clear()
    assert qapp.clipboard().text() == ""


def test_what_came_while_another_program_was_in_front_is_left_alone(qapp):
    _parent, watch = watched(qapp, [False])
    qapp.clipboard().setText("of another program")
    watch.clear()
    assert qapp.clipboard().text() == "of another program"


def test_a_later_copy_of_another_program_is_not_taken_for_ours(qapp):
    front = [True]
    _parent, watch = watched(qapp, front)
    qapp.clipboard().setText("lúcuma 4471")
    front[0] = False
    qapp.clipboard().setText("of another program")
    watch.clear()
    assert qapp.clipboard().text() == "of another program"
