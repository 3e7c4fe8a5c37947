"""The case file by its addresses: who sees it, who may act, what bad input does, what a stale page is told."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from redress.accounts.models import User
from redress.accounts.queries import actor_for
from redress.complaints.models import Case, Evidence
from redress.complaints.people import People
from redress.complaints.states import Stage
from redress.flows.acting import ACTS
from tests.house import NOON, House, Walk, complaint

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    """A client signed in as ``user``."""
    client = Client()
    client.force_login(user)
    return client


def url(case: Case, act: str = "") -> str:
    return f"/cases/{case.number}/" + (f"{act}/" if act else "")


def outsider(org: House, case: Case) -> User:
    """Somebody with roles, but none that reaches the case."""
    return next(user for user in org.users if not Case.objects.visible_to(actor_for(user, NOON)).filter(pk=case.pk).exists())


def test_owner_and_colleague_see_a_case_and_strangers_find_nothing(org: House, colleague: User, stranger: User) -> None:
    case = complaint(org)
    assert as_(org.user("clerk")).get(url(case)).status_code == 200
    assert as_(colleague).get(url(case)).status_code == 200
    for nobody in (stranger, outsider(org, case)):
        assert as_(nobody).get(url(case)).status_code == 404
        assert as_(nobody).post(url(case, "note"), {"text": "x"}).status_code == 404
    assert Client().get(url(case)).status_code == 302


@pytest.mark.parametrize("number", ["TS19990101-0001", "x", "..", "%00", "'; DROP TABLE", "客"])
def test_numbers_that_do_not_exist_are_not_found(org: House, number: str) -> None:
    assert as_(org.user("clerk")).get(f"/cases/{number}/").status_code == 404


def test_every_act_answers_with_a_form_or_says_in_words_why_not(org: House) -> None:
    case = complaint(org)
    client = as_(org.user("supervisor"))
    for code in ACTS:
        answer = client.get(url(case, code))
        assert answer.status_code in (200, 403, 409), code
        assert answer.status_code == 200 or b"note-soon" in answer.content, code


def test_what_one_may_see_but_not_do_is_refused_in_words(org: House) -> None:
    case = Walk(org, complaint(org)).to(Stage.ASSIGNED)
    watcher = org.user("auditor")
    client = as_(watcher)
    assert client.get(url(case)).status_code == 200
    refused = client.post(url(case, "hand-over"), {"person": watcher.pk, "reason": "x", "seen": case.revision})
    assert refused.status_code == 403
    assert Case.objects.get(pk=case.pk).revision == case.revision


def test_a_stale_page_is_told_politely_and_loses_nothing(org: House) -> None:
    walk = Walk(org, complaint(org))
    case = walk.to(Stage.ASSIGNED)
    boss = org.user("supervisor")
    seen = case.revision
    walk.do("note", text="其间有人补充")
    typed = {"person": str(org.user("clerk", 1).pk), "reason": "我要休假，请接手。", "seen": seen}
    stale = as_(boss).post(url(case, "hand-over"), typed)
    assert stale.status_code == 409
    assert "我要休假，请接手。" in stale.content.decode()
    fresh = stale.context["form"]["seen"].value()
    again = as_(boss).post(url(case, "hand-over"), {**typed, "seen": fresh})
    assert again.status_code == 302
    assert Case.objects.get(pk=case.pk).answerable == org.user("clerk", 1)


def test_a_complaint_about_a_colleague_is_hidden_from_that_person_only(org: House, colleague: User) -> None:
    case = complaint(org, subjects=[colleague])
    assert as_(colleague).get(url(case)).status_code == 404
    assert as_(org.user("clerk", 2)).get(url(case)).status_code == 200
    kept = as_(org.user("supervisor")).post(url(case, "hand-over"), {"person": colleague.pk, "reason": "x"})
    assert kept.status_code == 422
    assert Case.objects.get(pk=case.pk).answerable != colleague


def test_a_report_of_wrongdoing_is_seen_by_the_people_named_only(org: House, colleague: User) -> None:
    kind = next(kind for kind in org.policy.pack.kinds if kind.confidential)
    case = complaint(org, kind=kind.id)
    named = {row.user for row in case.let_in.all()}
    assert named >= set(org.people[kind.named_roles[0]])
    for user in named:
        assert as_(user).get(url(case)).status_code == 200
    for user in (colleague, org.user("supervisor"), org.user("admin")):
        if user not in named:
            assert as_(user).get(url(case)).status_code == 404


HOSTILE = ["<script>alert(1)</script>", "😀🏳️‍🌈", "a\x00b", "\u202eevil", "长" * 100_000, "{{ 7*7 }}{% now %}", "%s %(x)s {0}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_neither_breaks_a_page_nor_runs(org: House, text: str) -> None:
    clerk = as_(org.user("clerk"))
    form = {
        "kind": "complaint", "channel": "email", "name": text[:90], "account": text, "wish": text[:9000], "title": text[:90],
        "customer_kind": "customer", "customer_tier": "ordinary", "finish": "later", "place": text[:90],
    }  # fmt: skip
    made = clerk.post("/register/", form)
    assert made.status_code == 302, made.context["form"].errors
    page = clerk.get(made.url).content.decode()
    assert "<script>alert" not in page
    assert "\x00" not in page
    assert "\u202e" not in page
    case = Case.objects.get()
    noted = clerk.post(url(case, "note"), {"text": text})
    assert noted.status_code == 302
    assert clerk.get(made.url).status_code == 200


def test_a_form_with_errors_comes_back_with_all_that_was_typed(org: House) -> None:
    typed = {"kind": "complaint", "channel": "hotline", "account": "机器一直响", "phone": "", "name": "", "customer_kind": "customer", "customer_tier": "ordinary", "address": "中山路 8 号"}
    answer = as_(org.user("clerk")).post("/register/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "机器一直响" in page
    assert "中山路 8 号" in page
    assert 'role="alert"' in page
    assert Case.objects.count() == 0


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("照片.png", picture(), True), ("说明.txt", "文字".encode(), True), ("virus.exe", b"MZ\x90", False), ("fake.png", b"MZ\x90\x00" * 20, False),
        ("empty.pdf", b"", False), ("page.html", b"<script>", False), ("../../etc.png", picture(), True),
    ],
)  # fmt: skip
def test_evidence_of_a_refused_type_is_named_and_not_taken(org: House, name: str, content: bytes, taken: bool) -> None:
    case = complaint(org)
    client = as_(org.user("clerk"))
    answer = client.post(url(case, "evidence"), {"upload": SimpleUploadedFile(name, content), "title": "现场"})
    assert answer.status_code == (302 if taken else 422)
    assert Evidence.objects.count() == int(taken)
    if taken:
        kept = Evidence.objects.get()
        assert len(kept.sha256) == 64
        assert ".." not in kept.file.name
        got = client.get(url(case) + f"evidence/{kept.pk}/")
        assert b"".join(got.streaming_content) == content
        assert got.headers["Content-Disposition"].startswith("attachment")


def test_a_file_over_the_limit_is_named(org: House, settings: object) -> None:
    settings.ENV = settings.ENV.model_copy(update={"upload_limit_mb": 1})
    case = complaint(org)
    big = SimpleUploadedFile("视频.mp4", b"\x00" * (1024 * 1024 + 1))
    answer = as_(org.user("clerk")).post(url(case, "evidence"), {"upload": big})
    assert answer.status_code == 422
    assert "视频.mp4" in answer.content.decode()


def test_contact_data_is_masked_and_showing_it_is_logged(org: House) -> None:
    case = complaint(org)
    client = as_(org.user("clerk"))
    page = client.get(url(case)).content.decode()
    assert "139****1234" in page
    assert "13900001234" not in page
    assert client.post(url(case, "reveal"), {"reason": ""}).status_code == 422
    shown = client.post(url(case, "reveal"), {"reason": "客户要求回电"}).content.decode()
    assert "13900001234" in shown
    assert case.entries.filter(kind="case.revealed", payload__reason="客户要求回电").exists()
    assert "13900001234" not in client.get(url(case)).content.decode()


def test_the_look_up_finds_the_customer_and_shows_no_contact_data(org: House) -> None:
    complaint(org)
    client = as_(org.user("clerk"))
    found = client.post("/register/aside/", {"phone": "13900001234", "kind": "complaint", "channel": "hotline"}, headers={"HX-Request": "true"})
    assert "欧**" in found.content.decode()
    assert "13900001234" not in found.content.decode()
    assert "欧**" in client.post("/register/aside/", {"phone": "1234"}).content.decode()
    assert "欧**" not in client.post("/register/aside/", {"phone": "9999"}).content.decode()


def test_the_page_of_a_case_asks_a_fixed_number_of_questions(org: House, django_assert_max_num_queries: object) -> None:
    walk = Walk(org, complaint(org))
    case = walk.to(Stage.DECIDED)
    client = as_(org.user("clerk"))
    client.get(url(case))
    for turn in range(30):
        complaint(org)
        walk.do("note", text=f"第 {turn} 次")
    with django_assert_max_num_queries(52):
        client.get(url(case))


def test_an_empty_record_is_refused_at_the_fields_that_lack_and_no_others(org: House) -> None:
    clerk = as_(org.user("clerk"))
    blank = clerk.get("/register/")
    assert {name for name, field in blank.context["form"].fields.items() if getattr(field, "needed", False)} == {"name", "phone", "account"}
    refused = clerk.post("/register/", {"kind": "complaint", "channel": org.policy.pack.channels[0].id, "customer_kind": "customer"})
    assert set(refused.context["form"].errors) == {"name", "phone", "account", "title"}, "the pack's “subject” is the title, not a person"


def test_an_incomplete_record_says_what_is_lacking_until_it_is_filled(org: House) -> None:
    case = complaint(org, occurred_at=None, place="")
    clerk = as_(org.user("clerk"))
    page = clerk.get(url(case))
    assert {title["zh-Hans"] for title in page.context["lacking"]} == {"事件发生时间", "事件发生地点"}
    assert "事件发生地点" in page.content.decode()
    typed = {"title": case.title, "account": case.account, "wish": case.wish, "category": case.category, "occurred_at": "2026-03-03T10:00", "place": "家中"}
    assert clerk.post(url(case, "correct-record"), typed).status_code == 302
    assert b"data-lacking" not in clerk.get(url(case)).content


def test_an_anonymous_record_can_be_completed(org: House) -> None:
    case = complaint(org, occurred_at=None, name="匿名", contact={}, customer_kind="anonymous")
    typed = {"title": case.title, "account": case.account, "wish": case.wish, "occurred_at": "2026-03-03T10:00", "place": "家中"}
    as_(org.user("clerk")).post(url(case, "correct-record"), typed)
    assert Case.objects.get(pk=case.pk).completed_at


def test_the_end_of_reception_is_noted_once(org: House) -> None:
    ended = complaint(org, place="")
    still_here = complaint(org, place="", reception_ended=None)
    clerk = as_(org.user("clerk"))
    assert clerk.get(url(still_here, "end-reception")).status_code == 200
    assert clerk.get(url(ended, "end-reception")).status_code == 409
    assert url(ended, "end-reception") not in clerk.get(url(ended)).content.decode()


def test_assessing_asks_for_what_the_record_lacks(org: House) -> None:
    case = complaint(org, fields={"product-model": ""})
    boss = as_(org.user("supervisor"))
    form = boss.get(url(case, "assess")).context["form"]
    assert "f-product-model" in form.own
    typed = {name: form[name].value() or "" for name in form.fields}
    refused = boss.post(url(case, "assess"), typed)
    assert set(refused.context["form"].errors) == {"f-product-model"}
    assert boss.post(url(case, "assess"), typed | {"f-product-model": "KFR-35"}).status_code == 302
    assert Case.objects.get(pk=case.pk).fields["product-model"] == "KFR-35"


def test_the_timeline_names_what_was_corrected_as_the_form_does(org: House) -> None:
    case = complaint(org, occurred_at=None, mood="")
    mood = org.policy.pack.moods[0]
    typed = {"title": case.title, "account": case.account, "wish": case.wish, "place": case.place, "occurred_at": "2026-03-03T10:00", "mood": mood.id, "f-injury": "on"}
    clerk = as_(org.user("clerk"))
    clerk.post(url(case, "correct-record"), typed)
    line = next(line for line in clerk.get(url(case)).context["story"] if line.changes)
    shown = {row["label"]: row["now"] for row in line.changes}
    assert shown["事件发生时间"] == "2026-03-03 10:00"
    assert shown["情绪"] == mood.title["zh-Hans"]
    assert shown["有人受伤或健康受损"] == "是"
    assert "事件发生时间" in line.sentence and "occurred" not in line.sentence


def test_more_time_is_asked_for_in_numbers_and_units_not_in_a_code(org: House) -> None:
    case = Walk(org, complaint(org)).to(Stage.ASSIGNED)
    boss = as_(org.user("supervisor"))
    form = boss.get(url(case, "extend")).context["form"]
    typed = {"clock": form["clock"].field.choices[0][0], "span": "2", "unit": "working day", "reason": "等待检测报告"}
    assert boss.post(url(case, "extend"), typed).status_code == 302
    assert "2 个工作日" in boss.get(url(case)).content.decode()


def test_the_answer_is_offered_to_the_one_who_has_it_only(org: House) -> None:
    walk = Walk(org, complaint(org))
    walk.to(Stage.DECIDED)
    case = walk.do("draft-answer", walk.worker(), text="已安排")
    holders = People(walk.at).holding(case.answers.get(), case)
    bystander = next(user for user in (org.user("clerk"), org.user("supervisor")) if user.pk not in holders)
    offered = [item["url"] for item in as_(User.objects.get(pk=holders[0])).get(url(case)).context["next"]]
    assert url(case, "pass-answer") in offered
    page = as_(bystander).get(url(case))
    assert url(case, "pass-answer") not in [item["url"] for item in page.context["next"]]
    assert f'href="{url(case, "pass-answer")}"' not in page.content.decode(), "nor among the other acts"


def test_where_a_case_is_filed_is_said_in_words(org: House) -> None:
    case = Walk(org, complaint(org)).to(Stage.ARCHIVED)
    page = as_(org.user("supervisor")).get(url(case)).content.decode()
    assert org.policy.title("results", case.result)["zh-Hans"] in page
    assert case.archive_key not in page


def test_a_refused_file_is_told_of_once_and_at_its_field(org: House) -> None:
    case = complaint(org)
    upload = SimpleUploadedFile("fake.jpg", b"MZ\x90\x00 a program", content_type="image/jpeg")
    page = as_(org.user("clerk")).post(url(case, "evidence"), {"upload": upload, "title": "照片"})
    form = page.context["form"]
    assert page.status_code == 422 and not form.non_field_errors() and len(form.errors["upload"]) == 1
    assert "照片" in page.content.decode()


def test_whoever_hands_a_case_out_of_sight_lands_at_home_with_the_good_news(org: House) -> None:
    walk = Walk(org, complaint(org))
    walk.to(Stage.ASSIGNED)
    walk.step("accept")
    giver = next(user for user in org.people["handler"] if user.department != walk.case.department)
    walk.do("hand-over", org.user("supervisor"), person=giver, reason="请协助")
    taker = walk.case.first_contact
    client = as_(giver)
    done = client.post(url(walk.case, "hand-over"), {"person": taker.pk, "reason": "还是由你办", "seen": walk.case.revision}, follow=True)
    assert done.redirect_chain == [("/", 302)] and "移交案件：已完成" in done.content.decode()
