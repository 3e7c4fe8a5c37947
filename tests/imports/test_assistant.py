"""The import assistant as somebody meets it: every step by its address, from the file to the undo."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from redress.accounts.models import User
from redress.complaints.models import Case, CaseEntry, Customer
from redress.flows.acting import ACTS
from redress.insight.verify import verify
from redress.intake import imports
from redress.intake.models import Import, ImportTemplate
from redress.ledger.models import JournalEntry
from tests.house import House, complaint

HEAD = "编号,标题,投诉内容,投诉时间,渠道,类别,姓名,电话,答复,答复时间\n"
GOOD = "JD-1,洗衣机不转,报修三天没人来,05/02/2026 09:30,电话,维修;急,欧阳小满,13900001234,已上门修好,2026-02-06 16:00\n"
ALSO = "JD-2,想要发票,买了没有发票,06/02/2026,信,发票,司马青,,,\n"
BAD = "1.23E+15,坏的,编号丢了,07/02/2026,电话,维修,丙,,,\n"
FUTURE = "JD-9,=未来,还没有发生,01/02/2097,电话,维修,丁,,,\n"


@pytest.fixture
def clerk(org: House, reads: Callable[[User], Client]) -> Client:
    """A browser of somebody who may import."""
    return reads(org.user("supervisor"), "en")


def hand_in(client: Client, text: str | bytes, name: str = "old.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post("/imports/", {"file": SimpleUploadedFile(name, data)})


def fields(page: str) -> dict[str, str]:
    """The names of a page's selects and what stands in them."""
    found = {}
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'<option value="([^"]*)"', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def to_questions(client: Client, text: str, **columns: str) -> Import:
    """Hand a file in and let the columns mean what is suggested."""
    at = hand_in(client, text).url
    pk = int(at.split("/")[2])
    page = client.get(f"/imports/{pk}/columns/").content.decode()
    client.post(f"/imports/{pk}/columns/", fields(page) | columns)
    return Import.objects.get(pk=pk)


def to_preview(client: Client, text: str, **answers: str) -> Import:
    """Answer what is asked: dates are day first, everything else is as suggested or as said."""
    record = to_questions(client, text, separator=";")
    page = client.get(f"/imports/{record.pk}/questions/").content.decode()
    given = fields(page) | {"source": "old-register", "kind": "complaint", "received_at-form": "dmy", "received_at-real": "ymd"}
    for place, (value, _count) in enumerate(record.looked["values"]["渠道"]):
        given[f"channel-{place}"] = {"电话": "hotline", "信": "letter"}.get(value, "")
    for place, (value, _count) in enumerate(record.looked["values"]["类别"]):
        given[f"category-{place}"] = {"维修": "slow-repair"}.get(value, "")
    given |= {"category-other": "other-matter"} | answers
    answer = client.post(f"/imports/{record.pk}/questions/", given)
    assert answer.status_code == 302, answer.content.decode().partition("note-late")[2][:900]
    return Import.objects.get(pk=record.pk)


def test_from_the_file_to_the_cases_and_back(org: House, clerk: Client) -> None:
    record = to_preview(clerk, HEAD + GOOD + ALSO + BAD + FUTURE + GOOD)
    page = clerk.get(f"/imports/{record.pk}/").content.decode()
    for text in ("2 new cases would come in", "洗衣机不转", "was rounded by a spreadsheet", "received in the future"):
        assert text in page
    assert "欧阳小满" not in page
    assert not Case.objects.exists()
    clerk.post(f"/imports/{record.pk}/start/")
    first, second = Case.objects.order_by("source_key")
    assert (first.stage, first.category, first.channel, first.source_key) == ("answered", "slow-repair", "hotline", "old-register:JD-1")
    assert timezone.localtime(first.received_at).isoformat() == "2026-02-05T09:30:00+08:00" and second.stage == "registered"
    assert CaseEntry.objects.get(kind="case.labelled").payload == {"words": "急"}
    listed = clerk.get(f"/cases/?tab=all&import={record.pk}").content.decode()
    assert first.number in listed and second.number in listed
    assert verify().whole
    refused = clerk.post(f"/imports/{record.pk}/undo/", {"number": "77"})
    assert refused.status_code == 422 and Case.objects.count() == 2
    clerk.post(f"/imports/{record.pk}/undo/", {"number": str(record.pk)})
    assert not Case.objects.exists() and not Customer.objects.exists()
    record.refresh_from_db()
    assert (record.state, record.counts["undone"]) == ("undone", 2)
    line = JournalEntry.objects.get(kind="import.undone")
    assert line.payload["cases"] == 2 and line.payload["digest"] == record.digest and line.actor_name == org.user("supervisor").name
    assert verify().whole


