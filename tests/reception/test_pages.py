"""The reception by its pages: who is told, the record, reading back and signing, the slip, groups, and the end."""

from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.deadlines.models import Clock
from redress.intake.models import Visit
from redress.ledger.models import JournalEntry, OutboxMessage
from redress.notify.models import Notice
from tests.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def org(found_org: Any) -> House:
    return found_org("utility-hall")


def as_(user: User) -> Client:
    client = Client()
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk))
    return client


def begun(client: Client) -> Visit:
    assert client.post("/reception/", {"begin": "1"}).status_code == 302
    return Visit.objects.latest("pk")


def registered(client: Client, visit: Visit, **typed: str) -> Case:
    page = client.get(f"/register/?visit={visit.pk}")
    names = ("visit", "channel", "kind", "customer_kind", "customer_tier", "phone", "reception_ended")
    given = {name: str(page.context["form"][name].value() or "") for name in names}
    given |= {"kind": "complaint", "name": "欧阳小满", "account": "电表走得太快", "finish": "later"} | typed
    answer = client.post("/register/", given)
    assert answer.status_code == 302 and answer.url == f"/reception/{visit.pk}/", answer.context["form"].errors
    return Case.objects.latest("pk")


def drawn() -> str:
    picture = BytesIO()
    Image.new("RGB", (30, 10), "white").save(picture, "PNG")
    return "data:image/png;base64," + b64encode(picture.getvalue()).decode()


def test_the_shift_leader_of_the_hall_is_told_at_once_by_their_choice(org: House) -> None:
    clerk = org.user("clerk")
    leader = clerk.department.parent.head
    User.objects.filter(pk=leader.pk).update(email="leader@example.com", notify_by="at-once")
    client = as_(clerk)
    visit = begun(client)
    told = Notice.objects.filter(kind="visit.began")
    assert [notice.user for notice in told] == [leader] and leader.name in client.get(f"/reception/{visit.pk}/").content.decode()
    assert OutboxMessage.objects.filter(payload__user=leader.pk).exists()
    assert "please come at once" in as_(leader).get("/notices/").content.decode()


def test_from_the_first_word_to_the_slip_the_ten_minutes_begin_when_the_customer_leaves(org: House) -> None:
    client = as_(org.user("clerk"))
    visit = begun(client)
    assert client.post(f"/reception/{visit.pk}/room/", {"room": "二号接待室"}).status_code == 302
    assert "Write the record first" in client.get(f"/reception/{visit.pk}/").content.decode()
    case = registered(client, visit)
    assert case.channel == "hall" and not Clock.objects.filter(case=case, rule="form-complete").exists()
    read = client.get(f"/reception/{visit.pk}/read-back/").content.decode()
    assert "电表走得太快" in read and case.number in read
    slip = client.post(f"/reception/{visit.pk}/slip/").content.decode()
    assert case.number in slip and "qr-box" in slip
    assert client.post(f"/reception/{visit.pk}/end/").url == f"/cases/{case.number}/"
    assert Clock.objects.filter(case=case, rule="form-complete", state="running").exists()
    visit.refresh_from_db()
    assert visit.room == "二号接待室" and visit.ended_at and visit.case == case
    assert client.post(f"/reception/{visit.pk}/room/", {"room": "x"}).status_code == 409


def test_a_signature_is_kept_as_evidence_with_its_hash(org: House) -> None:
    client = as_(org.user("clerk"))
    visit = begun(client)
    case = registered(client, visit)
    way = next(iter(org.policy.pack.record.signature_ways))
    page = f"/reception/{visit.pk}/read-back/"
    assert client.post(page, {"way": way, "agreed": "yes"}).status_code == 422
    assert client.post(page, {"way": way, "agreed": "yes", "signature": "data:image/png;base64,%%%"}).status_code == 422
    assert client.post(page, {"way": way, "agreed": "yes", "signature": drawn()}).status_code == 302
    kept = case.evidence.get()
    assert kept.sha256 == sha256(kept.file.read()).hexdigest() and case.entries.filter(kind="case.evidence_added").exists()
    assert "confirmed" in client.get(f"/reception/{visit.pk}/").content.decode()


