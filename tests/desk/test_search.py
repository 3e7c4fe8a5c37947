"""Search finds exactly what contains the words, and only for those who may see it."""

import re

import pytest

from redress.insight.highlights import marked, snippet
from redress.kernel.tokens import matches
from tests.house import House, complaint

pytestmark = pytest.mark.django_db

TITLES = ["空调外机漏水", "空调不制冷", "外机噪音", "電梯卡在三樓", "电梯夹人", "Refund still missing", "refunds refused", "充值未到账 2 次", "A空B调C", "空", "Ａ１２ 全角"]
QUERIES = ["空调", "外机", "调外", "电梯", "電梯", "三楼", "refund", "Refund missing", "漏水 空调", "账 2", "a12", "空", "不存在", "机", "!!!", "到账2"]


def numbers(page, text: str, number: int = 1) -> list[str]:
    answer = page.get("/search/", {"q": text, "page": number})
    return re.findall(r'<a href="/cases/(.+?)/" data-row-link>', answer.content.decode())


def test_recall_is_exactly_what_contains_the_words(org: House, owner, reads) -> None:
    cases = {complaint(org, title=title, account=f"{title}。请处理", wish="", place="").number: title for title in TITLES}
    page = reads(owner)
    for query in QUERIES:
        truth = {number for number, title in cases.items() if matches(f"{number}\n{title}\n{title}。请处理", query)}
        assert set(numbers(page, query)) == (truth if any(ch.isalnum() for ch in query) else set()), query


def test_names_whole_and_in_part_and_phone_ends(org: House, owner, reads) -> None:
    one = complaint(org, name="欧阳小满", contact={"phone": "13900001234"})
    two = complaint(org, name="John Smith", contact={"phone": "021-55667788"})
    page = reads(owner)
    for text in ("欧阳小满", "欧阳", "小满", "13900001234", "139 0000 1234", "1234"):
        assert numbers(page, text) == [one.number], text
    for text in ("John Smith", "smith", "7788"):
        assert numbers(page, text) == [two.number], text


def test_a_whole_number_goes_straight_to_the_case(org: House, owner, stranger, reads) -> None:
    case = complaint(org)
    for text in (case.number, case.number.lower(), f" {case.number} "):
        assert reads(owner).get("/search/", {"q": text})["Location"] == f"/cases/{case.number}/"
    assert reads(stranger).get("/search/", {"q": case.number}).status_code == 403


def test_a_case_out_of_sight_is_not_found(org: House, owner, reads) -> None:
    about = org.user("manager")
    complaint(org, title="经理态度恶劣", subjects=[about])
    assert numbers(reads(about), "态度恶劣") == []
    assert len(numbers(reads(org.user("executive")), "态度恶劣")) == 1


def test_newest_first_fifty_a_page(org: House, owner, reads) -> None:
    from tests.desk.test_queue import many

    many(org, 60)
    page = reads(owner)
    from redress.complaints.models import Case
    from redress.complaints.search import index

    index(Case.objects.select_related("customer"))
    first = numbers(page, "说好")
    assert len(first) == 50 and first == sorted(first, reverse=True)
    second = numbers(page, "说好", 2)
    assert len(second) == 11 and not set(first) & set(second)


def test_nothing_and_nothing_found_say_what_to_do(org: House, owner, reads) -> None:
    page = reads(owner, "en")
    assert "What are you looking for?" in page.get("/search/").content.decode()
    assert "Nothing found" in page.get("/search/?q=zzz").content.decode()


def test_matches_are_marked_and_never_markup() -> None:
    assert marked("空调外机漏水", "外机") == [("空调", False), ("外机", True), ("漏水", False)]
    assert ("電梯", True) in marked("電梯卡住", "电梯")
    assert ("Refund", True) in marked("Refund missing", "refund")
    shown = snippet("啊" * 500 + "外机" + "吧" * 500, "外机")
    assert ("外机", True) in shown and sum(len(piece) for piece, _hit in shown) < 200
    assert marked("<b>x</b>", "x") == [("<b>", False), ("x", True), ("</b>", False)]
