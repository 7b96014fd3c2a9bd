"""A PDF in memory, opened for Qt's PDF library; its bytes go when its document is closed.

Qt guards that library with one lock for the whole process, held while a page is drawn. The view of
a preview draws on a thread of Qt, and the printing on the worker's, which keeps Python's lock while
it waits for Qt's. So nothing that Qt does under its lock may need Python: the bytes stand in a
``MemoryFile``, never in a device that Python made.
"""

from __future__ import annotations

from PySide6.QtPdf import QPdfDocument

from cem_desktop.gui.memory_resources import MemoryFile


class HeldDocument(QPdfDocument):
    """A document over bytes in memory; ``let_go``, or its own end, frees them."""

    _held: MemoryFile | None = None

    def hold(self, pdf: bytes) -> None:
        """Show ``pdf`` instead of what was shown; a damaged one has no pages."""
        self.let_go()
        held = MemoryFile(pdf)

        def release() -> None:
            held.release()

        # A function of its own, for a connection keeps no hold on the object of a method. When this
        # is told, Qt's library has closed the document already.
        self.destroyed.connect(release)
        self._held = held
        self.load(held.path)

    def let_go(self) -> None:
        """Close the document, waiting for a page that is being drawn, and free its bytes."""
        self.close()
        if self._held is not None:
            self._held.release()
            self._held = None
