"""Rows of a file, one at a time: CSV and TSV in whatever charset they are written, XLSX by sheets."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes
from python_calamine import CalamineError, load_workbook

Row = tuple[int, dict[str, str]]
HEAD = 256 * 1024
_CHINESE = ("gb18030", "big5")
_BOOKS = (".xlsx", ".xls", ".ods", ".xlsb")
BEYOND = ""
"""The name under which a row holds what stands beyond the last named column."""


class TableError(ValueError):
    """A file that cannot be read as a table."""


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
    """A file as rows; ``share`` is how much of it was read, from 0 to 1."""

    def __init__(self, path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> None:
        self.path, self.encoding, self.delimiter, self.sheet = path, encoding, delimiter, sheet
        self.share = 0.0

    def __iter__(self) -> Iterator[Row]:
        """First line of the row and its values by column name, in the order of the file. Raises TableError."""
        try:
            yield from self._book() if self.path.suffix.lower() in _BOOKS else self._text()
        except (UnicodeError, LookupError, csv.Error, CalamineError) as broken:
            raise TableError(f"{self.path.name}: {broken}") from broken

    def _text(self) -> Iterator[Row]:
        csv.field_size_limit(10_000_000)
        size = max(1, self.path.stat().st_size)
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self.encoding or charset(self.path), newline="") as file:
            mark = self.delimiter or ("\t" if self.path.suffix.lower() in (".tsv", ".tab") else ",")
            reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=mark)
            names = _names(next(reader, []))
            last = reader.line_num
            for values in reader:
                if values:
                    self.share = raw.tell() / size
                    yield last + 1, _named(names, values)
                last = reader.line_num

    def _book(self) -> Iterator[Row]:
        book = load_workbook(str(self.path))
        if self.sheet and self.sheet not in book.sheet_names:
            raise TableError(f"{self.path.name}: {self.sheet}? {', '.join(book.sheet_names)}")
        sheet = book.get_sheet_by_name(self.sheet or book.sheet_names[0])
        lines = sheet.iter_rows()
        names = _names([str(value) for value in next(lines, [])])
        for number, values in enumerate(lines, 2):
            self.share = number / max(number, sheet.height)
            if any(value not in ("", None) for value in values):
                yield number, _named(names, [_plain(value) for value in values])


def _names(values: list[str]) -> list[str]:
    return [name.strip() for name in values]


def _named(names: list[str], values: list[str]) -> dict[str, str]:
    """Values by name; a row that ends early has empty ones, what stands beyond the names is kept apart."""
    row = dict.fromkeys(names, "") | dict(zip(names, values, strict=False))
    if beyond := "".join(values[len(names) :]).strip():
        row[BEYOND] = beyond
    return row


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).replace("\x00", "")
