"""A long sheet of a workbook, cut between its rows into pieces that are read one after the other, each as a workbook of its own.

The library reads a sheet as a whole. Here only a piece of it is in memory, with the texts that the cells share.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from python_calamine import load_workbook

MIB = 1024 * 1024
FIRST, PIECE = MIB, 16 * MIB
"""Bytes of a sheet in its first piece, which is all that a preview reads, and in the others."""
MOST_OF_A_ROW = 16 * MIB
INDEX_LIMIT = 8 * MIB
"""Most bytes of the parts that say which sheet is where."""
_OPENED = re.compile(rb"<((?:[\w.-]+:)?)sheetData\s*>")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class CannotCut(ValueError):
    """A long sheet that is not written as spreadsheets write it."""


def rows_of(path: Path, sheet: str) -> Iterator[tuple[float, int, list[object]]]:
    """Share of the sheet read so far (0 to 1), number of the row, its cells from the first column on. Raises CannotCut, CalamineError."""
    with zipfile.ZipFile(path) as book, tempfile.TemporaryDirectory(prefix="redress-sheet-") as folder:
        part = _part_of(book, sheet)
        base, piece, passed = Path(folder) / "base.xlsx", Path(folder) / "piece.xlsx", 0
        _without_sheets(book, base)
        for share, content in _pieces(book, part):
            shutil.copyfile(base, piece)
            with zipfile.ZipFile(piece, "a") as archive:
                archive.writestr(part, content)
            cells = load_workbook(str(piece)).get_sheet_by_name(sheet)
            row, column = cells.start or (0, 0)
            ahead = 0 if row >= passed else passed - row  # rows that do not say their number follow on those before
            for place, values in enumerate(cells.iter_rows()):
                if place >= row:
                    yield share, place + ahead + 1, [""] * column + values
            passed = max(passed, row + ahead + cells.height)


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    relations = {one.get("Id"): one.get("Target", "") for one in _index(book, "xl/_rels/workbook.xml.rels")}
    for one in _index(book, "xl/workbook.xml").iter():
        if one.tag.rpartition("}")[2] == "sheet" and one.get("name") == sheet:
            target = relations.get(one.get(_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            if part in book.namelist():
                return part
    raise CannotCut(sheet)


def _index(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        if book.getinfo(name).file_size > INDEX_LIMIT:
            raise CannotCut(name)
        return ElementTree.fromstring(book.read(name))
    except (KeyError, ElementTree.ParseError) as broken:
        raise CannotCut(name) from broken


def _without_sheets(book: zipfile.ZipFile, base: Path) -> None:
    """What every piece needs: all parts but sheets and what is drawn on them."""
    wanted = [name for name in book.namelist() if name.count("/") <= 1 or name.startswith(("xl/_rels/", "_rels/", "xl/theme/"))]
    with zipfile.ZipFile(base, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as kept:
        for name in wanted:
            with book.open(name) as source, kept.open(name, "w") as target:
                shutil.copyfileobj(source, target)


def _pieces(book: zipfile.ZipFile, part: str) -> Iterator[tuple[float, bytes]]:
    """The sheet in pieces: what stands before its rows, some rows, and an end."""
    size = max(1, book.getinfo(part).file_size)
    with book.open(part) as file:
        head = file.read(FIRST)
        opened = _OPENED.search(head)
        if opened is None:
            raise CannotCut(part)
        before, prefix = head[: opened.end()], opened[1]
        row_ends, all_ends = b"</" + prefix + b"row>", b"</" + prefix + b"sheetData>"
        closing = all_ends + b"</" + prefix + b"worksheet>"
        rest, done = head[opened.end() :], len(head)
        while True:
            over = rest.find(all_ends)
            last = over >= 0
            found = rest.rfind(row_ends)
            cut = over if last else found + len(row_ends) if found >= 0 else 0
            rows, rest = rest[:cut], rest[cut:]
            if b"<!" in rows or (not last and len(rest) > MOST_OF_A_ROW):
                raise CannotCut(part)
            if rows:
                yield min(1.0, done / size), before + rows + closing
            if last:
                return
            more = file.read(PIECE)
            if not more:
                raise CannotCut(part)
            rest, done = rest + more, done + len(more)


def refusal() -> str:
    """What to do with a sheet that cannot be cut."""
    return _("This long workbook is not written as spreadsheets write them. Open it in a spreadsheet and save it as XLSX, or as CSV.")
