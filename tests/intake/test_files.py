"""Complaints from files: what goes in, what is refused and why, and that nothing goes in by half."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation

from redress import cli
from redress.complaints.customers import mask_name
from redress.complaints.models import Case, CaseEntry, Customer
from redress.complaints.search import found
from redress.deadlines.models import Clock
from redress.deadlines.operations.sweeping import sweep
from redress.flows.acting import ACTS
from redress.insight.home import needs_of
from redress.insight.verify import verify
from redress.intake.direct import import_file
from redress.intake.files.bringing import Outcome
from redress.intake.files.mapping import MappingError, read_mapping
from redress.intake.files.refusals import Refusal
from redress.intake.files.tables import TableError
from redress.intake.models import Import
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import Invalid, NotAllowed
from redress.notify.models import Notice
from tests.house import NOON, House, Walk

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


def bring_in(*given: Any, **options: Any) -> Outcome:
    """What became of the rows."""
    return import_file(*given, **options)[0]


def table(tmp_path: Path, text: str, *, encoding: str = "utf-8", name: str = "old.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_become_cases_with_their_times_clocks_customer_and_search(org: House, tmp_path: Path, mapping: Path) -> None:
    done = bring_in(table(tmp_path, HEAD + FIRST + SECOND), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert (done.taken, done.replied, done.known, done.refused) == (2, 1, 0, 0)
    first, second = Case.objects.order_by("source_key")
    assert first.received_at == datetime(2026, 2, 1, 1, 30, tzinfo=UTC)
    assert (first.stage, second.stage) == ("answered", "registered")
    assert (first.channel, first.category, second.category) == ("hotline", "slow-repair", "other-matter")
    assert first.answers.get().given_at == datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
    assert not Clock.objects.filter(case=first, rule="judged").exists()
    assert Clock.objects.get(case=second, rule="judged").state == "running"
    assert second.next_due_at is not None
    assert Customer.objects.get(cases=first).contact == {"phone": "13900001234"}
    for text in ("报修", "1234", "欧阳小满", first.number):
        assert list(found(Case.objects.all(), text)) == [first]
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
    path, refused = table(tmp_path, HEAD + FIRST + row), []
    with translation.override("en"):
        done = bring_in(path, read_mapping(mapping), by=SYSTEM, at=NOON, refused=refused.append)
        assert [line for line, _reasons, _row in refused] == [3]
        assert any(reason in text for text in refused[0][1])
        assert (done.refused, Case.objects.count()) == (1, 0)
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


def test_columns_that_are_not_there_are_named_once(org: House, tmp_path: Path, mapping: Path) -> None:
    with pytest.raises(TableError, match=r"answered.*no, what"):
        bring_in(table(tmp_path, "no,what\n1,x\n"), read_mapping(mapping), by=SYSTEM, at=NOON)


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


PAST = """\
ended_at: {column: done, formats: ["%Y/%m/%d %H:%M"]}
result: {column: how, values: {解决: settled, 解释: explained}}
"""
PAST_HEAD = "no,what,text,at,way,about,who,tel,answer,answered,done,how\n"
ENDED = "1,洗衣机不转,报修三天没人来,2026/02/01 09:30,电话,维修,欧阳小满,13900001234,已上门修好,2026/02/03 16:00,2026/02/04 10:00,解决\n"
LATE = "2,空调漏水,等了两个月,2025/11/03 09:30,信,维修,司马青,,抱歉来迟,2026/01/20 16:00,2026/01/21 10:00,解释\n"
GOING_ON = "3,冰箱有噪音,夜里睡不着,2026/03/02 09:30,信,维修,司马青,,,,,\n"


@pytest.fixture
def past(tmp_path: Path) -> Path:
    path = tmp_path / "past.yaml"
    path.write_text(MAPPING + PAST, encoding="utf-8")
    return path


def clocks(case: Case) -> dict[str, tuple[str, bool]]:
    """State of each clock of the case, and whether its promise was broken by noon."""
    return {clock.rule: (clock.state, clock.overdue(NOON)) for clock in Clock.objects.filter(case=case)}


def test_a_past_case_is_ended_and_filed_and_asks_nothing_of_anybody(org: House, tmp_path: Path, past: Path) -> None:
    done = bring_in(table(tmp_path, PAST_HEAD + ENDED + LATE + GOING_ON), read_mapping(past), by=SYSTEM, at=NOON)
    assert (done.taken, done.replied, done.ended) == (3, 2, 2)
    prompt, late, open_one = Case.objects.order_by("source_key")
    assert (prompt.stage, prompt.result, prompt.archive_key) == ("archived", "settled", "2026-02/slow-repair/settled")
    assert prompt.ended_at == datetime(2026, 2, 4, 2, 0, tzinfo=UTC)
    assert clocks(prompt) == {"answer-general": ("stopped", False), "one-month": ("stopped", False)}
    assert clocks(late) == {"answer-general": ("stopped", True), "one-month": ("stopped", True)}
    assert set(clocks(open_one)) == {"judged", "one-month"} and open_one.stage == "registered"
    assert {need.case.pk for need in needs_of(org.actor("clerk"), NOON)} == {open_one.pk}
    assert verify().whole


def test_a_case_that_ended_this_month_waits_to_be_filed(org: House, tmp_path: Path, past: Path) -> None:
    row = ENDED.replace("2026/02/04", "2026/03/02")
    bring_in(table(tmp_path, PAST_HEAD + row), read_mapping(past), by=SYSTEM, at=NOON)
    case = Case.objects.get()
    assert case.stage == "closed" and clocks(case)["filed"] == ("running", False)
    handled = org.able("reopen", case)
    assert ACTS["reopen"].run(case, by=org.actor(handled), at=NOON, reason="又不转了").stage == "reopened"
    again = bring_in(table(tmp_path, PAST_HEAD + row), read_mapping(past), by=SYSTEM, at=NOON)
    assert (again.known, again.refused, Case.objects.get().stage) == (1, 0, "reopened")


def test_the_timeline_says_that_it_was_brought_in(org: House, tmp_path: Path, past: Path) -> None:
    bring_in(table(tmp_path, PAST_HEAD + ENDED), read_mapping(past), by=SYSTEM, at=NOON)
    entries = {entry.kind: entry for entry in CaseEntry.objects.all()}
    assert {entry.actor_name for entry in entries.values()} == {SYSTEM.name}
    assert entries["case.imported"].at == NOON and entries["case.imported"].payload == {"source": "old-register", "key": "1"}
    assert entries["case.answered"].at == datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
    assert not {"case.decided", "case.investigated"} & set(entries)


LATER = """\
source: old-register
key: no
reply: answer
replied_at: {column: answered, formats: ["%Y/%m/%d %H:%M"]}
ended_at: {column: done, formats: ["%Y/%m/%d %H:%M"]}
result: {constant: settled}
"""


@pytest.fixture
def later(tmp_path: Path) -> Path:
    path = tmp_path / "later.yaml"
    path.write_text(LATER, encoding="utf-8")
    return path


def test_replies_of_another_file_reach_the_cases_of_the_first(org: House, tmp_path: Path, mapping: Path, later: Path) -> None:
    bring_in(table(tmp_path, HEAD + SECOND), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert clocks(Case.objects.get())["judged"] == ("running", True)
    replies = table(tmp_path, "no,answer,answered,done\n2,发票已寄出,2026/02/03 16:00,\n", name="replies.csv")
    done = bring_in(replies, read_mapping(later), by=SYSTEM, at=NOON)
    assert (done.taken, done.brought_on, done.replied) == (0, 1, 1)
    case = Case.objects.get()
    assert (case.stage, case.answers.get().text) == ("answered", "发票已寄出")
    assert clocks(case)["judged"][0] == "void" and clocks(case)["answer-general"] == ("stopped", False)
    ended = table(tmp_path, "no,answer,answered,done\n2,发票已寄出,2026/02/03 16:00,2026/02/05 10:00\n", name="ended.csv")
    assert bring_in(ended, read_mapping(later), by=SYSTEM, at=NOON).ended == 1
    assert (Case.objects.get().stage, Case.objects.get().next_due_at) == ("archived", None)
    again = bring_in(ended, read_mapping(later), by=SYSTEM, at=NOON)
    assert (again.brought_on, again.known) == (0, 1)
    assert verify().whole


def test_a_reply_is_refused_for_an_unknown_key_and_for_a_case_that_somebody_works_on(
    org: House, tmp_path: Path, mapping: Path, later: Path
) -> None:
    bring_in(table(tmp_path, HEAD + SECOND), read_mapping(mapping), by=SYSTEM, at=NOON)
    case = Case.objects.get()
    Walk(org, case).step("assess")
    rows = "2,好,2026/02/03 16:00,\n9,好,2026/02/03 16:00,\n"
    refused: list[Refusal] = []
    with translation.override("en"):
        replies = table(tmp_path, "no,answer,answered,done\n" + rows, name="replies.csv")
        bring_in(replies, read_mapping(later), by=SYSTEM, at=NOON, refused=refused.append)
    assert [line for line, _reasons, _row in refused] == [2, 3]
    assert "worked on this case" in refused[0][1][0] and "No complaint with this key" in refused[1][1][0]
    assert not case.answers.exists()


@pytest.mark.parametrize("skip", [False, True])
def test_a_dry_run_says_of_every_row_what_the_import_says(org: House, tmp_path: Path, past: Path, skip: bool) -> None:
    text = PAST_HEAD + ENDED + ENDED + "x,甲,乙,2026/02/01 09:30,信,,丙,,好,,,\n" + LATE
    said: list[tuple[Outcome, list[Refusal]]] = []
    for dry_run in (True, False):
        refused: list[Refusal] = []
        path = table(tmp_path, text)
        outcome = bring_in(path, read_mapping(past), by=SYSTEM, at=NOON, dry_run=dry_run, skip_refused=skip, refused=refused.append)
        said.append((outcome, refused))
    assert said[0] == said[1] and said[0][0].known == 1
    assert Case.objects.count() == (2 if skip else 0)


def test_who_gives_no_name_is_anonymous_and_who_does_is_kept_apart(org: House, tmp_path: Path, mapping: Path) -> None:
    rows = "".join(f"{n},事,情,2026/02/01 09:30,信,,{who},{tel},,\n" for n, (who, tel) in enumerate([("", ""), ("", ""), ("王伟", "13900000001"), ("王伟", "13900000002"), ("王伟", "13900000001")]))
    bring_in(table(tmp_path, HEAD + rows), read_mapping(mapping), by=SYSTEM, at=NOON)
    cases = list(Case.objects.order_by("source_key").select_related("customer"))
    assert cases[0].customer == cases[1].customer and cases[0].customer.kind == "anonymous"
    assert cases[2].customer == cases[4].customer != cases[3].customer
    assert mask_name(cases[0].customer.name) == "匿名"


def test_the_number_of_the_old_register_finds_the_case(org: House, tmp_path: Path, mapping: Path) -> None:
    bring_in(table(tmp_path, HEAD + FIRST.replace("1,", "JD20260201077,", 1) + SECOND), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert [case.title for case in found(Case.objects.all(), "JD20260201077")] == ["洗衣机不转"]


def test_an_interrupted_import_goes_on_where_it_was(org: House, tmp_path: Path, mapping: Path) -> None:
    def interrupt(_done: Outcome) -> None:
        if Case.objects.exists():
            raise KeyboardInterrupt

    rows = "".join(f"{n},事{n},情,2026/02/01 09:30,信,,丙,,,\n" for n in range(620))
    path = table(tmp_path, HEAD + rows)
    with pytest.raises(KeyboardInterrupt):
        bring_in(path, read_mapping(mapping), by=SYSTEM, at=NOON, told=interrupt)
    assert Case.objects.count() == 500
    assert bring_in(path, read_mapping(mapping), by=SYSTEM, at=NOON).taken == 620
    assert Case.objects.count() == 620 and set(Case.objects.values_list("import_number", flat=True)) == {Import.objects.get().pk}


def test_the_past_wakes_nobody(org: House, tmp_path: Path, mapping: Path) -> None:
    bring_in(table(tmp_path, HEAD + FIRST + SECOND), read_mapping(mapping), by=SYSTEM, at=NOON)
    assert sweep(NOON).steps == 0
    assert not Notice.objects.exists()


def test_a_confidential_matter_is_seen_by_those_named_for_it(found_org: Callable[[str], House], tmp_path: Path) -> None:
    house = found_org("utility-hall")
    kind = next(kind for kind in house.policy.pack.kinds if kind.confidential)
    path = tmp_path / "m.yaml"
    path.write_text(MAPPING.replace("constant: complaint", f"constant: {kind.id}").replace("hotline", house.policy.pack.channels[0].id).replace("default: email", f"default: {house.policy.pack.channels[0].id}").replace("values: {电话", "values: {话").replace("slow-repair", "x").replace("default: other-matter", "default: ''"), encoding="utf-8")
    bring_in(table(tmp_path, HEAD + SECOND), read_mapping(path), by=SYSTEM, at=NOON)
    named = house.user(kind.named_roles[0])
    assert Case.objects.visible_to(house.actor(named)).exists()
    assert not Case.objects.visible_to(house.actor("manager" if "manager" not in kind.named_roles else "auditor")).exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("source: old-register", "source: old-register\nfields: {colour: what}"), "colour"),
        (("name: who", "name: who\nby: nobody-here"), "nobody-here"),
    ],
)
def test_a_mapping_that_does_not_fit_the_organisation_is_refused(
    org: House, tmp_path: Path, mapping: Path, change: tuple[str, str], reason: str
) -> None:
    mapping.write_text(MAPPING.replace(*change), encoding="utf-8")
    with pytest.raises(Invalid, match=reason):
        bring_in(table(tmp_path, HEAD + FIRST), read_mapping(mapping), by=SYSTEM, at=NOON)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (MAPPING + "result: how\n", "ended_at"), ("source: a\nkey: no\n", "neither"), (MAPPING.replace("title: what\n", ""), "title"),
        (MAPPING.replace("formats:", "zone: Mars, formats:", 1), "Mars"),
    ],
)  # fmt: skip
def test_a_mapping_that_says_half_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with translation.override("en"), pytest.raises(MappingError, match=reason):
        read_mapping(path)


def test_a_long_title_loses_nothing_and_a_cell_too_many_is_refused(org: House, tmp_path: Path, mapping: Path) -> None:
    long = "很长的题目" * 60
    refused: list[Refusal] = []
    rows = f"1,{long},内容,2026/02/01 09:30,信,,丙,,,\n2,甲,乙,2026/02/01 09:30,信,,丙,,,,又一格\n"
    bring_in(table(tmp_path, HEAD + rows), read_mapping(mapping), by=SYSTEM, at=NOON, skip_refused=True, refused=refused.append)
    case = Case.objects.get()
    assert len(case.title) == 200 and case.account == f"{long}\n内容"
    assert "又一格" in refused[0][1][0]
