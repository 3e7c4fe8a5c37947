"""Home shows each person what needs them, with a link to the act that does it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from redress.accounts.models import Department, User
from redress.complaints.models import Case
from redress.complaints.people import People
from redress.complaints.states import Stage
from redress.flows.acts import ACTS
from tests.house import House, Walk, complaint

pytestmark = pytest.mark.django_db


def needs(answer) -> dict[str, list[str]]:
    """Where every need of the page leads, by case number."""
    rows = answer.content.decode().split('<li class="need"')[1:]
    return {re.search(r'<span class="num">(.+?)</span>', row)[1]: [unescape(url) for url in re.findall(r'<li><a href="(.+?)"', row)] for row in rows}


def test_an_empty_desk_says_so_and_what_next(org: House, owner, reads) -> None:
    answer = reads(owner, "en").get("/")
    assert needs(answer) == {}
    assert "Nothing needs you now" in answer.content.decode()


def test_somebody_without_a_role_sees_a_calm_page(org: House, stranger, reads) -> None:
    complaint(org)
    answer = reads(stranger).get("/")
    assert answer.status_code == 200
    assert needs(answer) == {} and answer.context["tiles"] == []


def test_the_clerk_is_asked_to_assess_what_was_registered(org: House, owner, colleague, reads) -> None:
    case = complaint(org, by=owner, at=timezone.now())
    listed = needs(reads(owner).get("/"))[case.number]
    assert f"/cases/{case.number}/assess/" in listed
    assert case.number not in needs(reads(colleague).get("/"))


def test_a_record_left_incomplete_is_asked_for(org: House, owner, reads) -> None:
    case = complaint(org, by=owner, at=timezone.now(), finish=False, contact={}, wish="", place="", occurred_at=None)
    assert case.completed_at is None
    asked = needs(reads(owner).get("/"))[case.number]
    assert asked.count(f"/cases/{case.number}/correct-record/") == 1  # its clock leads to the same act


def test_the_next_clock_comes_first(org: House, owner, reads) -> None:
    late = complaint(org, by=owner, at=timezone.now() - timedelta(days=60))
    new = complaint(org, by=owner, at=timezone.now())
    assert list(needs(reads(owner).get("/"))) == [late.number, new.number]


def test_a_part_waits_at_the_people_who_can_accept_it(org: House, reads) -> None:
    walk = Walk(org, complaint(org, at=timezone.now()), timezone.now())
    walk.to(Stage.ASSESSED)
    walk.step("assign")
    part = walk.case.parts.get(lead=True)
    worker = next(user for user in org.users if org.actor(user).holds("case.work") and user.department_id == part.department_id)
    wanted = f"/cases/{walk.case.number}/accept/?part={part.pk}"
    assert wanted in needs(reads(worker).get("/"))[walk.case.number]
    assert reads(worker).get(wanted).status_code == 200
    elsewhere = User.objects.exclude(department__path__startswith=part.department.path).filter(held__role__code="handler").first()
    assert wanted not in needs(reads(elsewhere).get("/")).get(walk.case.number, [])


def test_an_answer_waits_at_its_station_alone(org: House, reads) -> None:
    now = timezone.now()
    walk = Walk(org, complaint(org, at=now), now)
    walk.to(Stage.DECIDED)
    walk.step("draft-answer")
    answer = walk.case.answers.get()
    stations = set(People(now).holding(answer, walk.case))
    asking = set()
    for user in org.users:
        listed = needs(reads(user).get("/")).get(walk.case.number, [])
        if any(f"/{act}/" in url for url in listed for act in ("pass-answer", "give-answer")):
            asking.add(user.pk)
    assert asking == stations


def test_measures_call_backs_and_extensions_ask_for_their_acts(org: House, reads) -> None:
    now = timezone.now()
    walk = Walk(org, complaint(org, at=now), now)
    walk.to(Stage.ASSIGNED)
    worker = walk.worker()
    walk.do("plan-step", worker, measure="派人上门", person=worker, due_at=now + timedelta(days=1))
    walk.do("promise-call-back", due_at=now + timedelta(hours=5), about="回电说明进度")
    case = walk.case
    listed = needs(reads(worker).get("/"))[case.number]
    step = case.plan.get(person=worker)
    assert f"/cases/{case.number}/settle-step/?step={step.pk}" in listed
    caller = User.objects.get(pk=case.call_backs.get().by_id)
    call = f"/cases/{case.number}/make-call-back/?call_back={case.call_backs.get().pk}"
    assert call in needs(reads(caller).get("/"))[case.number]
    clock = case.clocks.filter(state="running").latest("due_at")
    asker = org.able("extend", case)
    walk.do("extend", asker, clock=clock.pk, span="1 working day", reason="等检测")
    asked = clock.extensions.get()
    chief = next(user for user in org.users if org.actor(user).everywhere("clock.approve") and user.pk != asker.pk)
    wanted = f"/cases/{case.number}/decide-extension/?extension={asked.pk}"
    assert wanted in needs(reads(chief).get("/"))[case.number]
    assert wanted not in needs(reads(asker).get("/")).get(case.number, [])


def test_a_case_returned_too_often_comes_to_the_arbiter(org: House, reads) -> None:
    now = timezone.now()
    case = Walk(org, complaint(org, at=now), now).to(Stage.ASSESSED)
    Case.objects.filter(pk=case.pk).update(stage=Stage.RETURNED, returns=org.policy.pack.arbitration.after_returns)
    arbiter = org.able("arbitrate", case)
    assert f"/cases/{case.number}/arbitrate/" in needs(reads(arbiter).get("/"))[case.number]
    page = reads(org.able("assign", case), "en").get(f"/cases/{case.number}/").content.decode()
    assert "decides which department takes it" in page
    assert f'href="/cases/{case.number}/assign/"' not in page


def test_tiles_count_what_their_links_show(org: House, owner, reads) -> None:
    complaint(org, by=owner, at=timezone.now())
    complaint(org, by=owner, at=timezone.now() - timedelta(days=60))
    page = reads(owner)
    for tile in page.get("/").context["tiles"]:
        assert str(page.get(tile["url"]).context["total"]) == tile["value"], tile["label"]
    assert "case.see" in {act.right for act in ACTS.values()} and Department.objects.exists()


def test_what_was_typed_is_never_markup_on_the_lists(org: House, owner, reads) -> None:
    complaint(org, by=owner, at=timezone.now(), title='<b onclick="x">外机</b>', account="<script>alert(1)</script>外机")
    page = reads(owner)
    for address in ("/", "/cases/", "/search/?q=外机", "/search/?q=alert"):
        shown = page.get(address).content.decode()
        assert "外机" in shown, address
        assert "<b onclick" not in shown, address
        assert "<script>alert" not in shown, address
