"""Complaints from files: what goes in, what is refused and why, and that nothing goes in by half."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from redress import cli
from redress.complaints.models import Case, Customer
from redress.complaints.search import found
from redress.deadlines.models import Clock
from redress.insight.verify import verify
from redress.intake.files.bringing import bring_in
from redress.intake.files.mapping import MappingError, read_mapping
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import NotAllowed
from tests.house import NOON, House

MAPPING = """\
source: old-register
key: no
title: what
account: text
received_at: {column: at, formats: ["%Y/%m/%d %H:%M"]}
kind: {constant: complaint}
channel: {column: way, values: {电话: hotline, 信: letter}, default: email}
category: {column: about, values: {维修: slow-repair}, default: other-matter}
name: who
phone: tel
reply: answer
replied_at: {column: answered, formats: ["%Y/%m/%d %H:%M"]}
"""
HEAD = "no,what,text,at,way,about,who,tel,answer,answered\n"
FIRST = "1,洗衣机不转,报修三天没人来,2026/02/01 09:30,电话,维修,欧阳小满,13900001234,已上门修好,2026/02/03 16:00\n"
SECOND = "2,信里说的事,想要一张发票,2026/02/02 10:00,信,发票,司马青,,,\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def table(tmp_path: Path, text: str, *, encoding: str = "utf-8", name: str = "old.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_become_cases_with_their_times_clocks_customer_and_search(org: House, tmp_path: Path, mapping: Path) -> None:
    done = bring_in(table(tmp_path, HEAD + FIRST + SECOND), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert (done.taken, done.replied, done.known, done.refused) == (2, 1, 0, [])
    first, second = Case.objects.order_by("source_key")
    assert first.received_at == datetime(2026, 2, 1, 1, 30, tzinfo=UTC)
    assert (first.stage, second.stage) == ("answered", "registered")
    assert (first.channel, first.category, second.category) == ("hotline", "slow-repair", "other-matter")
    assert first.answers.get().given_at == datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
    assert Clock.objects.get(case=first, rule="judged").stopped_at == datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
    assert Clock.objects.get(case=second, rule="judged").state == "running"
    assert second.next_due_at is not None
    assert Customer.objects.get(cases=first).contact == {"phone": "13900001234"}
    assert list(found(Case.objects.all(), "报修")) == [first]
    assert verify().whole


def test_rows_already_there_are_counted_and_not_doubled(org: House, tmp_path: Path, mapping: Path) -> None:
    path = table(tmp_path, HEAD + FIRST)
    bring_in(path, read_mapping(mapping), by=SYSTEM, at=NOON)
    again = bring_in(table(tmp_path, HEAD + FIRST + SECOND + SECOND), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert (again.taken, again.known) == (1, 2)
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1.23457E+17,甲,乙,2026/02/01 09:30,信,,丙,,,\n", "1.23457E+17"), (",甲,乙,2026/02/01 09:30,信,,丙,,,\n", "empty"),
        ("3,甲,乙,1.2.2026,信,,丙,,,\n", "1.2.2026"), ("3,甲,乙,2027/02/01 09:30,信,,丙,,,\n", "future"),
        ("3,甲,乙,2026/02/01 09:30,信,,丙,,好,2026/01/01 00:00\n", "older"), ("3,,,2026/02/01 09:30,信,,丙,,,\n", "Nothing is written"),
    ],
)  # fmt: skip
def test_one_refused_row_stops_the_whole_and_says_line_and_reason(org: House, tmp_path: Path, mapping: Path, row: str, reason: str) -> None:
    from django.utils import translation

    path = table(tmp_path, HEAD + FIRST + row)
    with translation.override("en"):
        done = bring_in(path, read_mapping(mapping), by=SYSTEM, at=NOON)
        assert [line for line, _reasons, _row in done.refused] == [3]
        assert any(reason in text for text in done.refused[0][1])
        assert (done.taken, Case.objects.count()) == (0, 0)
        kept = bring_in(path, read_mapping(mapping), by=SYSTEM, at=NOON, skip_refused=True)
    assert (kept.taken, Case.objects.count()) == (1, 1)


def test_a_dry_run_writes_nothing(org: House, tmp_path: Path, mapping: Path) -> None:
    done = bring_in(table(tmp_path, HEAD + FIRST), read_mapping(mapping), by=SYSTEM, at=NOON, dry_run=True)
    assert done.taken == 1
    assert not Case.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "big5", "utf-16"])
def test_charsets_are_found_out(org: House, tmp_path: Path, mapping: Path, encoding: str) -> None:
    filler = "".join(f"{n},洗衣機的問題,客服說明天有人到府檢查,2026/02/01 09:30,信,,王大明,,,\n" for n in range(10, 40))
    bring_in(table(tmp_path, HEAD + filler, encoding=encoding), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert Case.objects.earliest("pk").title == "洗衣機的問題"


def test_a_workbook_is_read_too(org: House, tmp_path: Path, mapping: Path) -> None:
    path = tmp_path / "old.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([HEAD, FIRST, SECOND]):
            sheet.write_row(number, 0, line.strip("\n").split(","))
    assert bring_in(path, read_mapping(mapping), by=SYSTEM, at=NOON).taken == 2


def test_a_mapping_with_an_error_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(MAPPING + "colour: red\n", encoding="utf-8")
    with pytest.raises(MappingError, match=r"m\.yaml:13: colour"):
        read_mapping(path)


def test_a_column_that_is_not_there_is_named(org: House, tmp_path: Path, mapping: Path) -> None:
    done = bring_in(table(tmp_path, "no,what\n1,x\n"), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert any("received_at" in text or "at" in text for text in done.refused[0][1])


def test_who_may_not_import_is_refused(org: House, tmp_path: Path, mapping: Path) -> None:
    with pytest.raises(NotAllowed):
        bring_in(table(tmp_path, HEAD + FIRST), read_mapping(mapping), by=Actor(9, "路人"), at=NOON)


def test_the_command_reports_and_writes_the_refused_rows(
    org: House, tmp_path: Path, mapping: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDRESS_LANGUAGE", "en")
    refused = tmp_path / "refused.csv"
    path = table(tmp_path, HEAD + FIRST + "3,甲,乙,never,信,,丙,,,\n")
    command = ["import", str(path), "--mapping", str(mapping), "--refused", str(refused)]
    assert cli.main(command) == 1
    assert "line 3" in capsys.readouterr().err
    assert "never" in refused.read_text("utf-8-sig")
    assert cli.main([*command, "--skip-refused"]) == 0
    assert Case.objects.count() == 1
