"""Everything out in open files and back in: the same, byte by byte, and proved."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import translation

from redress import cli
from redress.complaints.models import Case, Evidence
from redress.complaints.search import found
from redress.complaints.states import Stage
from redress.flows.acting import ACTS
from redress.insight.verify import verify
from redress.intake.whole.coming import import_all
from redress.intake.whole.leaving import export_all
from redress.intake.whole.rows import tables
from redress.kernel.errors import Invalid
from redress.learning.models import Training
from redress.notify.models import Hook
from tests.house import NOON, House, Walk, complaint


def empty() -> None:
    """Forget everything, as in a new installation. Foreign keys hold again at the end of the transaction."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("redress."):
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def lived(org: House) -> Case:
    """An organisation with some history: a closed case, an open one with a file, a webhook, something learned."""
    Walk(org, complaint(org)).to(Stage.CLOSED)
    case = complaint(org, name="司马青", contact={"phone": "13811112222"})
    who = org.able("evidence", case)
    photo = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 32)
    ACTS["evidence"].run(case, by=org.actor(who), at=NOON, title="照片", source=org.policy.pack.evidence[0].id, holder="", upload=photo)
    Training.objects.create(target="category", asked_by="系统", asked_at=NOON, ended_at=NOON, model=b"\x00\xff plain numbers")
    Hook.objects.create(url="https://example.org/", secret="very-secret", made_by=who, made_at=NOON)
    return Case.objects.get(pk=case.pk)


def test_everything_goes_out_and_comes_back_the_same(lived: Case, tmp_path: Path, settings: Any) -> None:
    export_all(tmp_path / "one")
    empty()
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    assert not Case.objects.exists()
    import_all(tmp_path / "one")
    assert verify().whole and Case.objects.count() == 2
    assert list(found(Case.objects.all(), "司马青")) == [lived] and list(found(Case.objects.all(), "2222")) == [lived]
    with Evidence.objects.get(title="照片").file.open() as file:
        assert file.read().startswith(b"\x89PNG")
    assert bytes(Training.objects.get().model) == b"\x00\xff plain numbers"
    export_all(tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_ids_go_on_after_what_came_in(lived: Case, org: House, tmp_path: Path) -> None:
    export_all(tmp_path / "one")
    empty()
    import_all(tmp_path / "one")
    assert complaint(org).pk > lived.pk


def test_secrets_of_others_stay_unless_they_are_asked_for(lived: Case, tmp_path: Path) -> None:
    export_all(tmp_path / "without")
    assert not any(b"very-secret" in data for data in content(tmp_path / "without").values())
    manifest = export_all(tmp_path / "with", secrets=True)
    assert b"very-secret" in content(tmp_path / "with")["tables/notify.hook.jsonl"] and manifest["secrets"]
    empty()
    import_all(tmp_path / "with")
    assert Hook.objects.get().secret == "very-secret"


def test_every_table_of_ours_is_taken_along_or_left_out_on_purpose(db: None) -> None:
    ours = {model._meta.label_lower for model in apps.get_models() if model.__module__.startswith("redress.")}
    assert ours - {model._meta.label_lower for model in tables()} == {"complaints.presence", "complaints.knock", "complaints.searchtext", "api.keptanswer"}


@pytest.mark.parametrize("change", ["row", "file", "manifest", "name"])
def test_an_export_that_was_changed_is_refused_before_anything_is_written(lived: Case, tmp_path: Path, change: str) -> None:
    folder = tmp_path / "one"
    export_all(folder)
    empty()
    match change:
        case "row":
            (folder / "tables/complaints.case.jsonl").write_text("{}\n", encoding="utf-8")
        case "file":
            next((folder / "files").rglob("*.png")).write_bytes(b"other")
        case "name":
            (folder / "files.jsonl").write_text('{"name": "../../x", "sha256": null}\n', encoding="utf-8")
        case "manifest":
            (folder / "manifest.json").write_text("[]", encoding="utf-8")
    with transaction.atomic(), pytest.raises(Invalid):
        import_all(folder)
    assert not Case.objects.exists()


def test_it_only_comes_into_an_empty_house(lived: Case, tmp_path: Path) -> None:
    export_all(tmp_path / "one")
    with translation.override("en"), pytest.raises(Invalid, match="holds data already"):
        import_all(tmp_path / "one")
    with translation.override("en"), pytest.raises(Invalid, match="not empty"):
        export_all(tmp_path / "one")


def test_the_commands_say_what_they_did(lived: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDRESS_LANGUAGE", "en")
    assert cli.main(["export", "--all", str(tmp_path / "one")]) == 0
    assert "2 files" in capsys.readouterr().out
    rows = (tmp_path / "one/tables/complaints.customer.jsonl").read_text("utf-8").splitlines()
    assert "司马青" in {json.loads(line)["name"] for line in rows}
    empty()
    assert cli.main(["import", "--all", str(tmp_path / "one")]) == 0
    assert "2 cases" in capsys.readouterr().out
