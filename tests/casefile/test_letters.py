"""Letters on paper: taken in with their scans and dates, answered by a letter that is printed."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.complaints.states import Stage
from tests.house import House, Walk, complaint

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk))
    return client


def scan(name: str = "来信.tif", kind: str = "TIFF") -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (40, 20), "white").save(picture, kind)
    return SimpleUploadedFile(name, picture.getvalue())


def form(**typed: Any) -> dict[str, Any]:
    given = {"kind": "complaint", "channel": "letter", "name": "欧阳小满", "account": "来信反映冰箱不制冷", "customer_kind": "customer", "customer_tier": "ordinary"}
    return given | {"finish": "later", "received_at": f"{timezone.localtime() - timedelta(days=1):%Y-%m-%dT%H:%M}"} | typed


def test_a_letter_is_registered_with_its_dates_and_its_scans_as_evidence(org: House) -> None:
    client = as_(org.user("clerk"))
    posted = timezone.localdate() - timedelta(days=4)
    made = client.post("/register/", form(posted_on=posted.isoformat(), scans=[scan(), scan("2.png", "PNG")]))
    assert made.status_code == 302, made.context["form"].errors
    case = Case.objects.get()
    assert case.posted_on == posted and case.channel == "letter"
    assert [item.file_name for item in case.evidence.all()] == ["来信.tif", "2.png"] and all(item.sha256 for item in case.evidence.all())
    assert "Posted on" in client.get(made.url).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"posted_on": "2999-01-01"}, "posted_on"), ({"scans": [scan("来信.exe")]}, "scans"), ({"scans": [scan("letter.pdf")]}, "scans")],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_kept(org: House, wrong: dict[str, Any], field: str) -> None:
    refused = as_(org.user("clerk")).post("/register/", form(**wrong))
    assert refused.status_code == 422 and field in refused.context["form"].errors
    assert "来信反映冰箱不制冷" in refused.content.decode() and not Case.objects.exists()


def test_the_answer_is_printed_in_the_language_of_the_house_and_that_is_kept(org: House) -> None:
    case = Walk(org, complaint(org)).to(Stage.ANSWERED)
    who = org.able("print-answer", case)
    client = as_(who)
    assert "欧阳小满" not in client.get(f"/cases/{case.number}/").content.decode()
    asked = client.get(f"/cases/{case.number}/print-answer/").context["form"]["seen"].value()
    page = client.post(f"/cases/{case.number}/print-answer/", {"seen": asked}).content.decode()
    pack = org.policy.pack
    for words in ("欧阳小满", "人民路 1 号", case.number, case.answers.get().text, pack.organisation["zh-Hans"], pack.wording.letterhead["zh-Hans"]):
        assert words in page, words
    assert case.entries.filter(kind="case.answer_printed").count() == 1
    waiting = complaint(org, title="另一件事")
    assert client.post(f"/cases/{waiting.number}/print-answer/").status_code in (403, 409, 422)
