"""A month is filed by one button: every rule holds, what was left is named, and twice does nothing twice."""

import csv
import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from redress.accounts.models import Held, Role
from redress.complaints.models import Case, CaseEntry
from redress.complaints.states import Stage
from redress.jobs import filing as job
from redress.notify.models import Notice
from tests.house import House, Walk, complaint

pytestmark = pytest.mark.django_db
MONTH = "2026-03"


def able(org: House):
    """Somebody who files cases everywhere."""
    return next(user for user in org.users if org.actor(user).everywhere("case.archive") and org.actor(user).everywhere("case.see"))


def closed(org: House, **changes) -> Case:
    """A case that ended in March 2026."""
    return Walk(org, complaint(org, **changes)).to(Stage.CLOSED)


def stages() -> list[str]:
    return list(Case.objects.order_by("pk").values_list("stage", flat=True))


def test_a_month_goes_into_the_archive_by_type_and_result_and_only_once(org: House, reads) -> None:
    cases, still = [closed(org), closed(org)], complaint(org)
    page = reads(able(org))
    (row,) = page.get("/archive/").context["months"]
    assert (row["item"].month, row["item"].waiting, row["item"].filed) == (MONTH, 2, 0)
    (group,) = page.get(f"/archive/{MONTH}/").context["groups"]
    assert group["item"].waiting == 2
    for _time in range(2):
        assert page.post(f"/archive/{MONTH}/file/").status_code == 302
    assert stages() == [Stage.ARCHIVED, Stage.ARCHIVED, still.stage]
    assert CaseEntry.objects.filter(case__in=cases, kind="case.archived").count() == 2
    (group,) = page.get(f"/archive/{MONTH}/").context["groups"]
    assert (group["item"].waiting, group["item"].filed) == (0, 2)
    assert "归档本月" not in page.get(f"/archive/{MONTH}/").content.decode()


def test_another_month_is_left_alone(org: House, reads) -> None:
    closed(org)
    Case.objects.update(ended_at=Case.objects.get().ended_at - timedelta(days=31))
    page = reads(able(org))
    page.post(f"/archive/{MONTH}/file/")
    assert stages() == [Stage.CLOSED]
    page.post("/archive/2026-02/file/")
    assert stages() == [Stage.ARCHIVED] and Case.objects.get().archive_key.startswith("2026-02/")


def test_what_one_may_see_but_not_file_is_named_with_the_reason(org: House, reads) -> None:
    mine, other = closed(org), closed(org)
    clerk = org.user("supervisor")
    Held.objects.filter(user=clerk).update(scope="own")
    seer = Role.objects.create(code="seer", title={"zh-Hans": "查看员"}, acts=["case.see"])
    Held.objects.create(user=clerk, role=seer, scope="all", since=mine.received_at - timedelta(days=9))
    Case.objects.filter(pk=mine.pk).update(first_contact=clerk)
    answer = reads(clerk).post(f"/archive/{MONTH}/file/")
    assert stages() == [Stage.ARCHIVED, Stage.CLOSED]
    assert f"/cases/{other.number}/" in answer.content.decode() and "您的角色" in answer.content.decode()


def test_who_has_no_right_neither_sees_nor_files(org: House, owner, stranger, reads) -> None:
    closed(org)
    may_not = next(user for user in org.users if not org.actor(user).holds("case.archive"))
    for reader in (may_not, stranger):
        page = reads(reader)
        assert page.get("/archive/").status_code == 403
        assert page.post(f"/archive/{MONTH}/file/").status_code == 403
        assert "/archive/" not in page.get("/").content.decode()
    assert stages() == [Stage.CLOSED]
    assert "/archive/" in reads(able(org)).get("/").content.decode()


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "0000-01", "9999-12", "2026-03-01"])
def test_an_odd_month_is_not_found_or_empty(org: House, reads, month: str) -> None:
    assert reads(able(org)).get(f"/archive/{month}/").status_code in (200, 404)


def test_the_list_leaves_as_csv_and_workbook_with_masked_names(org: House, reads) -> None:
    case = closed(org)
    page = reads(able(org))
    page.post(f"/archive/{MONTH}/file/")
    text = b"".join(page.get(f"/archive/{MONTH}/export/?format=csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert row["编号"] == case.number and row["档案位置"].startswith(f"{MONTH}/")
    book = page.get(f"/archive/{MONTH}/export/?format=xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0).to_python()
    assert len(sheet) == 2 and case.number in sheet[1]
    assert "欧阳小满" not in text + str(sheet)


def test_a_long_month_is_filed_in_the_background_and_its_end_is_told(org: House, reads) -> None:
    case, filer = closed(org), able(org)
    job.run(MONTH, filer.pk, f"/archive/{MONTH}/")
    assert Case.objects.get(pk=case.pk).stage == Stage.ARCHIVED
    assert Notice.objects.get(user=filer, kind="job.done").url == f"/archive/{MONTH}/"
    assert "已归档 1 件" in reads(filer).get("/notices/").content.decode()


def test_what_ended_without_a_result_says_how_it_ended_before_and_after_filing(org: House, reads) -> None:
    case = complaint(org)
    walk = Walk(org, case)
    walk.do("withdraw", reason=org.policy.pack.withdrawal_reasons[0].id)
    page = reads(able(org))
    for _time in range(2):
        (row,) = page.get(f"/archive/{MONTH}/").context["rows"]
        assert row["result"] == "已撤回"
        page.post(f"/archive/{MONTH}/file/")
    assert stages() == [Stage.ARCHIVED]
