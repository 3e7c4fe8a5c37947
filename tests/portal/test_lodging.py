"""Customers lodge without an account, and nothing they typed is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.accounts.models import Department
from redress.complaints.models import Case, Customer
from redress.policies.reader import shipped_codes
from tests.house import House, organisation
from tests.portal.visitor import TOLD, Visitor, hidden

pytestmark = pytest.mark.django_db(transaction=True)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("pack", shipped_codes())
def test_every_house_opens_its_door_in_three_languages_without_a_way_to_the_staff(pack: str, language: str, visitor: Visitor) -> None:
    house = organisation(pack)
    visitor.client.cookies["redress_language"] = language
    for path in ("/help/", "/help/lodge/", "/help/follow/", "/help/mistyped/"):
        page = visitor.see(path, 404 if "mistyped" in path else 200)
        assert f'lang="{language}"' in page and house.policy.pack.organisation[{"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}[language]] in page
        assert not re.search(r'(href|action)="/(sign-in|cases|register|people|customers|")', page)
    visitor.see("/help/report/", 200 if house.policy.pack.portal.reports else 404)


def test_customers_are_told_of_the_ways_that_are_theirs_alone(org: House, visitor: Visitor) -> None:
    shown = visitor.see("/help/")
    assert "投诉热线（24 小时）" in shown
    assert "舆情监测" not in shown
    assert "转办" not in shown


def test_a_complaint_comes_in_with_all_that_was_told_and_the_receipt_is_shown_for_a_while_only(org: House, visitor: Visitor) -> None:
    answer = visitor.send(
        "/help/lodge/?place=visitors-desk", **TOLD | {"category": "product-quality", "wish": "换新机", "place": "家里", "occurred_at": "2026-03-03T10:00"},
        files=[SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.png", PNG)],
    )  # fmt: skip
    assert answer.status_code == 302
    case = visitor.kept(answer)
    receipt = visitor.see(answer["Location"])
    assert case.number in receipt and visitor.key in receipt and "<svg" in receipt
    assert (case.category, case.wish, case.place, case.channel, case.store.code) == ("product-quality", "换新机", "家里", "online-service", "visitors-desk")
    assert [kept.file_name for kept in case.evidence.all()] == ["a.png", "b.png"]
    visitor.client.post(answer["Location"])
    assert visitor.client.get(answer["Location"]).status_code == 302
    assert visitor.key not in visitor.see(f"/help/case/{case.number}/")
    other = Visitor(visitor.clock)
    opened = other.follow(case.number.lower(), visitor.key.lower().replace("-", " "))
    assert opened["Location"] == f"/help/case/{case.number}/" and case.title in other.see(opened["Location"])


def test_a_vendor_is_asked_and_kept_as_one_where_the_house_knows_vendors(visitor: Visitor) -> None:
    organisation("mall")
    case = visitor.lodge(kind="vendor-complaint", party="vendor")
    assert (case.kind, case.customer.kind) == ("vendor-complaint", "vendor")
    assert visitor.send("/help/lodge/", **TOLD, kind="vendor-complaint", party="colleague").status_code == 422


def test_errors_come_back_with_everything_typed_and_name_the_files_to_choose_again(org: House, visitor: Visitor) -> None:
    answer = visitor.send("/help/lodge/", **TOLD | {"phone": "", "wish": "退货退款", "agreed": ""}, files=[SimpleUploadedFile("照片一.png", PNG)])
    page = answer.content.decode()
    assert answer.status_code == 422 and TOLD["account"] in page and "退货退款" in page
    assert "电话和电子邮箱请至少留一个" in page and "请阅读后勾选" in page and "照片一.png" in page
    assert not Case.objects.exists() and not Customer.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("virus.exe", b"MZ"), ("photo.png", b"not a picture"), ("empty.png", b""), ("page.html", b"<script>")])
def test_files_that_are_not_taken_are_named_and_nothing_is_kept(name: str, content: bytes, org: House, visitor: Visitor) -> None:
    answer = visitor.send("/help/lodge/", **TOLD, files=[SimpleUploadedFile("good.png", PNG), SimpleUploadedFile(name, content)])
    page = answer.content.decode()
    assert answer.status_code == 422 and name in page and TOLD["account"] in page
    assert not Case.objects.exists()


def test_too_many_and_too_large_files_are_told(org: House, visitor: Visitor) -> None:
    many = visitor.send("/help/lodge/", **TOLD, files=[SimpleUploadedFile(f"{n}.png", PNG) for n in range(7)])
    assert many.status_code == 422 and "一次最多 6 个文件" in many.content.decode()
    large = visitor.send("/help/lodge/", **TOLD, files=[SimpleUploadedFile("big.png", PNG + b"\x00" * (20 * 1024 * 1024))])
    assert large.status_code == 422 and "big.png" in large.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["😀 <script>alert(1)</script> & “引号”", "右到左\u202e反转", "零\x00字节", "长" * 100_000, "一\r\n" * 2000], ids=["emoji and markup", "bidi", "nul", "long", "lines"])
def test_any_text_is_kept_and_none_of_it_runs(text: str, org: House, visitor: Visitor) -> None:
    case = visitor.lodge(account=text)
    page = visitor.see(f"/help/case/{case.number}/")
    assert "<script>alert" not in page and "\x00" not in page and "\u202e" not in page
    assert case.account.split() == text.replace("\x00", "").replace("\u202e", "").split()


def test_text_beyond_the_limit_is_refused_and_still_there(org: House, visitor: Visitor) -> None:
    answer = visitor.send("/help/lodge/", **TOLD | {"account": "长" * 100_001})
    assert answer.status_code == 422 and "长" * 100_001 in answer.content.decode()


def test_a_second_tap_makes_no_second_case_and_gives_a_key_that_opens(org: House, visitor: Visitor) -> None:
    page = visitor.see("/help/lodge/")
    visitor.clock.shift(30)
    given = {**hidden(page), **TOLD}
    first, second = visitor.client.post("/help/lodge/", given), visitor.client.post("/help/lodge/", given)
    assert first["Location"] == second["Location"] and Case.objects.count() == 1
    case = visitor.kept(second)
    assert Visitor(visitor.clock).follow(case.number, visitor.key).status_code == 302
    visitor.clock.shift(600)
    late = visitor.client.post("/help/lodge/", given)
    assert late.status_code == 422 and case.number in late.content.decode() and Case.objects.count() == 1


def test_nobody_is_mixed_up_with_somebody_else_of_the_same_name(org: House, visitor: Visitor) -> None:
    first = visitor.lodge(email="one@example.com")
    assert visitor.lodge(email="two@example.com").customer != first.customer
    assert visitor.lodge(email="one@example.com").customer == first.customer


def test_a_report_may_be_anonymous_and_shows_the_department_only(org: House, visitor: Visitor) -> None:
    assert "总经理" in visitor.see("/help/report/")
    cases = [visitor.kept(visitor.send("/help/report/", account=f"采购收受回扣{n}", place="仓库")) for n in range(2)]
    assert cases[0].guarded and cases[0].customer.kind == "anonymous" and cases[0].customer != cases[1].customer
    page = visitor.see(f"/help/case/{cases[1].number}/")
    assert cases[1].department.title["zh-Hans"] in page and cases[1].answerable.name not in page
    assert visitor.client.cookies["redress_case"]["max-age"] == ""
    visitor.act(cases[1], "say", text="补充：还有一张收据")
    assert cases[1].messages.get().inward


def test_unknown_and_closed_places_are_left_out(org: House, visitor: Visitor) -> None:
    Department.objects.filter(code="visitors-desk").update(active=False)
    for code in ("visitors-desk", "nowhere", "x" * 300, "%00"):
        assert "help-place" not in visitor.see(f"/help/lodge/?place={code}")