def test_undo_is_refused_whole_for_cases_that_somebody_works_on(org: House, clerk: Client) -> None:
    record = to_preview(clerk, HEAD + GOOD + ALSO)
    clerk.post(f"/imports/{record.pk}/start/")
    case = Case.objects.get(title="想要发票")
    now = timezone.now()
    ACTS["note"].run(case, by=org.actor(org.able("note", case), now), at=now, text="问过了")
    answer = clerk.post(f"/imports/{record.pk}/undo/", {"number": str(record.pk)})
    assert answer.status_code == 422 and case.number in answer.content.decode()
    assert Case.objects.count() == 2 and Import.objects.get().state == "done"


def test_other_cases_stay_when_an_import_is_undone(org: House, clerk: Client) -> None:
    mine = complaint(org)
    record = to_preview(clerk, HEAD + GOOD)
    clerk.post(f"/imports/{record.pk}/start/")
    assert Case.objects.get(source_key__isnull=False).customer == mine.customer  # the same name and number
    clerk.post(f"/imports/{record.pk}/undo/", {"number": str(record.pk)})
    assert list(Case.objects.all()) == [mine] and verify().whole


def test_refused_rows_are_mended_in_their_file_and_brought_back(org: House, clerk: Client) -> None:
    record = to_preview(clerk, HEAD + GOOD + FUTURE)
    clerk.post(f"/imports/{record.pk}/remember/", {"name": "旧台账"})
    clerk.post(f"/imports/{record.pk}/start/")
    sent = b"".join(clerk.get(f"/imports/{record.pk}/refused/").streaming_content).decode("utf-8-sig")
    assert sent.startswith("line,reasons,编号") and "received in the future" in sent and "'=未来" in sent
    again = to_preview(clerk, sent.replace("2097", "2026"))
    clerk.post(f"/imports/{again.pk}/start/")
    again.refresh_from_db()
    assert (again.counts["taken"], Case.objects.filter(title="=未来").count()) == (1, 1)


def test_rows_already_there_are_counted_and_not_doubled(org: House, clerk: Client) -> None:
    record = to_preview(clerk, HEAD + GOOD)
    clerk.post(f"/imports/{record.pk}/start/")
    again = to_preview(clerk, HEAD + GOOD + ALSO)
    assert (again.counts["taken"], again.counts["known"]) == (1, 1)


def test_what_the_dates_mean_is_asked_and_not_guessed(org: House, clerk: Client) -> None:
    record = to_questions(clerk, HEAD + ALSO)
    page = clerk.get(f"/imports/{record.pk}/questions/").content.decode()
    assert "“06/02/2026” means" in page and "6 February 2026" in page and "2 June 2026" in page
    given = fields(page) | {"source": "s", "kind": "complaint"}
    answer = clerk.post(f"/imports/{record.pk}/questions/", given)
    assert answer.status_code == 422 and "cannot be known from the file" in answer.content.decode()


def test_a_template_is_remembered_and_suggested_for_the_same_columns(org: House, clerk: Client) -> None:
    record = to_preview(clerk, HEAD + GOOD)
    clerk.post(f"/imports/{record.pk}/remember/", {"name": "旧台账"})
    kept = ImportTemplate.objects.get()
    later = to_questions(clerk, HEAD + ALSO)
    assert "旧台账" in clerk.get(f"/imports/{later.pk}/columns/").content.decode()
    assert later.answers["source"] == "old-register"
    assert clerk.post(f"/imports/templates/{kept.pk}/forget/").status_code == 302 and not ImportTemplate.objects.exists()


def test_the_answers_are_a_mapping_file_for_the_command(org: House, clerk: Client, tmp_path: Any) -> None:
    from redress import cli

    record = to_preview(clerk, HEAD + GOOD)
    mapping, table = tmp_path / "m.yaml", tmp_path / "old.csv"
    mapping.write_bytes(clerk.get(f"/imports/{record.pk}/mapping/").content)
    table.write_text(HEAD + GOOD, encoding="utf-8")
    assert cli.main(["import", str(table), "--mapping", str(mapping)]) == 0
    assert Case.objects.get().import_number == Import.objects.latest("pk").pk
    assert cli.main(["import", "--undo", str(Case.objects.get().import_number)]) == 0
    assert not Case.objects.exists()


