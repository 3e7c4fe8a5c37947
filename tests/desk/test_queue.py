"""The queue: who sees what, filters in the address, saved views, export, and a cost that does not grow."""

import csv
import io
from datetime import timedelta

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from redress.complaints.models import Case, SavedView
from redress.complaints.states import Stage
from tests.house import NOON, House, Walk, complaint, leaf_category, organisation

pytestmark = pytest.mark.django_db


def numbers(answer) -> list[str]:
    """The numbers listed, in order."""
    return [row["number"] for row in answer.context["rows"]]


def test_one_sees_the_cases_of_ones_reach_and_no_others(org: House, owner, stranger, reads) -> None:
    case = complaint(org)
    assert numbers(reads(owner).get("/cases/")) == [case.number]
    assert numbers(reads(org.user("manager")).get("/cases/")) == [case.number]
    assert reads(stranger).get("/cases/").status_code == 403
    assert reads(stranger).get(f"/cases/{case.number}/").status_code == 404


def test_somebody_not_signed_in_is_sent_to_sign_in(org: House, client) -> None:
    for path in ("/", "/cases/", "/cases/export/", "/search/?q=x", "/customers/", "/notices/"):
        assert client.get(path).status_code == 302


def test_a_case_about_a_person_is_hidden_from_that_person(org: House, reads) -> None:
    about = org.user("manager")
    complaint(org, subjects=[about])
    assert numbers(reads(about).get("/cases/?tab=all")) == []
    assert len(numbers(reads(org.user("executive")).get("/cases/?tab=all"))) == 1


def test_the_customer_is_masked(org: House, owner, reads) -> None:
    complaint(org, name="欧阳小满")
    page = reads(owner).get("/cases/").content.decode()
    assert "欧***" in page
    assert "欧阳小满" not in page
    assert "13900001234" not in page


def filtered(org: House) -> dict[str, str]:
    """Two cases that differ in all, and for each filter the address that leaves the first alone."""
    at = timezone.now()
    one = Walk(org, complaint(org, title="空调外机漏水", at=at - timedelta(days=90)), at - timedelta(days=90)).to(Stage.ASSIGNED)
    two = complaint(org, title="发票开错", at=at, channel=org.policy.pack.channels[1].id)
    assert one.channel != two.channel
    day = timezone.localtime(one.received_at).date()
    return {
        "one": one.number, "stage": "stage=assigned", "grade": f"grade={one.grade}", "channel": f"channel={one.channel}",
        "category and stage": f"category={leaf_category(org.policy)}&stage=assigned", "department": f"department={one.department_id}",
        "person": f"person={one.answerable_id}&stage=assigned", "overdue": "due=overdue", "days": f"from={day}&to={day}",
        "text": "text=外机", "kind and text": f"kind={one.kind}&text=漏水",
    }  # fmt: skip


def test_each_filter_stands_in_the_address_and_is_shown_as_a_chip(org: House, reads) -> None:
    cases = filtered(org)
    one = cases.pop("one")
    page = reads(org.user("manager"))
    assert len(numbers(page.get("/cases/"))) == 2
    for name, query in cases.items():
        answer = page.get(f"/cases/?{query}")
        assert numbers(answer) == [one], name
        assert answer.context["chips"], name
        assert all(chip["url"].count("=") < query.count("=") + 1 for chip in answer.context["chips"])


def test_what_cannot_be_read_in_the_address_is_passed_over(org: House, owner, reads) -> None:
    case = complaint(org)
    for query in ("tab=x&sort=-nonsense&page=x", "from=yesterday&to=9999-99-99", "department=x&person=%00", "page=-1", "due=x&related=x", "to=9999-12-31"):
        assert numbers(reads(owner).get(f"/cases/?{query}")) == [case.number], query
    assert reads(owner).get("/cases/?page=99999999&stage=%00&text=%00").status_code == 200


def test_the_department_of_a_filter_means_its_branches(org: House, reads) -> None:
    case = complaint(org)
    above = case.department.parent
    assert numbers(reads(org.user("manager")).get(f"/cases/?department={above.pk}")) == [case.number]


def test_tabs_and_order(org: House, reads) -> None:
    old = complaint(org, at=NOON, title="旧")
    new = complaint(org, at=timezone.now(), title="新")
    done = Walk(org, complaint(org, at=NOON)).to(Stage.CLOSED)
    page = reads(org.user("manager"))
    assert numbers(page.get("/cases/")) == [old.number, new.number]
    assert numbers(page.get("/cases/?sort=-received")) == [new.number, old.number]
    assert numbers(page.get("/cases/?sort=-due")) == [new.number, old.number]
    assert numbers(page.get("/cases/?tab=overdue")) == [old.number]
    assert numbers(page.get("/cases/?tab=ended")) == [done.number]
    assert set(numbers(page.get("/cases/?tab=all&sort=grade"))) == {old.number, new.number, done.number}
    assert numbers(reads(old.answerable).get("/cases/?tab=mine&sort=number")) == [old.number, new.number]


def test_cases_that_wait_for_my_acceptance(org: House, reads) -> None:
    case = Walk(org, complaint(org)).to(Stage.ASSIGNED)
    part = case.parts.get(lead=True)
    part.__class__.objects.filter(pk=part.pk).update(state="offered", person=None, accepted_at=None)
    head = next(user for user in org.users if user.department_id == part.department_id)
    assert numbers(reads(head).get("/cases/?waiting=1")) == [case.number]
    assert numbers(reads(org.user("clerk", 1)).get("/cases/?waiting=1")) == []


