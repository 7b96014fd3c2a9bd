"""What comes out of the cleaning: the picture, and no trace of where, when and by whom."""

import io
import os
import time

import hostile_files as made
import pypdf
import pytest
from clear_text import shapes
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cem_desktop.cleaning import sandbox
from cem_desktop.cleaning.child import clean
from cem_desktop.cleaning.limits import MAX_INPUT
from cem_desktop.cleaning.sandbox import cleaning
from cem_desktop.errors import (
    AttachmentBombError,
    AttachmentError,
    AttachmentKindError,
    AttachmentSealedError,
    AttachmentTooLargeError,
    AttachmentUnreadableError,
    CancelledError,
    FolderNotWritableError,
)

FILES = {
    "jpeg": made.jpeg,
    "png": made.png,
    "webp": made.webp,
    "tiff": made.tiff,
    "tiff of three": lambda: made.tiff(made.points(), made.points(mode="1"), made.points(60, 90)),
    "pdf": made.pdf,
}


def unpacked(data):
    """Return the bytes of a cleaned file with the streams of a PDF unpacked beside them."""
    if not data.startswith(b"%PDF"):
        return data
    reader = pypdf.PdfReader(io.BytesIO(data))
    parts = [data]
    for number in range(1, int(reader.trailer["/Size"])):
        thing = pypdf.generic.IndirectObject(number, 0, reader).get_object()
        parts.append(repr(thing).encode())
        if isinstance(thing, pypdf.generic.StreamObject):
            parts.append(thing._data)
            if str(thing.get("/Filter", "")) in ("", "/FlateDecode"):
                parts.append(thing.get_data())
    return b"\n".join(parts)


@pytest.mark.parametrize("kind", FILES)
def test_no_trace_is_left_and_the_canary_was_there(kind):
    before = FILES[kind]()
    found = [name for name, shape in shapes(made.CANARY) if shape in unpacked(before)]
    assert "raw" in found
    after = clean(before)
    assert [name for name, shape in shapes(made.CANARY) if shape in unpacked(after.data)] == []
    assert b"xmpmeta" not in after.data
    if after.kind != "pdf":
        with Image.open(io.BytesIO(after.data)) as picture:
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photograph_is_turned_as_the_camera_was_held():
    after = clean(made.jpeg(turned=6))
    with Image.open(io.BytesIO(after.data)) as picture:
        assert picture.size == (80, 120)
        grey = picture.convert("L")
        assert grey.getpixel((40, 10)) < 60
        assert grey.getpixel((40, 110)) > 200
    with Image.open(io.BytesIO(after.thumbnail)) as small:
        assert small.size == (80, 120)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_a_picture_of_every_mode_keeps_its_light_and_dark(mode):
    out = io.BytesIO()
    picture = made.points()
    wide = Image.new("I;16", picture.size, 60_000)
    wide.paste(900, (0, 0, 60, 80))
    (wide if mode == "I;16" else picture.convert(mode)).save(out, "PNG")
    with Image.open(io.BytesIO(clean(out.getvalue()).data)) as after:
        grey = after.convert("L")
        assert grey.getpixel((10, 10)) < 60
        assert grey.getpixel((110, 10)) > 200


def test_a_colour_profile_is_applied_before_it_is_dropped():
    from PIL import ImageCms

    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "PNG", icc_profile=lab)
    with Image.open(io.BytesIO(clean(out.getvalue()).data)) as after:
        assert all(
            abs(a - b) <= 3 for a, b in zip(after.getpixel((4, 4)), (200, 30, 30), strict=True)
        )
        assert "icc_profile" not in after.info


def test_a_tiff_of_several_pages_becomes_a_pdf_of_as_many_as_large_as_the_paper():
    after = clean(FILES["tiff of three"]())
    assert (after.kind, after.pages) == ("pdf", 3)
    first = pypdf.PdfReader(io.BytesIO(after.data)).pages[0]
    assert float(first.mediabox.width) == pytest.approx(120 / 100 * 72, abs=1)


def test_a_pdf_keeps_what_it_shows_and_tells_what_it_lost():
    after = clean(made.pdf())
    assert after.dropped == ("files", "links", "notes", "scripts")
    reader = pypdf.PdfReader(io.BytesIO(after.data))
    root = reader.trailer["/Root"]
    assert set(root) <= {"/Type", "/Pages"}
    assert reader.metadata is None
    assert [page.extract_text().split()[:2] for page in reader.pages] == [
        ["Hoja", "1"],
        ["Hoja", "2"],
    ]
    assert "Se ve" in reader.pages[0].extract_text()
    assert all("/Annots" not in page for page in reader.pages)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hola",
        b"GIF89a" + bytes(30),
        b"PK\x03\x04" + bytes(30),
        b"<svg/>",
        b"\x7fELF" + bytes(99),
    ],
)
def test_whatever_is_neither_picture_nor_pdf_is_refused(data):
    with pytest.raises(AttachmentKindError):
        clean(data)


def test_a_filter_that_nobody_knows_makes_a_pdf_unreadable():
    stream = made.flate_stream(b"x")
    stream[pypdf.generic.NameObject("/Filter")] = pypdf.generic.NameObject("/NoSuchDecode")
    with pytest.raises(AttachmentUnreadableError):
        clean(made.pdf_with(stream))


def test_a_picture_that_moves_is_refused():
    out = io.BytesIO()
    made.points().save(
        out, "PNG", save_all=True, append_images=[made.points(mode="L").convert("RGB").rotate(9)]
    )
    with pytest.raises(AttachmentKindError):
        clean(out.getvalue())


def test_a_pdf_with_a_password_is_refused():
    with pytest.raises(AttachmentSealedError):
        clean(made.sealed_pdf())