def test_a_missing_key_column_is_asked_for_and_the_choice_kept(org: House, clerk: Client) -> None:
    pk = int(hand_in(clerk, HEAD + GOOD).url.split("/")[2])
    page = clerk.get(f"/imports/{pk}/columns/").content.decode()
    answer = clerk.post(f"/imports/{pk}/columns/", fields(page) | {"c0": ""})
    assert answer.status_code == 422 and "names the row" in answer.content.decode()
    assert fields(answer.content.decode())["c1"] == "title"


def test_another_encoding_can_be_said(org: House, clerk: Client) -> None:
    pk = int(hand_in(clerk, (HEAD + GOOD).encode("gb18030")).url.split("/")[2])
    assert Import.objects.get(pk=pk).found["encoding"] == "gb18030"
    wrong = {"encoding": "utf-8-sig", "delimiter": ",", "head": "1", "look": "1"}
    assert clerk.post(f"/imports/{pk}/file/", wrong).status_code == 422
    clerk.post(f"/imports/{pk}/file/", wrong | {"encoding": "gb18030", "head": "2"})
    assert Import.objects.get(pk=pk).found["columns"][0] == "JD-1"


def test_rows_are_shown_to_whoever_handed_the_file_in_alone(org: House, clerk: Client, reads: Callable[[User], Client]) -> None:
    record = to_preview(clerk, HEAD + GOOD + FUTURE)
    other = reads(org.user("manager"))
    page = other.get(f"/imports/{record.pk}/").content.decode()
    assert "old.csv" in page and "洗衣机" not in page and "未来" not in page
    assert other.get(f"/imports/{record.pk}/refused/").status_code == 404
    assert other.get(f"/imports/{record.pk}/questions/").status_code == 404
    assert other.post(f"/imports/{record.pk}/start/").status_code == 404
    assert reads(org.user("clerk")).get("/imports/").status_code == 403
    assert reads(org.user("clerk")).get(f"/imports/{record.pk}/").status_code == 403


def test_a_dropped_import_loses_its_file(org: House, clerk: Client) -> None:
    record = to_preview(clerk, HEAD + GOOD)
    clerk.post(f"/imports/{record.pk}/drop/")
    record.refresh_from_db()
    assert record.state == "dropped" and not imports.folder_of(record.pk).exists()
    assert clerk.post(f"/imports/{record.pk}/start/").status_code == 409


def test_an_import_that_lost_its_worker_goes_on_by_itself(org: House, clerk: Client) -> None:
    from redress.jobs.tasks import follow_imports

    record = to_preview(clerk, HEAD + "".join(f"JD-{n}{GOOD[4:]}" for n in range(520)))
    imports.start(record, by=org.actor("supervisor"), at=timezone.now())
    imports.work(record.pk, now=timezone.now, stop=lambda: True)
    assert Case.objects.count() == 500 and Import.objects.get().state == "running"
    Import.objects.update(moved_at=timezone.now() - imports.STILL * 2)
    assert follow_imports().startswith("1 brought on")
    assert Case.objects.count() == 520 and Import.objects.get().state == "done" and Import.objects.get().counts["taken"] == 520
    assert verify().whole


def test_replies_of_a_second_file_are_set_back_by_its_undo(org: House, clerk: Client) -> None:
    first = to_preview(clerk, HEAD + ALSO)
    clerk.post(f"/imports/{first.pk}/start/")
    before = Case.objects.values().get()
    replied = ALSO.replace(",,,\n", ",,发票已寄出,2026-02-07 10:00\n")
    second = to_preview(clerk, HEAD + replied)
    clerk.post(f"/imports/{second.pk}/start/")
    assert Case.objects.get().stage == "answered"
    clerk.post(f"/imports/{second.pk}/undo/", {"number": str(second.pk)})
    assert Case.objects.values().get() == before and not Case.objects.get().answers.exists()
    assert Case.objects.get().clocks.filter(state="running").exists() and verify().whole


def test_more_than_may_be_handed_in_is_refused_before_it_is_stored(org: House, clerk: Client, settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"import_limit_mb": 1})
    answer = hand_in(clerk, b"a,b\n" * 800_000)
    assert answer.status_code == 400 and "Up to 1 MiB" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_harmful_file_is_answered_in_words_and_the_list_stays(org: House, clerk: Client) -> None:
    answer = hand_in(clerk, b"%PDF-1.7 not a table", "../../清单.csv")
    assert answer.status_code == 422 and "PDF" in answer.content.decode()
    assert JournalEntry.objects.get(kind="import.refused").payload["name"] == "清单.csv"