def test_columns_are_kept_in_the_browser(org: House, owner, reads) -> None:
    complaint(org)
    page = reads(owner)
    page.post("/cases/columns/", {"column": ["channel", "due"], "query": "tab=open"})
    assert page.get("/cases/").context["shown"] == ["number", "title", "channel", "due"]
    assert page.get("/cases/?columns=round").context["shown"] == ["number", "title", "round"]


def test_a_view_is_saved_shared_by_right_and_dropped_by_its_owner(org: House, owner, reads) -> None:
    complaint(org)
    manager = next(user for user in org.users if org.actor(user).holds("view.share"))
    reads(manager).post("/cases/views/", {"name": "急件", "query": "due=overdue", "shared": "on"})
    assert [view.name for view in reads(owner).get("/cases/").context["views"]] == ["急件"]
    view = SavedView.objects.get()
    reads(owner).post(f"/cases/views/{view.pk}/drop/")
    assert SavedView.objects.filter(pk=view.pk).exists()
    assert not org.actor(owner).holds("view.share")
    reads(owner).post("/cases/views/", {"name": "我的", "query": "tab=mine", "shared": "on"})
    assert SavedView.objects.get(name="我的").shared is False
    reads(manager).post(f"/cases/views/{view.pk}/drop/")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def many(org: House, count: int) -> None:
    """Enough cases like the first, past all operations."""
    first = Case.objects.get(pk=complaint(org).pk)
    rows = []
    for place in range(count):
        first.pk, first.number, first.source_key = None, f"N{place:05d}", None
        rows.append(Case(**{field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}))
    Case.objects.bulk_create(rows)


def queries(page, path: str) -> int:
    """How many queries a page makes; the first visit fills what a process keeps."""
    page.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert page.get(path).status_code == 200
    return len(asked)


PATHS = ("/", "/cases/", "/cases/?tab=all&sort=grade", "/search/?q=说好", "/customers/C0000001/")


def test_the_number_of_queries_does_not_grow(org: House, owner, reads) -> None:
    many(org, 60)
    few = {path: queries(reads(owner), path) for path in PATHS}
    Case.objects.filter(number__startswith="N").delete()
    many(org, 300)
    assert {path: queries(reads(owner), path) for path in PATHS} == few


def test_counts_stop_at_a_thousand_and_pages_hold_fifty(org: House, reads) -> None:
    many(org, 1100)
    answer = reads(org.user("manager")).get("/cases/")
    assert len(numbers(answer)) == 50
    assert answer.context["total"] == "1000+"
    second = reads(org.user("manager")).get("/cases/?page=2")
    assert not set(numbers(answer)) & set(numbers(second))


HOSTILE = {
    "formula": "=HYPERLINK(\"http://x\",1)", "html": "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "emoji": "🔥" * 20, "rtl": "\u202egnp.exe", "nul": "a\x00b", "long": "长" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_neither_breaks_nor_runs(org: House, reads, text: str) -> None:
    clean = text.replace("\x00", "")
    case = complaint(org, title=clean[:200], account=clean, name="<b>x</b>")
    manager = org.user("manager")
    for path in ("/", "/cases/?tab=all", "/search/", "/customers/", f"/customers/{case.customer.number}/", "/cases/filters/"):
        data = {"q": text[:3000], "text": text[:3000]} if path in ("/search/", "/customers/", "/cases/filters/") else {}
        answer = reads(manager).get(path, data)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert "<img src=x" not in page and "<script>alert" not in page and "<b>x</b>" not in page


def test_export_carries_the_selection_masked_and_without_formulas(org: House, owner, reads) -> None:
    case = complaint(org, title="=1+1", name="王小明")
    complaint(org, title="别的", channel=org.policy.pack.channels[1].id)
    exporter = next(user for user in org.users if org.actor(user).everywhere("case.export") and org.actor(user).everywhere("case.see"))
    assert reads(owner).get("/cases/export/").status_code == 403
    page = reads(exporter)
    answer = page.get(f"/cases/export/?channel={case.channel}")
    body = b"".join(answer.streaming_content).decode()
    assert body.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][:3] == [case.number, "'=1+1", "王**"]
    book = b"".join(page.get(f"/cases/export/?format=xlsx&channel={case.channel}").streaming_content)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert sheet[1][:3] == [case.number, "=1+1", "王**"]


def test_other_packs_fill_the_queue_as_well(db, reads) -> None:
    house = organisation("utility-hall")
    case = complaint(house)
    manager = next(user for user in house.users if house.actor(user).everywhere("case.see"))
    assert numbers(reads(manager).get("/cases/")) == [case.number]


def test_tabs_count_what_they_hold_after_the_list_stands(org: House, reads) -> None:
    complaint(org, at=NOON)
    complaint(org, at=timezone.now())
    page = reads(org.user("manager"))
    first = {tab["key"]: tab["count"] for tab in page.get("/cases/").context["tabs"]}
    assert first["open"] == 2
    later = {tab["key"]: tab["count"] for tab in page.get("/cases/tabs/?tab=all").context["tabs"]}
    assert (later["open"], later["overdue"], later["all"]) == (2, 1, 2)


def test_a_list_that_is_too_long_says_where_it_ends_and_leads_on(org: House, reads) -> None:
    model = complaint(org)
    plain = {field.attname: getattr(model, field.attname) for field in Case._meta.concrete_fields if not field.primary_key}
    Case.objects.bulk_create([Case(**{**plain, "number": f"N{number}"}) for number in range(10_000)], batch_size=500)
    page = reads(org.user("manager"), "en")
    for number in (200, 250):
        text = page.get(f"/cases/?page={number}").content.decode()
        assert "shows 10000 cases and ends here" in text and "/cases/filters/" in text and 'rel="next"' not in text
    assert "ends here" not in page.get("/cases/?page=199").content.decode()
    assert "ends here" not in page.get(f"/cases/?page=200&text={model.number}").content.decode()
