"""How long the ficha window takes: a 150-question ficha, on a screenless platform.

Prints milliseconds: the first opening (lazy: one section), going to a section for the first time
and again, one keystroke, and an answer that hides or shows 15 questions, repaint included. For
scale stands beside them what plain Qt takes for a label and a line per question, all at once.

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

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from cem_desktop.domain.period import SetClock
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession
from cem_desktop.gui import icons
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.style import apply_theme, load_fonts
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook

SECTIONS = 10
EACH = 15
ROUNDS = 7

_XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:cem="https://cem.example.org/xforms"><h:head><h:title>Prueba</h:title><model>
<instance><data id="big" version="1">{instance}</data></instance>{binds}</model></h:head>
<h:body>{body}</h:body></h:html>"""


def big_form() -> bytes:
    """Return ten sections of 15 questions; the first answer of each hides the other 14 and one."""
    instance, binds, body = [], [], []
    for section in range(SECTIONS):
        instance.append(f"<s{section}><gate/>")
        body.append(f'<group ref="/data/s{section}"><label>Sección {section}</label>')
        body.append(_choice(f"/data/s{section}/gate", "¿Se sigue?"))
        for at in range(EACH):
            path = f"/data/s{section}/q{at}"
            instance.append(f"<q{at}/>")
            kind = ("string", "int", "date", "string", "string")[at % 5]
            binds.append(
                f'<bind nodeset="{path}" type="{kind}" cem:privacy="coded"'
                f""" relevant="/data/s{section}/gate != 'c1'"/>"""
            )
            label = f"¿Qué se sabe de la pregunta {at}?"
            if at % 5 >= 3:
                body.append(_choice(path, label, several=at % 5 == 4))
            else:
                body.append(
                    f'<input ref="{path}"><label>{label}</label><hint>Si se sabe.</hint></input>'
                )
        instance.append(f"</s{section}>")
        body.append("</group>")
    return _XFORM.format(
        instance="".join(instance), binds="".join(binds), body="".join(body)
    ).encode()


def _choice(path: str, label: str, *, several: bool = False) -> str:
    tag = "select" if several else "select1"
    items = "".join(
        f"<item><label>Respuesta número {at}</label><value>c{at}</value></item>"
        for at in range(1, 7)
    )
    return f'<{tag} ref="{path}"><label>{label}</label>{items}</{tag}>'


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
        filling = SimpleNamespace(
            session=session, definition=definition, code=None, corrects=False, record=None
        )
        made: list[FichaPage] = []

        def open_page(filling=filling, made=made) -> None:
            page = FichaPage(fichas, filling, look)
            page.resize(1158, 768)
            page.show()
            page.repaint()
            made.append(page)

        measure(figures, "open the ficha", open_page)
        page = made[0]
        go_to = page.findChild(QWidget, "section_list").setCurrentRow
        measure(figures, "next section, first time", partial(go_to, 1))
        measure(figures, "next section, again", partial(go_to, 0))
        measure(figures, "hide 15 questions", page.findChild(QWidget, "s0/gate=c1").click)
        measure(figures, "show 15 questions", page.findChild(QWidget, "s0/gate=c2").click)
        line = page.findChild(QLineEdit, "s0/q0")
        measure(figures, "one keystroke", partial(QTest.keyClicks, line, "a"))
        for at in range(SECTIONS):
            go_to(at)
        QApplication.processEvents()
        gate = page.findChild(QWidget, f"s{SECTIONS - 1}/gate=c1")
        measure(figures, "hide 15 with all sections built", gate.click)
        page.hide()
        page.deleteLater()
        measure(figures, "plain Qt, 150 labels and lines", plain_window)
    print(f"{SECTIONS * (EACH + 1)} questions in {SECTIONS} sections; median (worst), ms")
    for name, values in figures.items():
        print(f"{name:34} {statistics.median(values):7.1f}  ({max(values):.1f})")


def measure(figures: dict[str, list[float]], name: str, act) -> None:
    figures.setdefault(name, []).append(timed(act))


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
