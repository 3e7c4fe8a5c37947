"""Tables as files: CSV that no spreadsheet runs as a formula, and XLSX in constant memory."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, TextIO

import xlsxwriter

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: object) -> object:
    """``value`` for CSV: text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    active = isinstance(value, str) and (value.startswith(_ACTIVE) or value.lstrip(" ").startswith(_ACTIVE))
    return f"'{value}" if active else value


def plain_again(text: str) -> str:
    """A cell as it was before ``safe``."""
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text


def write_csv(file: TextIO, heads: list[str], rows: Iterable[list[object]]) -> None:
    """Write head line and rows to an open text file."""
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows([safe(value) for value in row] for row in rows)


def write_xlsx(file: Path | IO[bytes], heads: list[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a workbook with one sheet, row by row; text stays text."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(str(file) if isinstance(file, Path) else file, options) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(heads) - 1, 0), 18)
        sheet.set_column(1, 1, 40)
        sheet.write_row(0, 0, heads, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, moment)
                else:
                    sheet.write(number, column, value)
