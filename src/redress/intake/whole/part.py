"""The cases that a person may see, with all that belongs to them, as one ZIP file; read at one moment, in constant memory."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Model, Q, QuerySet

from redress import __version__
from redress.accounts.models import Department, User
from redress.complaints.models import Case, Customer, Evidence, Representative
from redress.intake.whole.leaving import BATCH, MANIFEST, one_moment
from redress.intake.whole.rows import fields, plain
from redress.kernel.actor import Actor
from redress.policies.models import PolicyVersion

FORMAT = "cases-1"
"""Not the format of the whole: a part cannot be brought into an empty installation."""
PARTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((
        "complaints.answer", "complaints.callback", "complaints.caseentry", "complaints.casesignal", "complaints.decision", "complaints.evidence",
        "complaints.message", "complaints.note", "complaints.outsidematter", "complaints.part", "complaints.planstep", "complaints.point", "complaints.recordconfirmation",
        "complaints.representative", "complaints.slip", "complaints.subject", "complaints.thirdparty", "complaints.verdict", "deadlines.clock",
        "intake.passedmatter", "intake.visit",
    ), ("case",)),
    "complaints.custody": ("evidence__case",), "complaints.link": ("one", "other"), "deadlines.clockstep": ("clock__case",),
    "deadlines.extension": ("clock__case",),
}  # fmt: skip
"""Tables that go along, each with the ways to its cases. A table that is not named stays behind: keys, talks, recordings, what systems sent."""
_OTHERS = ("repeat_of_id", "master_id", "merged_into_id", "split_from_id")
_HOUSE: dict[type[Model], tuple[str, ...]] = {
    Department: ("id", "code", "title", "parent_id"), User: ("id", "username", "name", "department_id"),
    PolicyVersion: ("id", "number", "source"),
}  # fmt: skip
"""What the numbers of people, departments and policies in the other tables stand for."""


def seen_by(actor: Actor) -> QuerySet[Case]:
    """The cases that an export on the page holds: what the actor may see, confidential ones aside, even for those named for them."""
    return Case.objects.visible_to(actor).filter(guarded=False)


def export_part(archive: Path, actor: Actor, *, told: Callable[[float], object] = lambda _share: None) -> dict[str, Any]:
    """Write the archive and return its manifest; ``told`` hears the share that is done. Raises OSError where it cannot be written."""
    written: dict[str, Any] = {}
    with ZipFile(archive, "w", ZIP_DEFLATED) as file, one_moment():
        cases = seen_by(actor)
        within = cases.values("pk")
        hidden = frozenset(Case.objects.exclude(pk__in=within).values_list("pk", flat=True))
        lists: list[tuple[QuerySet[Any], Callable[[Model], dict[str, Any]]]] = [(cases, lambda row: _case(row, hidden)), (_customers(within), _whole)]
        lists += [(_hanging(apps.get_model(label), ways, within), _whole) for label, ways in PARTS.items()]
        lists += [(model._default_manager.all(), lambda row, names=names: _named(row, names)) for model, names in _HOUSE.items()]  # type: ignore[misc]
        for place, (rows, shape) in enumerate(lists):
            written[rows.model._meta.label_lower] = _table(file, rows, shape)
            told((place + 1) / (len(lists) + 1))
        files = _files(file, Evidence.objects.filter(case__in=within))
        count = written[Case._meta.label_lower]["rows"]
        manifest = {"program": "redress", "version": __version__, "format": FORMAT, "cases": count, "tables": written, "files": files}
        file.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return manifest


def _customers(within: QuerySet[Any]) -> QuerySet[Customer]:
    speaking = Representative.objects.filter(case__in=within).values("customer")
    return Customer.objects.filter(Q(pk__in=Case.objects.filter(pk__in=within).values("customer")) | Q(pk__in=speaking))


def _hanging(model: type[Model], ways: tuple[str, ...], within: QuerySet[Any]) -> QuerySet[Any]:
    return model._base_manager.filter(**{f"{way}__in": within for way in ways})


def _whole(row: Model) -> dict[str, Any]:
    return plain(row, fields(type(row), secrets=False))


def _case(row: Model, hidden: frozenset[int]) -> dict[str, Any]:
    """A case that does not name those that stay behind."""
    told = _whole(row)
    return told | {name: None for name in _OTHERS if told[name] in hidden}


def _named(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _table(archive: ZipFile, rows: QuerySet[Any], shape: Callable[[Model], dict[str, Any]]) -> dict[str, Any]:
    count, digest = 0, hashlib.sha256()
    with archive.open(f"tables/{rows.model._meta.label_lower}.jsonl", "w", force_zip64=True) as file:
        for row in rows.order_by("pk").iterator(chunk_size=BATCH):
            line = json.dumps(shape(row), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _files(archive: ZipFile, evidence: QuerySet[Evidence]) -> dict[str, Any]:
    """Evidence files under their names; one that is missing here is counted as missing."""
    count = missing = 0
    for name in evidence.exclude(file="").order_by("file").values_list("file", flat=True).iterator():
        if not default_storage.exists(name):
            missing += 1
            continue
        with default_storage.open(name, "rb") as source, archive.open(f"files/{name}", "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)
        count += 1
    return {"count": count, "missing": missing}
