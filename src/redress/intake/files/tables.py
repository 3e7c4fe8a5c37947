"""Rows of a file, one at a time: CSV and TSV in whatever charset they are written, XLSX by sheets."""

import csv
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes
from python_calamine import load_workbook

Row = tuple[int, dict[str, str]]
HEAD = 256 * 1024
_CHINESE = ("gb18030", "big5")


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


def rows(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Iterator[Row]:
    """Line number and values by column name, in the order of the file. Raises TableError."""
    if path.suffix.lower() in (".xlsx", ".xls", ".ods", ".xlsb"):
        yield from _sheet(path, sheet)
        return
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding=encoding or charset(path), newline="") as file:
            mark = delimiter or ("\t" if path.suffix.lower() in (".tsv", ".tab") else ",")
            reader = csv.DictReader((line.replace("\x00", "") for line in file), delimiter=mark, restkey="", restval="")
            for row in reader:
                yield reader.line_num, {str(name).strip(): value if isinstance(value, str) else "" for name, value in row.items()}
    except (UnicodeDecodeError, csv.Error) as broken:
        raise TableError(f"{path.name}: {broken}") from broken


def _sheet(path: Path, sheet: str) -> Iterator[Row]:
    book = load_workbook(str(path))
    if sheet and sheet not in book.sheet_names:
        raise TableError(f"{path.name}: {sheet}?")
    lines = book.get_sheet_by_name(sheet or book.sheet_names[0]).iter_rows()
    names = [str(value).strip() for value in next(lines, [])]
    for number, values in enumerate(lines, 2):
        yield number, {name: _text(value) for name, value in zip(names, values, strict=False)}


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
