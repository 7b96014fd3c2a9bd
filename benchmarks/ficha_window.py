"""How long the ficha window takes: a 150-question ficha, on a screenless platform.

Prints milliseconds: the first opening (lazy: one section), going to a section for the first time
and again, one keystroke, an answer that hides or shows 15 questions, and another language, repaint
included; a letter in the line of all districts; and the opening of every shipped ficha. For scale
stands beside them what plain Qt takes for a label and a line per question, all at once.

    python benchmarks/ficha_window.py
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from cem_desktop import paths
from cem_desktop.domain.period import SetClock
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession
from cem_desktop.gui import icons
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.style import apply_theme, load_fonts
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
from cem_desktop.gui.widgets.ficha_list_field import ListField
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.filling import open_session
from cem_desktop.services.form_library import FormLibrary

SECTIONS = 10
EACH = 15
ROUNDS = 7

_XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:cem="https://cem.example.org/xforms"><h:head><h:title>Prueba</h:title><model>
<instance><data id="big" version="1">{instance}</data></instance><itext>
<translation lang="es" default="true()">{spanish}</translation>
<translation lang="en">{english}</translation></itext>{binds}</model></h:head>
<h:body>{body}</h:body></h:html>"""


def big_form() -> bytes:
    """Return ten sections of 15 questions; the first answer of each hides the other 14 and one."""
    instance, binds, body = [], [], []
    for section in range(SECTIONS):
        instance.append(f"<s{section}><gate/>")
        body.append(f'<group ref="/data/s{section}"><label>Sección {section}</label>')
        body.append(_choice(f"/data/s{section}/gate", "<label>¿Se sigue?</label>"))
        for at in range(EACH):
            path = f"/data/s{section}/q{at}"
            instance.append(f"<q{at}/>")
            kind = ("string", "int", "date", "string", "string")[at % 5]
            binds.append(
                f'<bind nodeset="{path}" type="{kind}" cem:privacy="coded"'
                f""" relevant="/data/s{section}/gate != 'c1'"/>"""
            )
            label = f"""<label ref="jr:itext('q{at}')"/>"""
            if at % 5 >= 3:
                body.append(_choice(path, label, several=at % 5 == 4))
            else:
                body.append(f'<input ref="{path}">{label}<hint>Si se sabe.</hint></input>')
        instance.append(f"</s{section}>")
        body.append("</group>")
    return _XFORM.format(
        instance="".join(instance),
        binds="".join(binds),
        body="".join(body),
        spanish=_texts("¿Qué se sabe de la pregunta {at}?"),
        english=_texts("What is known of question {at}?"),
    ).encode()


def _texts(label: str) -> str:
    return "".join(
        f'<text id="q{at}"><value>{label.format(at=at)}</value></text>' for at in range(EACH)
    )


def _choice(path: str, label: str, *, several: bool = False) -> str:
    tag = "select" if several else "select1"
    items = "".join(
        f"<item><label>Respuesta número {at}</label><value>c{at}</value></item>"
        for at in range(1, 7)
    )
    return f'<{tag} ref="{path}">{label}{items}</{tag}>'


def timed(act) -> float:
    start = time.perf_counter()
    act()
    QApplication.processEvents()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    application = QApplication([])
    load_fonts()
    theme = apply_theme(application, "light", 100)
    icons.icon("done", theme.tokens.accent)
    definition = load_definition(big_form())
    clock = SetClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    look = FichaLook(theme, clock, frozenset({"psychology"}))
    fichas = SimpleNamespace(save_draft=lambda _filling: "")
    figures: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        session = FormSession(definition, clock=clock)
        made: list[FichaPage] = []
        opening = partial(open_page, made, session, look, fichas)
        measure(figures, "open the ficha", opening)
        page = made[0]
        go_to = page.findChild(QWidget, "section_list").setCurrentRow
        measure(figures, "next section, first time", partial(go_to, 1))
        measure(figures, "next section, again", partial(go_to, 0))
        measure(figures, "hide 15 questions", page.findChild(QWidget, "s0/gate=c1").click)
        measure(figures, "show 15 questions", page.findChild(QWidget, "s0/gate=c2").click)
        line = page.findChild(QLineEdit, "s0/q0")
        measure(figures, "one keystroke", partial(QTest.keyClicks, line, "a"))
        measure(figures, "another language", partial(QTest.keyClick, line, Qt.Key.Key_F9))
        for at in range(SECTIONS):
            go_to(at)
        QApplication.processEvents()
        gate = page.findChild(QWidget, f"s{SECTIONS - 1}/gate=c1")
        measure(figures, "hide 15 with all sections built", gate.click)
        page.hide()
        page.deleteLater()
        measure(figures, "plain Qt, 150 labels and lines", plain_window)
        search_districts(figures, theme)
    open_shipped(figures, look, clock, fichas)
    print(f"{SECTIONS * (EACH + 1)} questions in {SECTIONS} sections; median (worst), ms")
    for name, values in figures.items():
        print(f"{name:34} {statistics.median(values):7.1f}  ({max(values):.1f})")


def measure(figures: dict[str, list[float]], name: str, act) -> None:
    figures.setdefault(name, []).append(timed(act))


def open_page(made: list[FichaPage], session: FormSession, look: FichaLook, fichas) -> None:
    """Build the page and show its first section, painted."""
    filling = SimpleNamespace(
        session=session,
        definition=session.definition,
        code=None,
        corrects=False,
        record=None,
        known={},
    )
    page = FichaPage(fichas, filling, look)
    page.resize(1158, 768)
    page.show()
    page.repaint()
    made.append(page)


def search_districts(figures: dict[str, list[float]], theme) -> None:
    """Type into a line that offers every district."""
    node = SimpleNamespace(path="place", label="Distrito", value=None, choices=districts())
    made: list[ListField] = []

    def build() -> None:
        field = ListField(node, theme)
        field.show_node(node)
        field.show()
        field.repaint()
        made.append(field)

    measure(figures, "a line of all districts", build)
    field = made[0]
    field.line.setFocus()
    field.activateWindow()
    QApplication.processEvents()
    for letter in "canete li":
        measure(figures, "a letter among all districts", partial(type_letter, field, letter))
    field.line.completer().popup().hide()
    field.deleteLater()


def type_letter(field, letter: str) -> None:
    QTest.keyClicks(QApplication.activePopupWidget() or field.line, letter)


def districts() -> tuple[tuple[str, str], ...]:
    """Return the code and the whole name of every district."""
    catalogue = load_catalogue()
    return tuple(
        (district.code, f"{district.name}, {province.name}, {department.name}")
        for department in catalogue.departments()
        for province in catalogue.provinces(department.code)
        for district in catalogue.districts(province.code)
    )


def open_shipped(figures: dict[str, list[float]], look, clock, fichas) -> None:
    """Open every shipped ficha on its first section."""
    for definition in FormLibrary(paths.forms()).all():
        session = open_session(definition, clock)
        made: list[FichaPage] = []
        opening = partial(open_page, made, session, look, fichas)
        measure(figures, "open a shipped ficha", opening)
        made[0].hide()
        made[0].deleteLater()


def plain_window() -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    for at in range(SECTIONS * EACH):
        column.addWidget(QLabel(f"Pregunta {at}"))
        column.addWidget(QLineEdit())
    window.show()
    window.repaint()
    window.deleteLater()


if __name__ == "__main__":
    main()