BOMBS = {
    "picture that says it is huge": lambda: made.png_of_stated_size(60_000, 60_000),
    "picture that is one long line": lambda: made.png_of_stated_size(50_000, 1),
    "picture of many points": lambda: made.png(Image.new("1", (9_000, 9_000))),
    "scan of too many pages": lambda: made.tiff(*[made.points(8, 8, "1")] * 201),
    "PDF of too many pages": lambda: made.plain_pdf(201),
    "PDF with a stream of zeros": lambda: made.pdf_with(made.zeros_bomb(400 << 20)),
    "PDF with a picture that says it is huge": lambda: made.pdf_with(
        made.flate_stream(b"x", Width=90_000, Height=90_000), image=True
    ),
    "PDF whose drawing draws drawings": made.laughs_pdf,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_before_it_unpacks(kind):
    data = BOMBS[kind]()
    began = time.perf_counter()
    with pytest.raises(AttachmentBombError):
        clean(data)
    assert time.perf_counter() - began < 20


def test_a_drawing_that_draws_itself_is_refused():
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    form = StreamObject()
    form.set_data(b"/X Do")
    form[NameObject("/Subtype")] = NameObject("/Form")
    reference = writer._add_object(form)
    named = DictionaryObject({NameObject("/X"): reference})
    form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    made.put(writer, page, {"/X": reference}, b"/X Do")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(AttachmentBombError):
        clean(out.getvalue())


@given(data=st.data())
@settings(max_examples=200)
def test_a_mangled_file_is_refused_by_name_or_comes_out_clean(data):
    kind = data.draw(st.sampled_from(sorted(FILES)))
    mangled = bytearray(FILES[kind]())
    for _time in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(mangled) - 1))
        how = data.draw(st.sampled_from(("set", "cut", "double")))
        if how == "set":
            mangled[at] = data.draw(st.integers(0, 255))
        elif how == "cut" and len(mangled) > 200:
            del mangled[at : at + data.draw(st.integers(1, 60))]
        else:
            mangled[at:at] = mangled[at : at + 40]
    try:
        after = clean(bytes(mangled))
    except AttachmentError:
        return
    if after.kind != "pdf":
        with Image.open(io.BytesIO(after.data)) as picture:
            assert not picture.getexif()
    else:
        assert set(pypdf.PdfReader(io.BytesIO(after.data)).trailer["/Root"]) <= {"/Type", "/Pages"}


# The child -------------------------------------------------------------------


def through_child(path, check=lambda: None):
    with cleaning(path, check) as stream:
        return stream, stream.source.read()


def test_the_child_gives_what_the_cleaning_gives(tmp_path):
    path = tmp_path / "foto.jpg"
    path.write_bytes(made.jpeg())
    stream, data = through_child(path)
    assert data == clean(made.jpeg()).data
    assert (stream.kind, stream.size) == ("jpeg", len(data))
    assert stream.thumbnail is not None


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"hola", AttachmentKindError),
        (made.png_of_stated_size(60_000, 60_000), AttachmentBombError),
        (made.jpeg()[:300], AttachmentUnreadableError),
    ],
)
def test_the_child_refuses_by_name(tmp_path, data, error):
    path = tmp_path / "f"
    path.write_bytes(data)
    with pytest.raises(error):
        through_child(path)


def test_a_child_that_dies_or_lies_makes_the_file_unreadable(tmp_path, monkeypatch):
    path = tmp_path / "f"
    path.write_bytes(b"hola")
    for said in (
        "",
        "hola",
        "[]",
        '{"error": "no.such"}',
        '{"kind": "exe", "size": 1}',
        '{"size": 1e99}',
    ):
        monkeypatch.setattr(sandbox, "_command", lambda said=said: ["printf", "%s\n", said])
        with pytest.raises(AttachmentUnreadableError):
            through_child(path)


def test_a_file_that_eats_memory_ends_the_child_and_not_us(tmp_path, monkeypatch):
    path = tmp_path / "f"
    path.write_bytes(b"hola")
    eating = (
        "from cem_desktop.cleaning.child import _limit_ourselves as limit; limit(); "
        "x = [bytes(1 << 28) for _ in range(64)]"
    )
    monkeypatch.setattr(sandbox, "_command", lambda: [os.sys.executable, "-c", eating])
    with pytest.raises(AttachmentUnreadableError):
        through_child(path)


def test_a_person_who_cancels_does_not_wait_for_the_child(tmp_path, monkeypatch):
    path = tmp_path / "f"
    path.write_bytes(b"hola")
    monkeypatch.setattr(sandbox, "_command", lambda: ["sleep", "60"])

    def cancelled():
        raise CancelledError

    began = time.perf_counter()
    with pytest.raises(CancelledError):
        through_child(path, cancelled)
    assert time.perf_counter() - began < 10


def test_a_file_that_is_too_large_a_pipe_a_folder_or_nothing_is_not_even_given_to_the_child(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(sandbox, "_command", lambda: ["false"])
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(MAX_INPUT + 1)
    os.mkfifo(tmp_path / "pipe")
    for name, error in (
        ("large", AttachmentTooLargeError),
        ("pipe", AttachmentUnreadableError),
        (".", AttachmentUnreadableError),
        ("none", FolderNotWritableError),
    ):
        with pytest.raises(error):
            through_child(tmp_path / name)


def test_the_child_gets_no_environment_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("CANARY", made.CANARY)
    path = tmp_path / "f"
    path.write_bytes(b"hola")
    told = "import os, json; print(json.dumps({'error': 'attachment.kind' if 'CANARY' not in os.environ else 'x'}))"
    monkeypatch.setattr(sandbox, "_command", lambda: [os.sys.executable, "-c", told])
    with pytest.raises(AttachmentKindError):
        through_child(path)
