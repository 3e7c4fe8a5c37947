"""Everything one may see as a file: who may ask, what is in it and what never is, and what happens when it goes wrong."""

import json
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.flows.acting import ACTS
from redress.intake.models import Export
from redress.intake.whole.coming import import_all
from redress.intake.whole.part import PARTS
from redress.intake.whole.rows import tables
from redress.intake.whole.taking import make
from redress.jobs.tasks import clear_exports
from redress.kernel.errors import Invalid
from redress.ledger.models import JournalEntry
from tests.house import NOON, House, complaint

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def as_(user: User) -> Client:
    client = Client()
    user.set_password(PASSWORD)
    User.objects.filter(pk=user.pk).update(language="en", password=user.password)
    client.force_login(User.objects.get(pk=user.pk))
    return client


def asked(client: Client) -> Export:
    answer = client.post("/exports/", {"password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return Export.objects.latest("pk")


@pytest.fixture
def lived(org: House) -> Case:
    """A case with a file of evidence, a repeat of it, and a confidential one that the manager is named for."""
    case = complaint(org, name="司马青", contact={"phone": "13811112222"})
    photo = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 32)
    who = org.able("evidence", case)
    ACTS["evidence"].run(case, by=org.actor(who), at=NOON, title="照片", source=org.policy.pack.evidence[0].id, holder="", upload=photo)
    secret = complaint(org, title="举报一名主管", name="匿名者甲", contact={"phone": "13822223333"}, let_in=[org.user("manager")])
    Case.objects.filter(pk=secret.pk).update(guarded=True)
    complaint(org, title="同一件事又来了", name="司马青", contact={"phone": "13811112222"}, repeat_of=secret)
    return case


def test_the_file_holds_the_cases_one_may_see_and_never_a_confidential_one(lived: Case, org: House, tmp_path: Path) -> None:
    manager = org.user("manager")
    client = as_(manager)
    export = asked(client)
    assert "Waits for the background worker" in client.get("/exports/").content.decode()
    make(export.pk, now=timezone.now)
    page = client.get("/exports/").content.decode()
    export.refresh_from_db()
    assert "ready" in page and export.sha256 in page and (export.cases, export.files) == (2, 1)
    answer = client.get(f"/exports/{export.pk}/file/")
    (tmp_path / "out.zip").write_bytes(b"".join(answer.streaming_content))
    with ZipFile(tmp_path / "out.zip") as archive:
        archive.extractall(tmp_path / "out")
    text = "".join(path.read_text("utf-8", "ignore") for path in (tmp_path / "out").rglob("*.json*"))
    assert "司马青" in text and "13811112222" in text and "举报一名主管" not in text and "匿名者甲" not in text and "13822223333" not in text
    cases = [json.loads(line) for line in (tmp_path / "out/tables/complaints.case.jsonl").read_text("utf-8").splitlines()]
    assert [case["repeat_of_id"] for case in cases] == [None, None]
    assert manager.password not in text and "password" not in text
    assert len(list((tmp_path / "out/files").rglob("*.png"))) == 1
    with pytest.raises(Invalid):
        import_all(tmp_path / "out")
    told = {entry.kind: entry for entry in JournalEntry.objects.filter(stream="doors")}
    assert set(told) >= {"export.asked", "export.made", "export.fetched"} and told["export.made"].payload["cases"] == 2
    assert told["export.made"].payload["sha256"] == export.sha256 and told["export.fetched"].actor_name == manager.name


def test_a_table_that_hangs_on_cases_is_either_taken_along_or_left_on_purpose() -> None:
    left = {
        "complaints.casekey", "complaints.letin", "intake.broughton", "intake.call", "intake.matterreport", "intake.sourcemessage", "intake.talk", "intake.talkfile",
        "intake.talkline",
    }  # fmt: skip
    case, reached = apps.get_model("complaints.case"), {"complaints.case"}
    for _round in range(3):
        for model in tables():
            if any((field.many_to_one or field.one_to_one) and field.related_model._meta.label_lower in reached - {"intake.import"} for field in model._meta.concrete_fields):
                reached.add(model._meta.label_lower)
    assert case and reached - {"complaints.case"} == set(PARTS) | left


def test_without_the_right_or_the_password_nothing_begins(lived: Case, org: House, settings: Any) -> None:
    for role in ("clerk", "quality", "admin"):
        if role in org.people:
            client = as_(org.user(role))
            assert client.get("/exports/").status_code == client.post("/exports/", {"password": PASSWORD}).status_code == 403
    settings.ENV = settings.ENV.model_copy(update={"sign_in_tries": 3})
    client = as_(org.user("manager"))
    for said in ("not your password", "not your password", "account is locked", "account is locked"):
        refused = client.post("/exports/", {"password": "wrong"})
        assert refused.status_code == 422 and said in refused.content.decode()
    assert client.post("/exports/", {"password": PASSWORD}).status_code == 422 and not Export.objects.exists()


def test_one_at_a_time_and_a_worker_that_does_not_run_is_told_of(lived: Case, org: House) -> None:
    client = as_(org.user("manager"))
    export = asked(client)
    again = client.post("/exports/", {"password": PASSWORD})
    assert again.status_code == 409 and "under way already" in again.content.decode() and Export.objects.count() == 1
    Export.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    assert "worker does not seem to run" in client.get("/exports/").content.decode()
    make(export.pk, now=timezone.now)
    make(export.pk, now=timezone.now)
    assert JournalEntry.objects.filter(kind="export.made").count() == 1
    assert asked(client).pk != export.pk


def test_a_full_disk_is_told_of_and_leaves_nothing(lived: Case, org: House, settings: Any) -> None:
    client = as_(org.user("manager"))
    export = asked(client)
    root = Path(settings.EXPORT_ROOT)
    root.mkdir()
    (root / f"{export.pk}.part").symlink_to("/dev/full")
    make(export.pk, now=timezone.now)
    assert "disk is full" in client.get("/exports/").content.decode() and not any(root.iterdir())
    assert JournalEntry.objects.filter(kind="export.failed").count() == 1
    again = asked(client)
    make(again.pk, now=timezone.now)
    assert Export.objects.get(pk=again.pk).sha256


def test_the_file_goes_after_a_day_and_work_that_was_killed_is_cleared_away(lived: Case, org: House, settings: Any) -> None:
    client, root = as_(org.user("manager")), Path(settings.EXPORT_ROOT)
    export = asked(client)
    make(export.pk, now=lambda: timezone.now() - timedelta(hours=23))
    assert clear_exports() == "0 deleted" and client.get(f"/exports/{export.pk}/file/").status_code == 200
    Export.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    assert client.get(f"/exports/{export.pk}/file/").url == "/exports/"
    assert clear_exports() == "1 deleted" and not any(root.iterdir()) and "deleted" in client.get("/exports/").content.decode()
    killed = asked(client)
    Export.objects.filter(pk=killed.pk).update(begun_at=timezone.now() - timedelta(hours=1))
    (root / f"{killed.pk}.part").write_bytes(b"half")
    assert clear_exports() == "0 deleted"  # it still grows
    long_ago = time.time() - 3600
    os.utime(root / f"{killed.pk}.part", (long_ago, long_ago))
    assert clear_exports() == "1 deleted" and not any(root.iterdir()) and "stopped half-way" in client.get("/exports/").content.decode()


def test_a_file_is_its_askers_alone_and_can_be_deleted_early(lived: Case, org: House, settings: Any) -> None:
    client = as_(org.user("manager"))
    export = asked(client)
    make(export.pk, now=timezone.now)
    other = as_(org.user("executive"))
    assert other.get(f"/exports/{export.pk}/file/").status_code in (403, 404)
    assert client.post(f"/exports/{export.pk}/delete/").url == "/exports/" and not any(Path(settings.EXPORT_ROOT).iterdir())
    assert client.get(f"/exports/{export.pk}/file/").url == "/exports/"
