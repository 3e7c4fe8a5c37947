"""The pages of people, departments and roles: who may open them, what they do, and what they refuse in words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redress.accounts import operations as accounts
from redress.accounts.models import Department, Held, Role, User
from redress.accounts.queries import actor_for
from redress.accounts.rules import may
from redress.flows import staffing
from redress.ledger.models import JournalEntry
from tests.house import NOON, House, complaint

PAGES = ("/people/", "/people/new/", "/departments/new/", "/roles/", "/calendars/", "/calendars/office/", "/mail/")
SECRET = "quiet-river-42"


def lines() -> list[str]:
    """Kinds of the lines of the journal of people, oldest first."""
    return list(JournalEntry.objects.filter(stream="people").order_by("seq").values_list("kind", flat=True))


def person(**changes: object) -> dict[str, object]:
    """What the form of a new person sends."""
    department = Department.objects.get(code="hotline-desk").pk
    data = {"username": "ouyang", "name": "欧阳小满", "department": department, "language": "zh-hans", "notify_by": "app", "password": SECRET}
    return data | changes


@pytest.mark.parametrize("path", PAGES)
def test_an_administrator_opens_what_everybody_else_is_refused(org: House, admin: Client, stranger: User, path: str) -> None:
    assert admin.get(path).status_code == 200
    for other in (stranger, org.user("clerk"), org.user("manager")):
        admin.force_login(other)
        assert admin.get(path).status_code == 403
    admin.logout()
    assert admin.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/people/1000000/", "/departments/1000000/", "/calendars/nowhere/", "/people/1/fly/"])
def test_what_is_not_there_is_not_found(admin: Client, path: str) -> None:
    assert admin.post(path).status_code == 404 if path.endswith("fly/") else admin.get(path).status_code == 404


def test_the_list_costs_the_same_for_one_person_and_for_many(
    org: House, admin: Client, django_assert_max_num_queries: object
) -> None:
    admin.get("/people/")
    with django_assert_max_num_queries(14):
        admin.get("/people/")


def test_a_new_person_signs_in_and_must_choose_a_password(admin: Client) -> None:
    assert admin.post("/people/new/", person()).status_code == 302
    assert lines()[-2:] == ["person.added", "person.password_set"]
    admin.logout()
    admin.post("/sign-in/", {"username": "ouyang", "password": SECRET})
    assert admin.get("/me/")["Location"] == "/password/"


@pytest.mark.parametrize(
    "wrong", [{"username": "clerk-1"}, {"username": "a b"}, {"password": "12345"}, {"name": ""}, {"department": 0}]
)
def test_a_refused_person_leaves_nothing_and_the_typing_stays(admin: Client, wrong: dict[str, object]) -> None:
    before = User.objects.count(), lines()
    answer = admin.post("/people/new/", person(phone="8001", **wrong))
    assert answer.status_code == 422
    assert 'value="8001"' in answer.content.decode()
    assert (User.objects.count(), lines()) == before


@pytest.mark.parametrize("text", ["😀", "<script>alert(1)</script>", "\u202eabc", "a\x00b", "王" * 100_000], ids=["emoji", "html", "right-to-left", "nul", "long"])
def test_odd_text_neither_breaks_the_page_nor_runs(org: House, admin: Client, text: str) -> None:
    clerk = org.user("clerk")
    data = person(job_title=text)
    assert admin.post(f"/people/{clerk.pk}/", data).status_code in (302, 422)
    page = admin.get(f"/people/{clerk.pk}/")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert admin.get("/people/", {"q": text}).status_code == 200


def test_a_changed_person_is_journalled_once_with_what_changed(org: House, admin: Client) -> None:
    clerk = org.user("clerk")
    data = person(name="欧阳大满", department=clerk.department_id)
    admin.post(f"/people/{clerk.pk}/", data)
    entry = JournalEntry.objects.filter(stream="people").order_by("-seq").first()
    assert entry.kind == "person.edited" and "name" in entry.payload["changed"]
    assert entry.actor_id == org.user("admin").pk
    count = len(lines())
    admin.post(f"/people/{clerk.pk}/", data)
    assert len(lines()) == count
    assert "欧阳大满" in admin.get("/ledger/?stream=people").content.decode()


def test_a_role_given_is_held_and_taken_is_kept_on_record(org: House, admin: Client, stranger: User) -> None:
    role, department = Role.objects.get(code="supervisor"), stranger.department
    path = f"/people/{stranger.pk}"
    assert admin.post(f"{path}/give/", {"role": role.pk, "scope": "department"}).status_code == 422
    assert not stranger.held.exists()
    assert admin.post(f"{path}/give/", {"role": role.pk, "scope": "department", "department": department.pk}).status_code == 302
    held = stranger.held.get()
    assert actor_for(stranger, timezone.now()).holds("case.register")
    assert admin.post(f"{path}/take/", {"row": held.pk}).status_code == 302
    assert not actor_for(stranger, timezone.now() + timedelta(seconds=1)).holds("case.register")
    assert Held.objects.get(pk=held.pk).until is not None
    assert lines()[-2:] == ["grant.given", "grant.taken"]


def test_nobody_takes_the_last_right_to_administer_from_themselves(org: House, admin: Client) -> None:
    me = org.user("admin")
    held = me.held.get()
    answer = admin.post(f"/people/{me.pk}/take/", {"row": held.pk})
    assert answer.status_code == 409
    assert "人员管理权" in answer.content.decode()
    assert actor_for(me, timezone.now()).holds("people.manage")
    assert admin.post(f"/people/{me.pk}/deactivate/").status_code == 409
    assert User.objects.get(pk=me.pk).is_active


def test_somebody_answerable_for_cases_stays_until_they_are_handed_over(org: House, admin: Client) -> None:
    case, clerk = complaint(org), org.user("clerk")
    path = f"/people/{case.answerable_id}"
    assert case.answerable == clerk
    assert admin.post(f"{path}/deactivate/").status_code == 409
    assert User.objects.get(pk=clerk.pk).is_active
    type(case).objects.filter(pk=case.pk).update(answerable=org.user("clerk", 1), handler=None)
    assert admin.post(f"{path}/deactivate/").status_code == 302
    assert not User.objects.get(pk=clerk.pk).is_active
    clerk_browser = Client()
    clerk_browser.force_login(clerk)
    assert clerk_browser.get("/me/").status_code == 302
    assert admin.post(f"{path}/reactivate/").status_code == 302
    assert User.objects.get(pk=clerk.pk).is_active


def test_a_department_is_renamed_moved_and_never_hung_below_itself(org: House, admin: Client) -> None:
    desk, centre = Department.objects.get(code="hotline-desk"), Department.objects.get(code="customer-service")
    office = Department.objects.get(code="general-office")
    data = {"zh_hans": "热线一组", "zh_hant": "專線一組", "en": "Hotline one", "kind": "desk", "parent": office.pk, "head": ""}
    assert admin.post(f"/departments/{desk.pk}/", data).status_code == 302
    desk.refresh_from_db()
    assert desk.title["en"] == "Hotline one" and desk.path.startswith(office.path) and desk.head is None
    data |= {"parent": desk.pk, "zh_hans": "总办"}
    assert admin.post(f"/departments/{office.pk}/", data).status_code == 422
    office.refresh_from_db()
    assert office.title["zh-Hans"] != "总办" and office.parent != desk
    assert not desk.path.startswith(centre.path)


def test_a_department_with_open_cases_or_people_is_not_closed(org: House, admin: Client) -> None:
    case = complaint(org)
    assert admin.post(f"/departments/{case.department_id}/close/").status_code == 409
    made = {"zh_hans": "新部", "zh_hant": "新部", "en": "New", "kind": "department", "parent": "", "head": "", "code": "fresh"}
    assert admin.post("/departments/new/", made).status_code == 302
    assert admin.post("/departments/new/", made).status_code == 422
    fresh = Department.objects.get(code="fresh")
    User.objects.filter(pk=org.user("finance").pk).update(department=fresh)
    assert admin.post(f"/departments/{fresh.pk}/close/").status_code == 409
    User.objects.filter(department=fresh).update(department=case.department)
    assert admin.post(f"/departments/{fresh.pk}/close/").status_code == 302
    assert not Department.objects.get(pk=fresh.pk).active
    assert admin.post(f"/departments/{fresh.pk}/reopen/").status_code == 302


def test_a_department_needs_its_name_in_the_language_of_the_house_alone(org: House, admin: Client) -> None:
    made = {"zh_hans": "大客户组", "zh_hant": "", "en": "", "kind": "department", "parent": "", "head": "", "code": "key-accounts"}
    assert admin.post("/departments/new/", made | {"zh_hans": "", "en": "Key accounts"}).status_code == 422
    assert admin.post("/departments/new/", made).status_code == 302
    admin.cookies["redress_language"] = "en"
    assert "大客户组" in admin.get("/people/").content.decode()


@pytest.mark.parametrize("code", ["give", "take", "unlock", "password", "deactivate", "substitute"])
def test_a_colleague_can_do_none_of_it(org: House, client: Client, code: str) -> None:
    client.force_login(org.user("supervisor"))
    target = org.user("clerk")
    before = lines()
    assert client.post(f"/people/{target.pk}/{code}/", {"password": SECRET}).status_code == 403
    assert lines() == before


def order(page: Client) -> list[str]:
    """Codes of the departments as the tree shows them."""
    return [node["department"].code for node in page.get("/people/").context["nodes"]]


def test_departments_stand_in_the_order_of_the_pack_however_many_there_are(org: House, admin: Client) -> None:
    above = Department.objects.get(code="customer-service")
    for number in range(12):
        data = {"zh_hans": f"{number}组", "zh_hant": f"{number}組", "en": f"Team {number}", "kind": "desk", "code": f"team-{number}"}
        assert admin.post("/departments/new/", data | {"parent": above.pk}).status_code == 302
    shown = order(admin)
    assert [code for code in shown if not code.startswith("team-")] == [item.code for item in org.policy.pack.departments]
    assert [code for code in shown if code.startswith("team-")] == [f"team-{number}" for number in range(12)]


def test_a_department_moves_up_and_down_with_all_below_it(org: House, admin: Client) -> None:
    before = order(admin)
    sisters = list(Department.objects.filter(parent__parent=None, parent__isnull=False))
    one = sisters[2]
    below = [item.code for item in Department.objects.filter(path__startswith=one.path)]
    assert admin.post(f"/departments/{one.pk}/up/").status_code == 302
    shown = order(admin)
    assert shown.index(one.code) < shown.index(sisters[1].code)
    assert shown[shown.index(one.code) : shown.index(one.code) + len(below)] == below
    assert admin.post(f"/departments/{one.pk}/down/").status_code == 302
    assert order(admin) == before
    admin.post(f"/departments/{sisters[0].pk}/up/")
    assert order(admin) == before
    assert JournalEntry.objects.filter(kind="department.shifted").count() == 2


def test_a_department_hung_elsewhere_stands_last_there(org: House, admin: Client) -> None:
    sisters = list(Department.objects.filter(parent__parent=None, parent__isnull=False))
    moved, to = sisters[0], sisters[1]
    accounts.move_department(moved, to, by=org.actor("admin"), at=NOON)
    shown = [item.code for item in Department.objects.filter(path__startswith=to.path)]
    own = [item.code for item in Department.objects.filter(path__startswith=f"{to.path}{moved.pk}/")]
    assert shown[0] == to.code and shown[-len(own) :] == own


def test_a_closed_account_stands_in_for_nobody_and_nobody_for_it(org: House, admin: Client) -> None:
    leaver, stays, other = org.user("clerk"), org.user("clerk", 1), org.user("handler")
    case = complaint(org, by=stays)
    week = {"since": NOON - timedelta(days=1), "until": NOON + timedelta(days=6), "by": org.actor("admin"), "at": NOON - timedelta(days=1)}
    accounts.substitute(leaver, other, **week)
    accounts.substitute(stays, leaver, **week)
    own = {act for grant in actor_for(leaver, NOON).grants for act in grant.acts}
    assert actor_for(other, NOON).holds("case.register") and leaver.pk in actor_for(other, NOON).people()
    staffing.deactivate(leaver, by=org.actor("admin"), at=NOON)
    later = NOON + timedelta(seconds=1)
    assert own and not actor_for(other, later).holds("case.register")
    assert actor_for(other, later).people() == {other.pk} and actor_for(leaver, later).people() == {leaver.pk}
    assert not may(actor_for(other, later), "case.confirm", case)
    ended = JournalEntry.objects.filter(kind="substitution.ended")
    assert sorted((row.payload["absent"], row.payload["substitute"]) for row in ended) == sorted([(leaver.name, other.name), (stays.name, leaver.name)])
    accounts.reactivate(leaver, by=org.actor("admin"), at=later)
    assert not actor_for(other, later).holds("case.register")
