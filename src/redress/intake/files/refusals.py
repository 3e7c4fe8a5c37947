"""Refused rows as a file: each with its line and its reasons before it, to be mended there and brought in again."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from redress.documents.tables import plain_again, safe

Refusal = tuple[int, list[str], dict[str, str]]
"""Line, reasons, and the row as it stood."""


def heads() -> list[str]:
    """The two columns that stand before those of the file."""
    return [_("line"), _("reasons")]


def ours(names: list[str]) -> bool:
    """Whether a file with these columns is one of refused rows, in any language."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            if names[:2] == heads():
                return True
    return False


def mended(row: dict[str, str]) -> dict[str, str]:
    """A row of such a file as it was meant."""
    return {name: plain_again(value) for name, value in row.items()}


class RefusedRows:
    """Writes refused rows as they come, into a file that is made for the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, refusal: Refusal) -> None:
        """Take one row."""
        line, reasons, row = refusal
        given = row
        if ours(list(row)):  # mended once, and refused again: the old reasons go
            given = dict(islice(row.items(), 2, None))
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._rows = csv.writer(self._file)
            self._rows.writerow([*heads(), *given])
        self._rows.writerow([line, "\n".join(reasons), *(safe(value) for value in given.values())])


def read_refused(path: Path, start: int, most: int) -> tuple[list[str], list[list[str]]]:
    """Names of the columns and up to ``most`` refused rows from ``start`` on; empty where none was refused."""
    if not path.exists():
        return [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows: Iterator[list[str]] = csv.reader(file)
        names = next(rows, [])
        return names, [[plain_again(cell) for cell in row] for row in islice(rows, start, start + most)]
