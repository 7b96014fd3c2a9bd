"""Files as they come from outside, with canaries in every corner, and some that mean harm."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Link, Text
from pypdf.generic import (
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfgen import canvas

CANARY = "CANARIO-4711"
_ORIENTATION, _MAKER, _GPS = 0x0112, 0x010F, 0x8825


def points(width=120, height=80, mode="RGB"):
    """Return a picture whose left half is dark."""
    made = Image.new("L", (width, height), 230)
    made.paste(20, (0, 0, width // 2, height))
    return made.convert(mode)


def traces(turned=1):
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKER] = turned, CANARY
    exif.get_ifd(_GPS)[29] = CANARY
    return exif


def xmp():
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()


def jpeg(picture=None, turned=1):
    out = io.BytesIO()
    (picture or points()).save(out, "JPEG", exif=traces(turned), comment=CANARY.encode(), xmp=xmp())
    return out.getvalue() + CANARY.encode()


def png(picture=None):
    text, out = PngInfo(), io.BytesIO()
    text.add_text("Author", CANARY)
    text.add_itxt("XML:com.adobe.xmp", xmp().decode())
    text.add_text("Comment", CANARY, zip=True)
    (picture or points()).save(out, "PNG", pnginfo=text, exif=traces())
    return out.getvalue()


def webp():
    out = io.BytesIO()
    points().save(out, "WEBP", exif=traces().tobytes(), xmp=xmp())
    return out.getvalue()


def tiff(*pictures):
    out = io.BytesIO()
    first, *others = pictures or (points(),)
    first.save(out, "TIFF", save_all=True, append_images=others, description=CANARY, dpi=(100, 100))
    return out.getvalue()


def plain_pdf(pages=2):
    out = io.BytesIO()
    paper = canvas.Canvas(out)
    for number in range(pages):
        paper.drawString(100, 700, f"Hoja {number + 1}")
        if number == 0:
            paper.drawImage(io_image(), 100, 100, 200, 200)
            paper.acroForm.textfield(name="q", value="Se ve", x=100, y=400)
        paper.showPage()
    paper.setTitle(CANARY)
    paper.save()
    return out.getvalue()


def io_image():
    from reportlab.lib.utils import ImageReader

    return ImageReader(io.BytesIO(jpeg()))


def pdf(pages=2):
    """Return a PDF with everything that a PDF can hide."""
    from pypdf import PdfReader

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(plain_pdf(pages))))
    writer.add_metadata({"/Author": CANARY, "/Title": CANARY})
    writer.xmp_metadata = xmp()
    writer.add_attachment(f"{CANARY}.txt", CANARY.encode())
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(f"app.alert('{CANARY}')"),
        }
    )
    writer.add_outline_item(title=CANARY, page_number=0)
    writer.add_annotation(
        page_number=0, annotation=Link(rect=(0, 0, 9, 9), url=f"https://{CANARY}.example")
    )
    writer.add_annotation(
        page_number=0, annotation=Text(rect=(9, 9, 30, 30), text=CANARY, open=False)
    )
    writer.add_annotation(page_number=0, annotation=FreeText(text="Sello", rect=(40, 40, 90, 60)))
    page = writer.pages[0]
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/App"): TextStringObject(CANARY)}
    )
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): TextStringObject(CANARY)})
    for image in page["/Resources"]["/XObject"].values():
        meta = StreamObject()
        meta.set_data(xmp())
        image.get_object()[NameObject("/Metadata")] = writer._add_object(meta)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sealed_pdf():
    from pypdf import PdfReader

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(plain_pdf())))
    writer.encrypt("secreto", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def png_of_stated_size(width, height):
    """Return a PNG of a few bytes that says it is huge."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf_with(stream, *, image=False):
    """Return a PDF whose only page draws ``stream`` once."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream[NameObject("/Type")] = NameObject("/XObject")
    stream[NameObject("/Subtype")] = NameObject("/Image" if image else "/Form")
    put(writer, page, {"/X": writer._add_object(stream)}, b"/X Do")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def put(writer, page, forms, content):
    named = DictionaryObject({NameObject(name): form for name, form in forms.items()})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    drawn = StreamObject()
    drawn.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(drawn)


def flate_stream(data, **keys):
    made = StreamObject()
    made._data = data
    made[NameObject("/Filter")] = NameObject("/FlateDecode")
    for key, value in keys.items():
        made[NameObject(f"/{key}")] = NumberObject(value)
    return made


def zeros_bomb(size):
    """Return a stream of a few KiB that unpacks to ``size`` zeros."""
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    packed = b"".join(packer.compress(piece) for _ in range(size // len(piece)))
    return flate_stream(packed + packer.flush())


def laughs_pdf(levels=12, times=10):
    """Return a PDF whose drawing draws ten that draw ten, and so on."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    inner = None
    for _level in range(levels):
        form = StreamObject()
        form.set_data(b"/X Do " * times if inner is not None else b"0 0 1 1 re f")
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        if inner is not None:
            named = DictionaryObject({NameObject("/X"): inner})
            form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
        inner = writer._add_object(form)
    put(writer, page, {"/X": inner}, b"/X Do")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
