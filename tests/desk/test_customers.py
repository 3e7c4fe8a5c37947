"""Customers: found by what is known of them, masked, revealed with a reason that is logged, corrected."""

import pytest

from redress.complaints.models import Customer
from redress.complaints.states import Stage
from redress.ledger.chain import first_break, private_of
from redress.ledger.models import JournalEntry
from tests.house import House, Walk, complaint

pytestmark = pytest.mark.django_db
PHONE, NAME = "13900001234", "欧阳小满"


@pytest.fixture
def case(org: House):
    return complaint(org, name=NAME, contact={"phone": PHONE, "address": "人民路 1 号 3 单元"})


def test_looked_up_by_name_phone_and_number(org: House, owner, stranger, case, reads) -> None:
    page = reads(owner)
    for text in (NAME, PHONE, "1234", case.customer.number, case.customer.number.lower()):
        assert [row["customer"].pk for row in page.get("/customers/", {"q": text}).context["rows"]] == [case.customer_id], text
    assert page.get("/customers/", {"q": "王小明"}).context["rows"] == []
    assert reads(stranger).get("/customers/", {"q": NAME}).status_code == 403


def test_looked_up_by_a_part_of_the_name(org: House, owner, case, reads) -> None:
    latin = complaint(org, name="John Smith", contact={"phone": "13900009999"})
    complaint(org, name="阳欧满小", contact={"phone": "13900008888"})
    page = reads(owner)
    for text, wanted in (("欧阳", case), ("阳小", case), ("小满", case), ("歐陽", case), ("smith", latin)):
        assert [row["customer"].pk for row in page.get("/customers/", {"q": text}).context["rows"]] == [wanted.customer_id], text
    for text in ("欧小", "smi", "上门", "\x00", "！"):
        assert page.get("/customers/", {"q": text}).context["rows"] == [], text
    assert "欧阳小满" not in page.get("/customers/", {"q": "欧阳"}).content.decode()


def test_the_page_shows_everything_masked(org: House, owner, reads, case) -> None:
    Walk(org, case).to(Stage.CLOSED)
    text = reads(owner).get(f"/customers/{case.customer.number}/").content.decode()
    assert case.number in text and "当日上门并致歉" in text and "可以" in text
    for hidden in (NAME, PHONE, "3 单元"):
        assert hidden not in text
    assert "139****1234" in text and f"/register/?customer={case.customer.number}" in text


def test_unknown_foreign_and_forbidden(org: House, owner, stranger, reads, case) -> None:
    for number in ("C9999999", "x" * 300, "%00", "..%2f"):
        assert reads(owner).get(f"/customers/{number}/").status_code == 404, number
    assert reads(stranger).get(f"/customers/{case.customer.number}/").status_code == 403


def test_whoever_only_came_with_a_guarded_case_is_not_found(org: House, owner, reads, case) -> None:
    case.__class__.objects.filter(pk=case.pk).update(guarded=True)
    assert reads(owner).get(f"/customers/{case.customer.number}/").status_code == 404
    for text in (NAME, "小满"):
        assert reads(owner).get("/customers/", {"q": text}).context["rows"] == []


def test_revealing_needs_right_and_reason_and_is_logged(org: House, owner, reads, case) -> None:
    url = f"/customers/{case.customer.number}/reveal/"
    able = next(user for user in org.users if {"customer.reveal", "customer.see"} <= set().union(*(g.acts for g in org.actor(user).grants)))
    assert reads(able).post(url, {"reason": " "}).status_code == 422
    assert not JournalEntry.objects.filter(stream="customers").exists()
    assert PHONE in reads(able).post(url, {"reason": "回访"}).content.decode()
    entry = JournalEntry.objects.get(stream="customers")
    assert (entry.actor_id, entry.payload["reason"]) == (able.pk, "回访")
    assert PHONE not in reads(able).get(f"/customers/{case.customer.number}/").content.decode()
    unable = next((user for user in org.users if org.actor(user).holds("customer.see") and not org.actor(user).holds("customer.reveal")), None)
    if unable:
        assert reads(unable).post(url, {"reason": "x"}).status_code == 403


def test_correcting_writes_the_journal_and_search_follows(org: House, reads, case) -> None:
    editor = next(user for user in org.users if org.actor(user).holds("customer.edit") and org.actor(user).everywhere("case.see"))
    page, url = reads(editor), f"/customers/{case.customer.number}/correct/"
    form = page.get(url).context["form"].initial
    assert form["name"] == NAME
    data = {"name": "欧阳大满", "phone": "13700005678", "preferred_time": "晚上", "reason": "客户来电更正", "seen": form["seen"]}
    assert page.post(url, data).status_code == 302
    kept = Customer.objects.get(pk=case.customer_id)
    assert (kept.name, kept.contact["phone"], kept.preferences["time"]) == ("欧阳大满", "13700005678", "晚上")
    assert f'href="/cases/{case.number}/" data-row-link' in page.get("/search/", {"q": "5678"}).content.decode()
    assert page.get("/search/", {"q": "1234"}).context["rows"] == []
    entries = list(JournalEntry.objects.filter(stream="customers").order_by("seq"))
    assert [entry.kind for entry in entries] == ["customer.opened", "customer.corrected"]
    assert private_of(entries[1])["before"]["name"] == NAME and NAME not in str(entries[1].payload)
    assert first_break(entries) is None
    again = page.post(url, {**data, "name": "另一人"})
    assert again.status_code == 409 and "另一人" in again.content.decode()
    assert page.post(url, {**data, "name": "", "reason": ""}).status_code == 422
