"""Photographs and scans: opened, turned upright, and written anew from their points alone.

Nothing of the old file is copied but its points: no EXIF (place, time, camera), XMP, comment,
thumbnail or colour profile; a profile is applied first, so that colours stay as they were.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PIL import Image, ImageCms, ImageOps
from pypdf import PdfReader, PdfWriter

from cem_desktop.cleaning.cleaned import Cleaned
from cem_desktop.cleaning.limits import MAX_PAGES, MAX_POINTS, MAX_SIDE, THUMBNAIL_SIDE
from cem_desktop.errors import (
    AttachmentBombError,
    AttachmentKindError,
    AttachmentUnreadableError,
)

FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF")
_QUALITY: Final = 90
_SIXTEEN_BIT: Final = ("I", "I;16", "I;16B", "I;16L", "F")
# The fields of a hostile file are of any type and place, wherever the library expects one.
_SURPRISES: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)
_DEFAULT_DPI: Final = 200.0
_LEAST_DPI: Final = 36.0
_MOST_DPI: Final = 1200.0


def clean_picture(data: bytes) -> Cleaned:
    """Return a picture without its traces; a TIFF of several pages becomes a PDF of them.

    Raises:
        AttachmentKindError: None of ``FORMATS``, or a picture that moves.
        AttachmentBombError: More points or pages than are taken.
        AttachmentUnreadableError: Damaged.
    """
    with _opened(data) as picture:
        frames = int(getattr(picture, "n_frames", 1))
        if picture.format == "TIFF" and frames > 1:
            return _pages_of_tiff(picture, frames)
        if picture.format in {"PNG", "WEBP"} and frames > 1:
            raise AttachmentKindError(moves=True)
        upright = _upright(picture)
        kind = _kind_for(picture.format or "", upright)
        return Cleaned(kind, _encoded(upright, kind), 1, _thumbnail(upright))


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture without unpacking it yet; faults of the library become ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MAX_POINTS
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                check_points(*picture.size)
                yield picture
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise AttachmentBombError from error
        except (OSError, SyntaxError, RuntimeError, *_SURPRISES) as error:
            raise AttachmentUnreadableError from error


def check_points(width: int, height: int) -> None:
    """Go on only if a picture of this size is taken.

    Raises:
        AttachmentBombError: It has too many points.
        AttachmentUnreadableError: It has none.
    """
    if width <= 0 or height <= 0:
        raise AttachmentUnreadableError
    if width * height > MAX_POINTS or max(width, height) > MAX_SIDE:
        raise AttachmentBombError


def _upright(picture: Image.Image) -> Image.Image:
    """Return the points alone, turned as the camera was held, in one of five plain modes."""
    picture.load()
    turned = ImageOps.exif_transpose(picture)
    plain = _plain(_in_srgb(turned))
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Apply the picture's colour profile, where it has one that can be read."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        changed = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode=mode,
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return changed or picture


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode in {"1", "L", "RGB"}:
        return picture
    if picture.mode in _SIXTEEN_BIT:
        return _eight_bit(picture)
    if picture.mode in {"LA", "PA", "RGBA", "RGBa", "La"} or "transparency" in picture.info:
        return _without_use(picture.convert("RGBA"))
    return picture.convert("RGB")


def _without_use(picture: Image.Image) -> Image.Image:
    """Drop a transparency that hides nothing; what is hidden stays hidden, on white."""
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Bring grey of 16 bits to 8, from its darkest to its lightest."""
    wide = picture.convert("F")
    low, high = (float(str(one)) for one in wide.getextrema())
    scale = 255.0 / (high - low) if high > low else 0.0
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _kind_for(before: str, upright: Image.Image) -> str:
    """Photographs stay JPEG; drawings, and scans in black and white, lose nothing as PNG."""
    return "png" if before == "PNG" or upright.mode == "1" else "jpeg"


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "png":
        picture.save(out, "PNG", optimize=False)
    else:
        picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def _pages_of_tiff(picture: Image.Image, frames: int) -> Cleaned:
    if frames > MAX_PAGES:
        raise AttachmentBombError(pages=frames)
    writer = PdfWriter()
    thumbnail = None
    for number in range(frames):
        picture.seek(number)
        check_points(*picture.size)
        dpi = _dots(picture)
        upright = _upright(picture)
        thumbnail = thumbnail or _thumbnail(upright)
        page = io.BytesIO()
        how = {} if upright.mode == "1" else {"quality": _QUALITY}
        upright.save(page, "PDF", resolution=dpi, **how)
        writer.add_page(PdfReader(page).pages[0])
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return Cleaned("pdf", out.getvalue(), frames, thumbnail)


def _dots(picture: Image.Image) -> float:
    """Return a page's dots an inch, so that it is printed as large as the paper was."""
    dpi = picture.info.get("dpi")
    across = float(dpi[0]) if isinstance(dpi, tuple) and dpi else 0.0
    return across if _LEAST_DPI <= across <= _MOST_DPI else _DEFAULT_DPI
