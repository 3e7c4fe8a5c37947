"""Small evidence files, made on the spot: a note as text and a photograph-like picture, the same for the same words."""

import struct
import zlib
from hashlib import sha256

from django.core.files.uploadedfile import SimpleUploadedFile


def note_file(name: str, text: str) -> SimpleUploadedFile:
    """A text file."""
    return SimpleUploadedFile(f"{name}.txt", text.encode("utf-8"), content_type="text/plain")


def picture_file(name: str, words: str) -> SimpleUploadedFile:
    """A PNG of soft bands whose colours come from ``words``."""
    seed = sha256(words.encode("utf-8")).digest()
    width, height = 160, 100
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        band = seed[(y * 6 // height) * 3 : (y * 6 // height) * 3 + 3]
        for x in range(width):
            rows += bytes(90 + (value + x // 4 + y // 3) % 120 for value in band)
    return SimpleUploadedFile(f"{name}.png", _png(width, height, bytes(rows)), content_type="image/png")


def _png(width: int, height: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + body


SIGNATURE = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxMjAiIGhlaWdodD0iNDAiPjxwYXRo"
    "IGQ9Ik01IDMwQzIwIDUgMzAgMzUgNDUgMTVTNzUgMzUgMTE1IDEwIiBmaWxsPSJub25lIiBzdHJva2U9IiMyMjIiIHN0cm9rZS13aWR0aD0iMiIvPjwvc3ZnPg=="
)
"""A signature as the signature pad would give it."""
