import re

import pytest
from PySide6.QtCore import QFile, QSize
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QRadioButton

from cem_desktop.gui.icons import OWN, PHOSPHOR, icon, known_phosphor_names, own_pixmap
from cem_desktop.gui.indicators import register_indicators
from cem_desktop.gui.style import Theme, choose_tokens, load_fonts, make_style_sheet
from cem_desktop.gui.tokens import COLUMNS, CONTRAST, DARK, LIGHT, contrast_ratio


@pytest.mark.parametrize("tokens", COLUMNS, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_style_sheet_is_complete_and_grows_with_the_text(qapp, tokens, scale):
    sheet = make_style_sheet(Theme(tokens, scale))
    assert "$" not in sheet
    assert f"font-size: {round(22 * scale)}px" in sheet
    assert f"font-size: {round(11 * scale)}px" in sheet


def test_no_colour_is_written_outside_the_tokens(qapp):
    sheet = make_style_sheet(Theme(LIGHT, 1.0))
    known = {value.upper() for value in vars(LIGHT).values() if isinstance(value, str)}
    assert {found.upper() for found in re.findall(r"#[0-9A-Fa-f]{6}\b", sheet)} <= known


@pytest.mark.parametrize("tokens", COLUMNS, ids=lambda tokens: tokens.name)
def test_indicators_are_readable_from_memory(qapp, tokens):
    folder = register_indicators(tokens)
    for name in ("check-off", "check-on", "check-part", "radio-off", "radio-on", "down", "up"):
        file = QFile(f"{folder}/{name}.svg")
        assert file.open(QFile.OpenModeFlag.ReadOnly), name
        assert bytes(file.readAll().data()).startswith(b"<svg")
        file.close()
        assert not QPixmap(f"{folder}/{name}.svg").isNull()


@pytest.mark.parametrize("tokens", COLUMNS, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_an_unchecked_box_can_be_seen(qtbot, qapp, tokens, kind, theme):
    before = qapp.styleSheet()
    qapp.setStyleSheet(make_style_sheet(Theme(tokens, 1.0)))
    try:
        box = kind("")
        box.setStyleSheet(f"background: {tokens.surface}")
        qtbot.addWidget(box)
        box.resize(60, 34)
        image = box.grab().toImage()
    finally:
        qapp.setStyleSheet(before)
    row = image.height() // 2
    ratios = [
        contrast_ratio(image.pixelColor(x, row).name(), tokens.surface)
        for x in range(image.width())
    ]
    assert max(ratios) >= 2.9


def test_themes_are_found_by_name():
    assert choose_tokens("system", system_is_dark=True) is DARK
    assert choose_tokens("system", system_is_dark=False) is LIGHT
    assert choose_tokens("contrast", system_is_dark=False) is CONTRAST


def test_fonts_ship_with_the_program(qapp):
    load_fonts()
    assert {"Noto Sans", "Noto Sans Mono"} <= set(QFontDatabase.families())


def test_every_icon_name_is_in_the_font(qapp):
    assert set(PHOSPHOR.values()) <= known_phosphor_names()
    assert not icon("cases", LIGHT.text).pixmap(20, 20).isNull()


def test_the_icon_of_a_button_that_rests_is_as_weak_as_its_words_and_no_weaker(theme):
    drawn = icon("add", theme.tokens.on_accent).pixmap(QSize(96, 96), QIcon.Mode.Disabled)
    image = drawn.toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {theme.tokens.muted.lower()}


def test_own_icons_are_drawn_in_the_colour_asked(qapp):
    for name in OWN:
        image = own_pixmap(name, "#ff0000", 24).toImage()
        colours = {
            QColor(image.pixelColor(x, y)).name()
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert colours == {"#ff0000"}, name


def test_wide_columns_leave_room_at_200_per_cent():
    theme = Theme(LIGHT, 2.0)
    assert theme.px(13) == 26
    assert theme.wide(208) == 312
