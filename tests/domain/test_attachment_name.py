"""Names from outside: plain text on one line, never a path."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.attachment_name import MOST, plain_name, proposed_name


@pytest.mark.parametrize(
    ("outside", "here"),
    [
        ("Denuncia hoja 1.pdf", "Denuncia hoja 1"),
        ("../../../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\system32\\drivers\\etc\\hosts.txt", "hosts"),
        ("/etc/cron.d/x", "x"),
        ("C:\\fotos\\a.jpg", "a"),
        ("..", ""),
        (".", ""),
        ("", ""),
        (".profile", "profile"),
        ("foto\u202egpj.exe", "fotogpj"),
        ("a\u2066b\u2069c\u200fd.png", "abcd"),
        ("uno\ndos\r\ttres\x00\x1b[31m.png", "uno dos tres[31m"),
        ("a\u2028b\u2029c.png", "a b c"),
        ("e\u0301scaneo.tif", "éscaneo"),
        ("z" + "\u0335" * 500 + ".png", "z\u0335\u0335"),
        ("\ud800roto.png", "roto"),
        ("informe.2026.final", "informe.2026"),
        ("=1+1.png", "=1+1"),
        ("<b>negrita.png", "<b>negrita"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(outside, here):
    assert proposed_name(outside) == here


@given(st.text(max_size=400))
def test_no_name_controls_turns_or_breaks_a_line(text):
    for made in (plain_name(text), proposed_name(text)):
        assert len(made) <= MOST
        assert not any(unicodedata.category(one)[0] == "C" for one in made)
        assert made == " ".join(made.split())
        assert plain_name(made) == made
    assert "/" not in proposed_name(text)
    assert "\\" not in proposed_name(text)
