"""Files that are not taken: each is refused by name, logged, journalled, and nothing of it is kept."""

import io
import logging
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.utils import translation

from redress.intake import imports
from redress.intake.files.safety import NotTaken, inspect
from redress.intake.files.tables import Table
from redress.intake.models import Import
from redress.kernel.errors import Invalid, NotAllowed
from redress.ledger.models import JournalEntry
from tests.house import NOON, House

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def book(*, extra: dict[str, bytes] | None = None, cells: tuple[object, ...] = ("no", "what")) -> bytes:
    """A workbook with one line; ``extra`` parts are put into its archive."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        written.add_worksheet().write_row(0, 0, cells)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return made.getvalue()


def packed(**parts: bytes) -> bytes:
    """An archive that is no workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"), (b"no,what\n1," + EICAR.encode(), "EICAR"), (b"%PDF-1.7\n...", "PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"\.xls"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 64, "PNG"), (b"MZ" + b"\x00" * 200, "EXE"), (b"<!DOCTYPE html><html>", "page or a document"), (b"a,b\n" + bytes(900), "binary"),
        (packed(a=b"1"), "an archive, not a workbook"), (b"no,what\n" + b"1,2\n" * 5000 + packed(a=b"1"), "two things at once"),
        (book(extra={"../../etc/passwd": b"x"}), "path name"), (book(extra={"xl/vbaProject.bin": b"x"}), "macros"),
        (book(extra={"xl/bomb.xml": bytes(30 << 20)}), "thousandfold"), (book(extra={"xl/in.zip": packed(a=b"1")}), "another archive"),
        (book(extra={"xl/x.bin": EICAR.encode()}), "EICAR"), (book()[:-400], "damaged"), (b"PK\x03\x04" + b"x" * 100, "damaged"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
def test_what_is_no_table_or_could_do_harm_is_refused_by_name(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with translation.override("en"), pytest.raises(NotTaken, match=reason):
        inspect(path)


@pytest.mark.parametrize("data", ["编号,内容\n1,<b>不转</b>\n".encode(), "a,b\n1,é\n".encode("utf-16"), "編號,內容\n".encode("big5"), book()], ids=["utf-8", "utf-16", "big5", "workbook"])
def test_honest_tables_are_taken_whatever_their_names(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "picture.exe"
    path.write_bytes(data)
    inspect(path)
    assert Table(path).found().columns


def test_a_refused_file_leaves_a_line_and_nothing_else(org: House, caplog: pytest.LogCaptureFixture) -> None:
    by = org.actor("supervisor")
    logger = logging.getLogger("redress.intake")
    logger.addHandler(caplog.handler)
    with pytest.raises(Invalid):
        imports.take([EICAR.encode()], "../../清单.csv", by=by, at=NOON)
    logger.removeHandler(caplog.handler)
    line = JournalEntry.objects.get(kind="import.refused")
    assert line.payload["name"] == "../../清单.csv" and "EICAR" in line.payload["reason"] and "EICAR" in caplog.text
    assert not Import.objects.exists() and not list(Path(settings.IMPORT_ROOT).iterdir())


def test_a_file_that_is_too_large_is_refused_with_the_way_out(org: House, settings: object) -> None:
    settings.ENV = settings.ENV.model_copy(update={"import_limit_mb": 1})
    with translation.override("en"), pytest.raises(Invalid) as no:
        imports.take([b"a,b\n", b"1,2\n" * 300_000], "long.csv", by=org.actor("supervisor"), at=NOON)
    assert "larger than 1 MiB" in no.value.errors["file"]


def test_who_may_not_import_hands_nothing_in(org: House) -> None:
    with pytest.raises(NotAllowed):
        imports.take([b"a,b\n"], "a.csv", by=org.actor("clerk"), at=NOON)


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[tuple[object, ...]], dict[str, str]]:
    """The first row of a workbook under the names of its columns."""

    def read(cells: tuple[object, ...]) -> dict[str, str]:
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path)) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["no", "no", "", "what"])
            sheet.write_row(1, 0, cells)
        return next(iter(Table(path)))[1]

    return read


def test_columns_without_a_name_or_with_the_same_stay_apart(rows: Callable[[tuple[object, ...]], dict[str, str]]) -> None:
    assert rows((1, 2, 3, "x")) == {"no": "1", "no (2)": "2", "#3": "3", "what": "x"}


def test_a_number_that_a_spreadsheet_rounded_looks_like_it(rows: Callable[[tuple[object, ...]], dict[str, str]]) -> None:
    assert rows((123456789012345678, 123456789012345, 0, "x"))["no"] == "1.23456789012346E+17"
    assert rows((1, 123456789012345, 0, "x"))["no (2)"] == "123456789012345"


def test_the_mark_between_cells_is_found_out(tmp_path: Path) -> None:
    for mark in (",", "\t", ";", "|"):
        path = tmp_path / "a"
        path.write_text(f'no{mark}"a,b;c|d"{mark}what\n1{mark}2{mark}3\n', encoding="utf-8")
        assert Table(path).found().delimiter == mark and next(iter(Table(path)))[1]["what"] == "3"
