"""Rows of a file, one at a time: CSV and TSV in whatever charset they are written, XLSX by sheets."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from redress.intake.files.pieces import CannotCut, refusal, rows_of
from redress.intake.files.refusals import mended, ours
from redress.intake.files.safety import AT_ONCE, HEAD, unpacked

Row = tuple[int, dict[str, str]]
ENCODINGS = ("utf-8-sig", "gb18030", "big5", "utf-16", "cp1252")
DELIMITERS = (",", "\t", ";", "|")
_CHINESE = ("gb18030", "big5")
_EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""
BEYOND = ""
"""The name under which a row holds what stands beyond the last named column."""


class TableError(ValueError):
    """A file that cannot be read as a table."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out of a file: how it is to be read, its columns, and its first rows as they stand."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def charset(path: Path) -> str:
    """UTF-8 where the whole file is; else GB18030 or Big5, whichever fits the beginning better."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig") as text:
            while text.read(1 << 20):
                pass
        return "utf-8-sig"
    except UnicodeDecodeError:
        best = from_bytes(head, cp_isolation=list(_CHINESE)).best()
        return best.encoding if best else "gb18030"


class Table:
    """A file as rows; ``share`` is how much of it was read, from 0 to 1. ``head`` is the line that names the columns."""

    def __init__(self, path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "", head: int = 1) -> None:
        self.path, self.encoding, self.delimiter, self.sheet, self.head = path, encoding, delimiter, sheet, head
        self.share = 0.0

    def __iter__(self) -> Iterator[Row]:
        """First line of the row and its values by column name, in the order of the file. Raises TableError."""
        lines = self._lines()
        names = next((_names(values) for line, values in lines if line >= self.head), [])
        back = ours(names)
        for line, values in lines:
            if any(values):
                yield line, mended(_named(names, values)) if back else _named(names, values)

    def found(self, most: int = 8) -> Found:
        """What the file is and how it begins. Raises TableError."""
        kind = self._kind()
        sheets = self._book().sheet_names if kind == "book" else []
        first = list(islice(self._lines(), self.head + most))
        names = next((_names(values) for line, values in first if line >= self.head), [])
        rows = [values for _line, values in first]
        if kind == "book":
            return Found(kind, sheets=sheets, sheet=self.sheet or sheets[0], columns=names, rows=rows)
        return Found(kind, self._charset(), self._delimiter(), columns=names, rows=rows)

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        """Every line with its number, the head among them. Raises TableError."""
        try:
            yield from self._cells() if self._kind() == "book" else self._text()
        except (UnicodeError, LookupError, csv.Error, CalamineError) as broken:
            raise TableError(f"{self.path.name}: {broken}") from broken

    def _kind(self) -> str:
        with self.path.open("rb") as file:
            return "book" if file.read(4) == b"PK\x03\x04" else "text"

    def _text(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(10_000_000)
        size = max(1, self.path.stat().st_size)
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self._charset(), newline="") as file:
            reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=self._delimiter())
            last = 0
            for values in reader:
                self.share = min(1.0, raw.tell() / size)
                yield last + 1, values
                last = reader.line_num

    def _charset(self) -> str:
        self.encoding = self.encoding or charset(self.path)
        return self.encoding

    def _delimiter(self) -> str:
        """The mark that parts the cells: the one most frequent in the line of the head, quoted text left out."""
        if not self.delimiter:
            with self.path.open(encoding=self._charset(), errors="replace", newline="") as file:
                line = next(islice(file, self.head - 1, self.head), "")
            plain = "".join(line.split('"')[::2])
            self.delimiter = max(DELIMITERS, key=plain.count)
        return self.delimiter

    def _book(self) -> CalamineWorkbook:
        try:
            book = load_workbook(str(self.path))
        except CalamineError as broken:
            raise TableError(f"{self.path.name}: {broken}") from broken
        if self.sheet and self.sheet not in book.sheet_names:
            raise TableError(_("There is no sheet “%(name)s”; the sheets are: %(known)s.") % {"name": self.sheet, "known": ", ".join(book.sheet_names)})
        return book

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        if unpacked(self.path) > AT_ONCE:
            yield from self._pieces(self.sheet or self._book().sheet_names[0])
            return
        book = self._book()
        sheet = book.get_sheet_by_name(self.sheet or book.sheet_names[0])
        for number, values in enumerate(sheet.iter_rows(), 1):
            self.share = number / max(number, sheet.height)
            yield number, [_plain(value) for value in values]

    def _pieces(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        try:
            for share, number, cells in rows_of(self.path, sheet):
                self.share = share
                yield number, [_plain(value) for value in cells]
        except CannotCut as strange:
            raise TableError(refusal()) from strange


def _names(values: list[str]) -> list[str]:
    """Names of the columns, each once: one without a name is called by its place, a second of a name is counted."""
    names: list[str] = []
    for place, value in enumerate(values, 1):
        name = " ".join(value.split()) or f"#{place}"
        turn = sum(1 for other in names if other == name or other.startswith(f"{name} ("))
        names.append(f"{name} ({turn + 1})" if turn else name)
    while names and names[-1] == f"#{len(names)}":
        names.pop()
    return names


def _named(names: list[str], values: list[str]) -> dict[str, str]:
    """Values by name; a row that ends early has empty ones, what stands beyond the names is kept apart."""
    row = dict.fromkeys(names, "") | dict(zip(names, values, strict=False))
    if beyond := "".join(values[len(names) :]).strip():
        row[BEYOND] = beyond
    return row


def _plain(value: object) -> str:
    """A cell as text. A number that the spreadsheet has rounded looks like it: no digit is made up."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < _EXACT else f"{value:.14E}"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT:
        return f"{value:.14E}"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value).replace("\x00", "")
