import pytest

from cem_desktop import errors
from cem_desktop.error_texts import explain
from cem_desktop.gui.error_messages import BugDialog, make_error_dialog, make_report, tell_error
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.words import Words


def _kinds(parent=errors.CemError):
    yield parent
    for kind in parent.__subclasses__():
        yield from _kinds(kind)


KINDS = sorted(
    (kind for kind in set(_kinds()) if kind.__module__.startswith(errors.__name__)),
    key=lambda k: k.__name__,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_says_what_happened_what_is_kept_and_what_to_do(kind):
    text = explain(kind())
    for part in (text.title, text.happened, text.kept, text.next_step):
        assert part.strip()
    for sentence in (text.happened, text.kept, text.next_step):
        assert sentence.rstrip().endswith((".", "»", "?"))


def test_every_error_has_words_of_its_own():
    titles = [explain(kind()).title for kind in KINDS]
    assert len(set(titles)) == len(titles)


def test_codes_are_unique():
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)


def test_a_banner_tells_the_error_as_plain_text(qtbot, theme):
    banner = Banner(theme, name="banner")
    qtbot.addWidget(banner)
    tell_error(banner, errors.DiskFullError())
    text = explain(errors.DiskFullError())
    assert text.title in banner.shown_text
    assert text.kept in banner.shown_text
    assert text.next_step in banner.shown_text


def test_a_dialog_shows_all_parts(qtbot, theme):
    error = errors.FingerprintMismatchError()
    dialog = make_error_dialog(theme, error, None)
    qtbot.addWidget(dialog)
    text = explain(error)
    shown = {
        part: dialog.findChild(Words, f"error_{part}").text()
        for part in ("title", "happened", "kept", "next_step")
    }
    assert shown == vars(text)


def test_the_report_of_a_bug_carries_no_value(qtbot, theme):
    with pytest.raises(ValueError, match="base") as caught:
        int("Rosa 987 654 321")
    report = make_report(caught.value)
    assert "ValueError" in report
    assert "test_error_texts.py" in report
    assert "Rosa" not in report
    assert "987" not in report
    dialog = BugDialog(theme, report)
    qtbot.addWidget(dialog)
    assert dialog.findChild(Words)
