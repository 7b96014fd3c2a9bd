"""The acts of an office's day, through its services and its window, with canaries in every field."""

from __future__ import annotations

import logging
import os
import random
import time
from dataclasses import replace
from pathlib import Path

from simulator import FLOOR_KIB, OFFICE_ROLES, PASSPHRASE, World

from cem_desktop import paths, process_hygiene
from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.domain.period import today
from cem_desktop.errors import FormInvalidError
from cem_desktop.logs import start_logging
from cem_desktop.preferences import Preferences
from cem_desktop.services.demo_fill import DemoWriter
from cem_desktop.services.demo_plan import PlannedCase

WHY = "Notificación del juzgado"
ROLES = (*OFFICE_ROLES, "childcare", "promotion", "identity_custody")
COLLEAGUE = "letrada"
_WORDS = ("Ñusta", "quebrada", "lúcuma", "vicuña", "totora", "chalana", "huayno", "ceniza")
_PATIENCE = 30
_TRIES = 12


def _in_a_row(session, path: str) -> str:
    """Return the place of a question in the first row of its repeat, which is added if need be."""
    parts = path.split("/")
    for length in range(1, len(parts)):
        repeat = "/".join(parts[:length])
        try:
            rows = session.rows(repeat)
            row = rows[0] if rows else session.add_row(repeat)
        except (KeyError, FormInvalidError):
            continue
        return "/".join([repeat, row, *parts[length:]])
    return path


