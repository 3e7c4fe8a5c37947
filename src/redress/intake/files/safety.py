"""A file must be, by its content, a text table or a workbook. Everything else is refused by name, and so is what could do harm.

This is no virus scanner: of known malware only the test file that all scanners agree on (EICAR) is recognised. Nothing that is
read here is ever run, and cells stay text.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

import filetype
from django.utils.translation import gettext as _

from redress.intake.files.extent import Extent

MIB = 1024 * 1024
HEAD = 256 * 1024
BOOK_LIMIT = 1024 * MIB
"""Most bytes of a workbook once unpacked."""
AT_ONCE = 256 * MIB
"""Up to so many bytes a workbook is read as a whole, at about three bytes of memory for each; what is longer in pieces (``pieces.py``).
Its parts beside the sheets are in memory with every piece, therefore they may not be longer."""
MOST_ENTRIES = 2000
RATIO = 1000
"""No part of an honest workbook is packed a thousandfold."""
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_OUTSIDE = re.compile(r"(^|/)\.\.(/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f]")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_SPREADSHEETS = ("xl/workbook.xml", "xl/workbook.bin")


class NotTaken(ValueError):
    """A file that is not taken; says what it is and what to do."""


def inspect(path: Path) -> None:
    """Look through a whole file before anything of it is used. Raises NotTaken."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head.strip():
            raise NotTaken(_("The file is empty."))
        if head.startswith(b"PK\x03\x04"):
            _check_book(path)
        else:
            _check_known(head)
            _check_stream(file)


def _check_known(head: bytes) -> None:
    """Refuse what is plainly something else than text."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotTaken(_("This is an old Excel file (.xls) or one with a password. Save it as XLSX without a password, or as CSV."))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    guess = filetype.guess(head)
    if guess is not None:
        raise NotTaken(_("By its content this is a file of the type %(type)s, not a table. Save the table as CSV or XLSX.") % {"type": guess.extension.upper()})
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html", b"<?xml", b"%pdf", b"{\\rtf")):
        raise NotTaken(_("By its content this is a page or a document, not a table, whatever its name says. Save the table as CSV or XLSX."))
    if head.count(b"\x00") > len(head) // 100:
        raise NotTaken(_("This is no text: it holds binary data. Save the table as CSV or XLSX."))


def _check_stream(file: BinaryIO) -> None:
    """Look through a whole text file for the test signature and for an archive hidden behind the text."""
    file.seek(0)
    before, last = b"", b""
    while block := file.read(MIB):
        if _EICAR in before + block:
            raise _infected()
        before, last = block[-len(_EICAR) :], (last + block)[-66_000:]
    place = last.rfind(b"PK\x05\x06")
    if place >= 0 and len(last) - place >= 22 and b"PK\x01\x02" in last:
        raise NotTaken(_("The file is two things at once: text with an archive hidden behind it. It is not taken."))


def _check_book(path: Path) -> None:
    """Look into a workbook without trusting what it says of itself."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            for entry in entries:
                _unpacked(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as broken:
        raise NotTaken(_("This workbook is damaged and cannot be read. Open it in a spreadsheet and save it again, or save it as CSV.")) from broken


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.orig_filename for entry in entries]
    if strange := next((name for name in names if _OUTSIDE.search(name)), None):
        raise NotTaken(_("The archive holds the path name “%(name)s”, which leads out of it. It is not taken.") % {"name": strange[:80]})
    if len(names) > MOST_ENTRIES or len(set(names)) != len(names):
        raise NotTaken(_("The archive holds too many parts, or one twice. No spreadsheet writes such a file; it is not taken."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotTaken(_("The file is protected by a password. Save it without one."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotTaken(_("The workbook holds macros. Save it as XLSX without macros, or as CSV."))
    if not any(name in _SPREADSHEETS for name in names) or "[Content_Types].xml" not in names:
        raise NotTaken(_("This is an archive, not a workbook. Unpack it, and bring the table in as CSV or XLSX."))
    if "xl/workbook.xml" not in names:
        raise NotTaken(_("This is a binary workbook (.xlsb). Save it as XLSX or CSV."))
    if any(entry.file_size > RATIO * max(entry.compress_size, 1) and entry.file_size > MIB for entry in entries):
        raise NotTaken(_("A part of the workbook swells a thousandfold when unpacked. No spreadsheet writes such a file; it is not taken."))
    total = sum(entry.file_size for entry in entries)
    beside = sum(entry.file_size for entry in entries if not entry.filename.startswith("xl/worksheets/"))
    if beside > AT_ONCE:
        words = _("The texts that the cells of the workbook share take %(size)s MiB; up to %(most)s MiB can be read. Save it as CSV: that is read line by line, whatever its length.")
        raise NotTaken(words % {"size": beside // MIB, "most": AT_ONCE // MIB})
    if total > BOOK_LIMIT:
        words = _("Unpacked, the workbook takes %(size)s MiB; up to %(most)s MiB can be read. Save it as CSV: that is read line by line, whatever its length.")
        raise NotTaken(words % {"size": total // MIB, "most": BOOK_LIMIT // MIB})


def unpacked(path: Path) -> int:
    """How many bytes a workbook takes once unpacked, as it says of itself."""
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack a part and forget it: it must be as long as it says, and free of what is refused."""
    before, size = b"", 0
    extent = Extent() if entry.filename.startswith("xl/worksheets/") else None
    with archive.open(entry) as part:
        while block := part.read(MIB):
            if extent is not None:
                extent.feed(block)
            if not size and block.startswith(_ARCHIVES):
                raise NotTaken(_("The workbook holds another archive. It is not taken."))
            size += len(block)
            if _EICAR in before + block:
                raise _infected()
            before = block[-len(_EICAR) :]
    if size != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    if extent is not None and extent.too_far:
        words = _("A sheet reaches to column %(columns)s and row %(rows)s with hardly anything in it. Delete the empty columns and rows beyond the table and save it again, or save it as CSV.")
        raise NotTaken(words % {"columns": extent.columns, "rows": extent.rows})


def _infected() -> NotTaken:
    return NotTaken(_("The file carries the signature of a virus (EICAR test). It is not taken; have the computer that it came from checked."))
