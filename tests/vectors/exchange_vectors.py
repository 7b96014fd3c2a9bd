"""What goes between headquarters and an office: letters, official text, versions of a ficha."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from trust_world import NOW, RECEIPT_KEY, ROSTER_KEY

from cem_desktop.domain.letters import Decision, LetterKind
from cem_desktop.sync.form_document import PublishedForm, pack_form
from cem_desktop.sync.letter import Letter
from cem_desktop.sync.official import OfficialEntry, OfficialText

Make = Callable[..., Any]

NOTICE = Letter(
    id="7f3e9f3a-0000-4000-8000-00000000000b",
    kind=LetterKind.NOTICE,
    role="hq_direction",
    author="direccion",
    at=NOW,
    text="El lunes no hay atención telefónica.",
)
ANSWER = replace(
    NOTICE,
    kind=LetterKind.AUTHORISATION,
    text="",
    about="1a" * 16,
    decision=Decision.AUTHORISED,
    answers="7f3e9f3a-0000-4000-8000-00000000000c",
    content={"until": "2026-12-31"},
)
LETTERS = {"letter-success": NOTICE, "letter-of-authorisation": ANSWER}

OFFICIAL = OfficialEntry(
    role="hq_supervision",
    number=2,
    record="2b" * 16,
    file="1a" * 16,
    form="f04@2026.1",
    texts=(
        OfficialText("proposal/reasons", None, "Pide acompañamiento en el juicio."),
        OfficialText("proposal/steps/step", "3c" * 16, "Coordinar con la Fiscalía."),
    ),
)
WITHDRAWN = replace(OFFICIAL, number=3, file=None, texts=())
OFFICIALS = {"official-success": OFFICIAL, "official-withdrawn": WITHDRAWN}

FORM = PublishedForm("f01", "2026.2", NOW, b"<h:html/>")
_ARABIC_DIGITS = {digit: digit + 0x0660 - 0x30 for digit in range(0x30, 0x3A)}


def exchanged(vector: Make) -> Iterator[tuple[str, Any]]:
    """Yield the vectors; ``vector`` makes one of format, expectation, bytes and what is known."""
    yield from _letters(vector)
    yield from _official(vector)
    yield from _forms(vector)


def _letters(vector: Make) -> Iterator[tuple[str, Any]]:
    for name, letter in LETTERS.items():
        yield name, vector("letter", "success", letter.to_bytes(), {})
    good = ANSWER.to_bytes()
    for name, expect, bad in (
        ("newer", "bundle.too_new", good.replace(b'"v":1', b'"v":2')),
        ("unknown-kind", "bundle.too_new", good.replace(b'"authorisation"', b'"song"')),
        ("unknown-decision", "bundle.tampered", good.replace(b'"authorised"', b'"perhaps"')),
        ("nobodys-role", "bundle.tampered", good.replace(b"hq_direction", b"hq_nobody")),
        (
            "other-digits",
            "bundle.tampered",
            good.replace(NOW.encode(), NOW.translate(_ARABIC_DIGITS).encode()),
        ),
    ):
        yield f"letter-{name}", vector("letter", expect, bad, {})


def _official(vector: Make) -> Iterator[tuple[str, Any]]:
    for name, entry in OFFICIALS.items():
        yield name, vector("official", "success", entry.to_bytes(), {})
    good = OFFICIAL.to_bytes()
    for name, expect, bad in (
        ("newer", "bundle.too_new", good.replace(b'"v":1', b'"v":2')),
        ("to-nobody", "bundle.tampered", good.replace(b"hq_supervision", b"coordination")),
        ("open-row", "bundle.tampered", good.replace(b"3c" * 16, b"row-1")),
        ("number-zero", "bundle.tampered", good.replace(b'"number":2', b'"number":0')),
    ):
        yield f"official-{name}", vector("official", expect, bad, {})


def _forms(vector: Make) -> Iterator[tuple[str, Any]]:
    document, known = FORM.sign(ROSTER_KEY), {"after": "root-success"}
    good = pack_form(document, FORM.xml)
    yield "form-success", vector("form", "success", good, known)
    for name, bad in (
        ("other-xform", pack_form(document, b"<h:hTml/>")),
        ("wrong-key", pack_form(FORM.sign(RECEIPT_KEY), FORM.xml)),
        ("cut-short", good[: len(document)]),
    ):
        yield f"form-{name}", vector("form", "trust.document", bad, known)
