"""An attachment on the screen, from memory: pages or picture, larger or smaller, to paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from cem_desktop.errors import AttachmentDamagedError
from cem_desktop.gui.attachment_pictures import read_picture
from cem_desktop.gui.held_documents import HeldDocument
from cem_desktop.gui.icons import icon
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage, QResizeEvent

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.services.attachments import OpenAttachment

_SIZE: Final = (940, 720)
_STEP: Final = 1.25
_LEAST, _MOST = 0.1, 8.0
_POINTS_AN_INCH: Final = 72


@dataclass(frozen=True)
class _Opened:
    attachment: OpenAttachment
    picture: QImage | None


class AttachmentViewer(Dialog):
    """Shows one attachment; Esc closes it, and with it goes what it held."""

    print_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        title: str,
        make: Callable[[], OpenAttachment],
        parent: QWidget | None = None,
    ) -> None:
        """``make`` opens the attachment, off the GUI thread; ``title`` is shown above it."""
        super().__init__("attachment_viewer", theme.px(_SIZE[0]), parent)
        self._theme, self._make = theme, make
        self._document = HeldDocument(self)
        self.finished.connect(self._document.let_go)
        self._sheet: _PdfSheet | _PictureSheet | None = None
        self._banner = Banner(theme, name="viewer_banner")
        self._progress = ProgressPanel(tasks, name="viewer_progress")
        self._pages = Words("", "muted", name="viewer_pages", wrap=False)
        self._print = Button(
            _("Print…"),
            name="viewer_print",
            icon=icon("print", theme.tokens.text),
            on_click=self.print_wanted.emit,
            shortcut="Ctrl+P",
        )
        self._zooms = tuple(self._make_zooms())
        self._close = Button(_("Close"), "primary", name="viewer_close", on_click=self.reject)
        self._place = QWidget()
        self._build(title)
        self._work = PageWork(self, tasks, self._banner, self._progress, (self._print,))
        self._work.start(_("The attachment is being opened"), self._open, self._show)

    @property
    def is_showing(self) -> bool:
        """Whether the attachment is on the screen."""
        return self._sheet is not None

    @property
    def scale(self) -> float:
        """How large it is shown; 1 is as large as the window lets it be."""
        return self._sheet.scale if self._sheet is not None else 1.0

    def sizeHint(self) -> QSize:
        """Ask for the room of a page, as far as the window behind has it."""
        wanted = QSize(*(self._theme.px(side) for side in _SIZE))
        behind = self.parentWidget()
        return wanted if behind is None else wanted.boundedTo(behind.window().size())

    def _make_zooms(self) -> list[Button]:
        made = []
        for name, words, act, keys in (
            ("farther", _("Smaller"), lambda: self._zoom(1 / _STEP), ("-", "Ctrl+-")),
            ("fitting", _("Fit"), lambda: self._zoom(0), ("0", "Ctrl+0")),
            ("nearer", _("Larger"), lambda: self._zoom(_STEP), ("+", "Ctrl++", "Ctrl+=")),
        ):
            button = Button(words, "quiet", name=f"viewer_{name}", on_click=act)
            button.setToolTip(keys[0])
            for key in keys:
                QShortcut(QKeySequence(key), self, act)
            made.append(button)
        return made

    def _build(self, title: str) -> None:
        head = row()
        head.addWidget(Words(title, "heading", name="viewer_title"), 1)
        foot = row()
        foot.addWidget(self._pages)
        foot.addStretch(1)
        for button in (*self._zooms, self._print, self._close):
            foot.addWidget(button)
        self.body.addLayout(head)
        self.body.addWidget(self._banner)
        self.body.addWidget(self._place, 1)
        self.body.addWidget(self._progress)
        self.body.addLayout(foot)
        self._close.setFocus()

    def _open(self, _progress: Progress) -> _Opened:
        opened = self._make()
        if opened.kind == "pdf":
            return _Opened(opened, None)
        picture = read_picture(opened.data)
        if picture.isNull():
            raise AttachmentDamagedError(attachment=opened.id)
        return _Opened(opened, picture)

    def _show(self, opened: _Opened) -> None:
        attachment = opened.attachment
        if opened.picture is not None:
            self._sheet = _PictureSheet(opened.picture, attachment.name)
        else:
            self._document.hold(attachment.data)
            self._sheet = _PdfSheet(self._document, attachment.name)
        count = attachment.pages
        self._pages.setText(ngettext("{count} page", "{count} pages", count).format(count=count))
        self._pages.setVisible(attachment.kind == "pdf")
        self.body.replaceWidget(self._place, self._sheet.view)
        self._place.deleteLater()
        self._sheet.view.setFocus()

    def _zoom(self, factor: float) -> None:
        if self._sheet is not None:
            wanted = self._sheet.scale * factor if factor else 1.0
            self._sheet.show_at(min(max(wanted, _LEAST), _MOST))


class _PdfSheet:
    """Pages, one below the other; a scale of 1 is as wide as the room for them."""

    def __init__(self, document: HeldDocument, name: str) -> None:
        self._pdf = QPdfView()
        self._pdf.setObjectName("viewer_view")
        self._pdf.setAccessibleName(name)
        self._pdf.setPageMode(QPdfView.PageMode.MultiPage)
        self._pdf.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._pdf.setDocument(document)
        self.view: QWidget = self._pdf
        self.scale = 1.0

    def show_at(self, scale: float) -> None:
        self.scale = scale
        if scale == 1.0:
            self._pdf.setZoomMode(QPdfView.ZoomMode.FitToWidth)
            return
        width = self._document_width()
        self._pdf.setZoomMode(QPdfView.ZoomMode.Custom)
        self._pdf.setZoomFactor(self._pdf.viewport().width() / width * scale)

    def _document_width(self) -> float:
        """Return how wide the widest page is at a factor of 1, in pixels."""
        document = self._pdf.document()
        widths = (document.pagePointSize(at).width() for at in range(document.pageCount()))
        return float(max(widths, default=1.0)) * self._pdf.logicalDpiX() / _POINTS_AN_INCH


class _PictureSheet:
    """A picture; a scale of 1 is as large as the room for it."""

    def __init__(self, picture: QImage, name: str) -> None:
        self._picture = QPixmap.fromImage(picture)
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setAccessibleName(name)
        self._area = _FittingArea(self)
        self._area.setObjectName("viewer_view")
        self._area.setWidget(self._label)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view: QWidget = self._area
        self.scale = 1.0
        self.fit()

    def fit(self) -> None:
        """Take the room that there is."""
        self.show_at(self.scale)

    def show_at(self, scale: float) -> None:
        self.scale = scale
        room = self._area.maximumViewportSize()
        keep = Qt.AspectRatioMode.KeepAspectRatio
        whole = self._picture.size().scaled(room.expandedTo(QSize(1, 1)), keep)
        whole = whole.boundedTo(self._picture.size() * 2)
        size = (whole * scale).boundedTo(self._picture.size() * _MOST)
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = self._picture.scaled(size.expandedTo(QSize(1, 1)), keep, smooth)
        self._label.setPixmap(shown)
        self._label.resize(shown.size())


class _FittingArea(QScrollArea):
    """Tells its picture when there is more or less room; the arrows scroll."""

    def __init__(self, sheet: _PictureSheet) -> None:
        super().__init__()
        self._sheet = sheet

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet.fit()