@pytest.mark.parametrize("typed", [{"signed_by": "欧阳小满"}, {"declined_to_sign": "on"}])
def test_without_drawing_a_typed_name_or_a_refusal_is_kept(org: House, typed: dict[str, str]) -> None:
    client = as_(org.user("clerk"))
    visit = begun(client)
    case = registered(client, visit)
    way = next(iter(org.policy.pack.record.signature_ways))
    assert client.post(f"/reception/{visit.pk}/read-back/", {"way": way, "agreed": "yes"} | typed).status_code == 302
    said = case.confirmations.get()
    assert (said.signed_by or "") == typed.get("signed_by", "") and said.declined_to_sign == ("declined_to_sign" in typed)


def test_a_group_is_one_case_with_at_most_five_named_representatives(org: House) -> None:
    client = as_(org.user("clerk"))
    kind = next((one.id for one in org.policy.pack.customer_kinds if one.id == "group"), None)
    assert kind, "the hall receives groups"
    case = registered(client, begun(client), customer_kind="group", name="江滨小区业主")
    page = f"/cases/{case.number}/add-representative/"
    for number in range(5):
        assert client.post(page, {"name": f"代表{number}", "phone": f"1390000111{number}"}).status_code == 302
    assert client.post(page, {"name": "代表0", "phone": "13900001110"}).status_code == 422
    refused = client.post(page, {"name": "第六位"})
    assert refused.status_code == 422 and "At most 5" in refused.content.decode()
    shown = client.get(f"/cases/{case.number}/").content.decode()
    assert case.representatives.count() == 5 and "代**" in shown and "代表3" not in shown
    alone = registered(client, begun(client), name="一个人")
    assert client.get(f"/cases/{alone.number}/add-representative/").status_code == 409


def test_representatives_are_named_on_the_page_of_the_reception_and_one_of_them_signs(org: House) -> None:
    client = as_(org.user("clerk"))
    visit = begun(client)
    case = registered(client, visit, customer_kind="group", name="江滨小区业主")
    page, add, signer = f"/reception/{visit.pk}/", f"/reception/{visit.pk}/add-representative/", f"/reception/{visit.pk}/name-signer/"
    assert "Nobody is named yet" in client.get(page).content.decode()
    assert client.post(add, {"name": "代表甲", "phone": "13900001111", "signs": "on"}).url == page
    refused = client.post(add, {"name": "代表乙", "email": "不是地址"})
    assert refused.status_code == 422 and "代表乙" in refused.content.decode() and case.representatives.count() == 1
    assert client.post(add, {"name": "代表乙", "email": "yi@example.com"}).url == page
    shown = client.get(page).content.decode()
    assert "signs for the group" in shown and "代表甲" not in shown and "13900001111" not in shown
    first, second = case.representatives.all()
    assert (first.signs, second.signs, second.customer.contact) == (True, False, {"email": "yi@example.com"})
    assert client.post(signer, {"representative": second.pk}).url == page
    assert list(case.representatives.filter(signs=True)) == [second] and case.entries.filter(kind="case.signer_named").count() == 2
    read = client.get(f"/reception/{visit.pk}/read-back/").content.decode()
    assert "Signs for the group: 代**" in read and "(signs)" in client.get(f"/cases/{case.number}/").content.decode()
    alone = begun(client)
    other = registered(client, alone, name="一个人")
    assert client.post(f"/reception/{alone.pk}/add-representative/", {"name": "某人"}).status_code == 404 and not other.representatives.exists()
    assert client.post(signer, {"representative": 10**9}).status_code == 422


def test_a_reception_without_record_ends_with_a_reason_and_is_its_hosts_alone(org: House) -> None:
    client = as_(org.user("clerk"))
    visit = begun(client)
    colleague = as_(org.user("clerk", 1))
    assert colleague.get(f"/reception/{visit.pk}/").status_code == colleague.post(f"/reception/{visit.pk}/end/", {"reason": "x"}).status_code == 404
    assert client.post(f"/reception/{visit.pk}/end/").status_code == 422
    assert client.post(f"/reception/{visit.pk}/end/", {"reason": "只是问路"}).url == "/reception/"
    assert JournalEntry.objects.filter(kind="visit.ended").count() == 1
    stranger = User.objects.create(username="stranger", name="路人甲", department=org.user("clerk").department)
    assert as_(stranger).get("/reception/").status_code == as_(stranger).post("/reception/").status_code == 403


def test_a_house_that_receives_nobody_says_so(found_org: Any) -> None:
    client = as_(found_org("weekly-review").user("clerk"))
    assert "knows no reception" in client.get("/reception/").content.decode()
    assert client.post("/reception/", {"begin": "1"}).status_code == 409 and not Visit.objects.exists()