class Day:
    """One office, its window and its canaries."""

    def __init__(self, root: Path, now) -> None:
        process_hygiene.settle()
        self.root = root
        for name in ("home", "tmp", "road", "stick"):
            (root / name).mkdir(exist_ok=True)
        os.environ |= {
            "HOME": str(root / "home"),
            "TMPDIR": str(root / "tmp"),
            "XDG_DATA_HOME": str(root / "home" / "data"),
            "XDG_CONFIG_HOME": str(root / "home" / "config"),
            "XDG_CACHE_HOME": str(root / "home" / "cache"),
            "QT_QPA_PLATFORM": "offscreen",
        }
        start_logging(paths.log_dir(root / "home" / "logs"))
        self.canaries: list[str] = []
        self.names: list[str] = []
        self._dice = random.Random("canaries")
        self.world = World(root / "world") if (root / "world").mkdir() is None else None
        self.place = self.world.add_office("canarios", roles=ROLES)
        self.place.clock.at = now
        self.world.enrol(self.place)
        self.place.add_user(COLLEAGUE, "legal", "social")
        self.file = ""
        self.records: dict[str, str] = {}

    def canary(self, place: str) -> str:
        """Return a phrase that stands nowhere else in the world, and remember it."""
        made = f"{self._dice.choice(_WORDS)} {self._dice.randrange(10**6):06} {place}"
        self.canaries.append(made)
        return made

    # --- services ----------------------------------------------------------------------------

    def intake(self) -> None:
        """Fill every ficha of a file and of the centre, a canary in each field of words."""
        workspace = self.place.workspace
        case = PlannedCase(today(self.place.clock), Sex.WOMAN, AgeBand.ADULT)
        forms = sorted(
            workspace.context.library.all(),
            key=lambda one: (one.form_id != "f01", one.form_id != "f06", one.form_id),
        )
        with self.vault_open():
            for definition in forms:
                if not workspace.context.may_write(definition.settings):
                    continue
                file = None if definition.settings.is_of_office else self.file or None
                filling = workspace.fichas.begin(definition.form_id, file)
                DemoWriter(len(self.records)).fill(filling.session, case)
                self._plant(filling.session, definition.form_id)
                workspace.fichas.save_draft(filling)
                if not self._mend(filling.session):
                    continue  # it stays a draft, as it would for a person who is called away
                saved = workspace.fichas.close(filling)
                self.file = self.file or saved.file or ""
                self.records[definition.form_id] = saved.record

    def vault_open(self):
        """Open the identity vault for what follows, made first where there is none."""
        import contextlib

        identities = self.place.workspace.identities
        if not identities.state().exists:
            identities.create(PASSPHRASE)
        identities.open(WHY, PASSPHRASE)
        return contextlib.closing(identities)

    def _plant(self, session, form: str) -> None:
        """Answer every question that takes words; what a rule refuses is taken back."""
        for path, question in session.definition.questions.items():
            if question.type != "text":
                continue
            path = _in_a_row(session, path)  # noqa: PLW2901  (the question's place in this session)
            try:
                node = session.node(path)
            except KeyError:
                continue
            if not node.relevant or node.readonly or getattr(node, "withheld", False):
                continue
            before, planted = node.value, self.canary(f"{form} {path.rpartition('/')[2]}")
            session.answer(path, planted)
            if any(problem.path == path for problem in session.problems()):
                session.answer(path, before)
                self.canaries.remove(planted)
            elif question.privacy == "identity":
                self.names.append(planted)

    def _mend(self, session) -> bool:
        """Answer what is still asked for; say whether the ficha can be closed."""
        usual = {
            "date": today(self.place.clock).isoformat(),
            "time": "10:00",
            "dateTime": f"{today(self.place.clock).isoformat()}T10:00",
            "integer": 1,
            "decimal": 1,
        }
        for _ in range(_TRIES):
            problems = session.problems()
            if not problems:
                return True
            for problem in problems:
                node = session.node(problem.path)
                choices = [value for value, _label in node.choices]
                if choices:
                    chosen = self._dice.choice(choices)
                    several = node.question.type == "select_multiple"
                    session.answer(problem.path, [chosen] if several else chosen)
                elif node.question.type == "text":
                    session.answer(problem.path, self.canary("required"))
                elif node.question.type in usual:
                    session.answer(problem.path, usual[node.question.type])
        return False

    def correct(self) -> None:
        """Correct a record, with a reason; leave another ficha as a draft."""
        workspace = self.place.workspace
        filling = workspace.fichas.correct(self.records["f08"])
        self._plant(filling.session, "corrected")
        workspace.fichas.close(filling, self.canary("reason"))
        with_draft = workspace.fichas.begin("f13", self.file)
        self._plant(with_draft.session, "draft")
        workspace.fichas.save_draft(with_draft)

    def attach(self) -> None:
        """Hang a photograph and a scan on the file, with words in their names and in themselves."""
        workspace = self.place.workspace
        for ending, make in (("jpg", self._photograph), ("pdf", self._scan)):
            name = self.canary(f"attached {ending}")
            source = self.root.parent / f"{self.root.name}-outside.{ending}"
            make(source, self.canary(f"inside {ending}"))
            added = workspace.attachments.add(source, self.file, None, name, lambda *_: None)
            source.unlink()
            assert workspace.attachments.open(added.id).data
            workspace.attachments.print_job(added.id)

    @staticmethod
    def _photograph(path: Path, words: str) -> None:
        from PIL import Image

        picture = Image.new("RGB", (400, 300), (200, 90, 60))
        exif = picture.getexif()
        exif[0x010E] = words
        picture.save(path, exif=exif, comment=words.encode())

    @staticmethod
    def _scan(path: Path, words: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(str(path), pageCompression=0)
        canvas.setAuthor(words)
        canvas.drawString(72, 720, words)
        canvas.save()

    def back_up(self) -> None:
        """Make a backup on the stick."""
        self.place.workspace.backups.create(self.root / "stick")

    def export(self) -> None:
        """Send what may leave; headquarters takes it in."""
        workspace = self.place.workspace
        exported = workspace.sync_out.export(self.root / "road")
        (report,) = self.world.hq.import_bundles([exported.path])
        assert report.error is None

    # --- the window --------------------------------------------------------------------------

    def window(self) -> None:
        """Come in by the keyboard, look for her, type, see a PDF, copy, be idle, lock, hide."""
        self.place.close()
        shell = self._shell()
        self._enter(shell)
        self._search(shell)
        self._type_into_a_ficha(shell)
        self._see_a_record(shell)
        self._copy()
        shell.lock()
        self._until(lambda: not shell.tasks.is_busy)
        self._enter(shell)
        shell.hide_quickly()
        self._until(lambda: not shell.tasks.is_busy)
        assert not shell.is_open
        assert not self._application.clipboard().text()
        shell.close()
        self._until(lambda: not shell.tasks.is_busy)
        self.place.open()

    def crash(self) -> None:
        """A bug is reported with its place and no value of it."""
        try:
            int(self.canary("bug"))
        except ValueError:
            logging.getLogger("cem_desktop.test").exception("a bug with %s", "no value")

    def _shell(self):
        from cem_desktop.app import make_application
        from cem_desktop.gui.doors import real_doors
        from cem_desktop.gui.shell import Shell
        from cem_desktop.services.unlock import open_workspace

        clock = self.place.clock

        def enter(folder, login, words, *more, **named):
            return open_workspace(
                folder, login, words, *more, clock=clock, floor_kib=FLOOR_KIB, **named
            )

        self._application = make_application("es")
        doors = replace(real_doors(), open=enter)
        file = self.root / "home" / "preferences.json"
        shell = Shell(self._application, Preferences(), file, self.place.folder, doors, clock)
        shell.show()
        return shell

    def _enter(self, shell) -> None:
        from PySide6.QtWidgets import QLineEdit, QPushButton

        self._until(lambda: shell.findChild(QLineEdit, "unlock_passphrase") is not None)
        shell.findChild(QLineEdit, "unlock_login").setText("equipo")
        shell.findChild(QLineEdit, "unlock_passphrase").setText(PASSPHRASE)
        shell.findChild(QPushButton, "unlock_enter").click()
        self._until(lambda: shell.is_open)

    def _search(self, shell) -> None:
        from PySide6.QtWidgets import QLineEdit

        search = shell.findChild(QLineEdit, "cases_search")
        self._type(search, self.canary("search"))
        self._pause()
        search.clear()
        self._pause()

    def _type_into_a_ficha(self, shell) -> None:
        from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton

        shell.findChild(QPushButton, "cases_new").click()
        self._pause()
        page = next(page for page in shell.findChildren(object) if self._is_ficha(page))
        lines = [one for one in page.findChildren(QPlainTextEdit) if one.isVisibleTo(page)]
        lines += [one for one in page.findChildren(QLineEdit) if one.isVisibleTo(page)]
        for line in lines[:3]:
            self._type(line, self.canary("typed"))
        assert page.flush()
        page.leave()

    def _type(self, line, text: str) -> None:
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QKeyEvent

        for sign in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                self._application.sendEvent(line, key)

    @staticmethod
    def _is_ficha(widget) -> bool:
        return type(widget).__name__ == "FichaPage"

    def _see_a_record(self, shell) -> None:
        from PySide6.QtPdf import QPdfDocument
        from PySide6.QtWidgets import QDialog

        main = shell.centralWidget().currentWidget()
        preview = main._desk.record(self.records["f08"])
        pdf = preview.findChild(QPdfDocument)
        self._until(lambda: pdf is not None and pdf.pageCount() > 0)
        for dialog in shell.findChildren(QDialog):
            dialog.reject()
        self._pause()

    def _copy(self) -> None:
        self._application.clipboard().setText(self.canary("copied"))

    def _pause(self) -> None:
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            self._application.processEvents()

    def _until(self, is_so) -> None:
        end = time.monotonic() + _PATIENCE
        while not is_so():
            assert time.monotonic() < end, "the window does not get on"
            self._application.processEvents()
            time.sleep(0.01)
