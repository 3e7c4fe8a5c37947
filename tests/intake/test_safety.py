"""Files that are not taken: each is refused by name, logged, journalled, and nothing of it is kept."""

import io
import logging
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.utils import translation
from python_calamine import load_workbook

from redress.intake import imports
from redress.intake.files.pieces import CannotCut, rows_of
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


def sparse(cells: tuple[str, ...]) -> bytes:
    """A workbook with something in these cells alone."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        sheet = written.add_worksheet()
        for cell in cells:
            sheet.write(cell, "no")
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
        (sparse(("A1", "XFD1048576")), "column 16384 and row 1048576"), (sparse(("A1", "AA999999")), "row 999999"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
def test_what_is_no_table_or_could_do_harm_is_refused_by_name(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with translation.override("en"), pytest.raises(NotTaken, match=reason):
        inspect(path)


@pytest.mark.parametrize("data", ["编号,内容\n1,<b>不转</b>\n".encode(), "a,b\n1,é\n".encode("utf-16"), "編號,內容\n".encode("big5"), book(), sparse(("A1", "IV70000"))], ids=["utf-8", "utf-16", "big5", "workbook", "sparse"])
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


def lines(count: int) -> bytes:
    """A workbook whose texts stand in the cells, with a date, a gap of rows, and a row that begins late."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as written:
        sheet, day = written.add_worksheet("投诉"), written.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["no", "what", "when"])
        for place in range(1, count):
            if place % 1000:
                sheet.write_row(place, 0 if place % 7 else 1, [f"A{place}", f"约好周一上门 <{place}> & 没有人来" * 5])
                sheet.write_datetime(place, 2, datetime(2026, 3, 1) + timedelta(minutes=place), day)
        written.add_worksheet("other").write(0, 0, "elsewhere")
    return made.getvalue()


def test_a_sheet_read_in_pieces_is_the_sheet_read_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(lines(30_000))
    whole = list(load_workbook(str(path)).get_sheet_by_name("投诉").iter_rows())
    pieces = list(rows_of(path, "投诉"))
    read, shares = {number: cells for _share, number, cells in pieces}, [share for share, _number, _cells in pieces]
    assert len(set(shares)) >= 2 and shares == sorted(shares) and shares[-1] == 1
    assert all(read.get(number, []) == cells or not any(cells) for number, cells in enumerate(whole, 1)) and max(read) == len(whole)


def sheet_of(content: bytes) -> bytes:
    """A workbook with a sheet written by hand."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as plain, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            archive.writestr(name, content if name == "xl/worksheets/sheet1.xml" else plain.read(name))
    return made.getvalue()


START = b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
CELL = b'<x:c t="inlineStr"><x:is><x:t>%s</x:t></x:is></x:c>'


def test_rows_that_do_not_say_their_number_follow_on_those_before(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    row = b"<x:row>" + CELL % b"no" + CELL % (b"what" * 40) + b"</x:row>"
    path.write_bytes(sheet_of(START + row * 9000 + b"</x:sheetData></x:worksheet>"))
    assert [number for _share, number, _cells in rows_of(path, "Sheet1")] == list(range(1, 9001))


@pytest.mark.parametrize(
    "content",
    [b"<worksheet/>", START + b"<x:row>" + CELL % b"<![CDATA[</x:row>]]>" + b"</x:row></x:sheetData></x:worksheet>", START + b"<x:row>" + CELL % b"cut off"],
    ids=["no rows", "hidden end", "no end"],
)
def test_a_long_sheet_that_no_spreadsheet_writes_is_not_cut(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(sheet_of(content))
    with pytest.raises(CannotCut):
        list(rows_of(path, "Sheet1"))


def test_a_workbook_beyond_a_whole_reading_is_taken_and_previewed(tmp_path: Path) -> None:
    path, made = tmp_path / "huge.xlsx", io.BytesIO(book(cells=("no", "what")))
    row = b'<row>' + (CELL % (b"what is said " * 9)).replace(b"x:", b"") * 12 + b"</row>"
    with zipfile.ZipFile(made) as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in set(plain.namelist()) - {"xl/worksheets/sheet1.xml"}:
            archive.writestr(name, plain.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(START.replace(b"x:", b"").replace(b":x=", b"="))
            for _block in range(-(-(257 << 20) // len(row * 1000))):
                sheet.write(row * 1000)
            sheet.write(b"</sheetData></worksheet>")
    inspect(path)
    assert len(Table(path).found().rows) == 9


def test_texts_shared_by_cells_are_limited_for_they_are_read_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, zipfile.ZipFile(io.BytesIO(book())) as plain:
        for name in set(plain.namelist()) - {"xl/sharedStrings.xml"}:
            archive.writestr(name, plain.read(name))
        with archive.open("xl/sharedStrings.xml", "w") as texts:
            for place in range(257):
                texts.write(b"".join(b"<si><t>%d %d</t></si>" % (place, one) for one in range(10_000)).ljust(1 << 20))
    with translation.override("en"), pytest.raises(NotTaken, match="share take 257 MiB"):
        inspect(path)
