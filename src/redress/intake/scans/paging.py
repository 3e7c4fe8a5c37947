"""One page of a scan as a grey picture, or as the words that a PDF carries.

A program of its own, run in a process that may be killed: decoders of pictures and PDF are fed what strangers sent. It needs neither
settings nor database: ``python -m redress.intake.scans.paging FILE PAGE PICTURE`` prints one line of JSON.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000
"""A page of A4 at 600 dots an inch has 35 million."""
MEMORY = 1_500_000_000
SECONDS = 40
SIDE = 3600
"""Longest side of the picture in pixels: A4 at 300 dots an inch."""
DOTS = 300
ENOUGH = 20
"""Characters from which a page of a PDF counts as having its words with it."""


class Unreadable(Exception):
    """Why there is no picture: a code of ``Reading.TROUBLES``."""


def page_of(path: str, number: int, picture: str) -> dict[str, Any]:
    """Write page ``number`` (from 0) to ``picture``; ``pages`` in all, and its ``text`` where the file has it with it."""
    with open(path, "rb") as file:
        pdf = file.read(1024).lstrip().startswith(b"%PDF")
    return (_of_pdf if pdf else _of_picture)(path, number, picture)


def _of_picture(path: str, number: int, picture: str) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = None  # judged here, with an answer of ours
    with Image.open(path, formats=("PNG", "JPEG", "TIFF")) as image:
        pages = getattr(image, "n_frames", 1)
        image.seek(min(number, pages - 1))
        if image.width * image.height > MOST_PIXELS:
            raise Unreadable("too-large")
        image.draft("L", (SIDE, SIDE))
        _keep(ImageOps.exif_transpose(image), picture)
    return {"pages": pages, "text": ""}


def _of_pdf(path: str, number: int, picture: str) -> dict[str, Any]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as no:
        raise Unreadable("protected" if "password" in str(no).lower() else "damaged") from no
    page = document[number]
    text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "").strip()
    if len(text) < ENOUGH:
        _keep(page.render(scale=_scale(page), grayscale=True).to_pil(), picture)
        text = ""
    return {"pages": len(document), "text": text}


def _scale(page: Any) -> float:
    """As many pixels as the scan within the page has, which is read better than one blown up; between 100 and 300 dots an inch."""
    side = max(*page.get_size(), 1.0)
    scanned = [max(item.get_px_size()) for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    wanted = min(max(scanned, default=SIDE), SIDE)
    return min(DOTS / 72, max(wanted / side, min(100 / 72, SIDE / side)))


def _keep(image: Image.Image, picture: str) -> None:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    grey = image.convert("L")
    grey.thumbnail((SIDE, SIDE))
    grey.save(picture, "PNG", compress_level=1)


def _guarded(do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        return do()
    except Unreadable as no:
        return {"trouble": str(no)}
    except MemoryError:
        return {"trouble": "too-large"}
    except Exception:  # whatever a decoder says of a broken file
        return {"trouble": "damaged"}


if __name__ == "__main__":
    print(json.dumps(_guarded(lambda: page_of(sys.argv[1], int(sys.argv[2]), sys.argv[3]))))
