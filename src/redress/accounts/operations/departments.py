"""Acts on the tree of departments."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.events import (
    STREAM,
    DepartmentAdded,
    DepartmentClosed,
    DepartmentEdited,
    DepartmentMoved,
    DepartmentReopened,
    DepartmentShifted,
    HeadNamed,
)
from redress.accounts.models import Department, User
from redress.accounts.rules import require
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid
from redress.ledger.operations import journal


@transaction.atomic
def add_department(
    code: str, title: dict[str, str], kind: str, parent: Department | None = None, *, by: Actor, at: datetime
) -> Department:
    """Add a node to the tree, or give the existing one of that code its new title and kind. Raises NotAllowed."""
    require(by, "people.manage")
    department, made = Department.objects.get_or_create(
        code=code, defaults={"title": title, "kind": kind, "parent": parent, "path": "/", "place": _last_place(parent)}
    )
    if not made:
        return edit_department(department, title=title, kind=kind, by=by, at=at)
    department.path = f"{parent.path if parent else '/'}{department.pk}/"
    department.save(update_fields=["path"])
    journal(STREAM, DepartmentAdded(code, title), by=by, at=at)
    return department


@transaction.atomic
def edit_department(department: Department, *, title: dict[str, str], kind: str, by: Actor, at: datetime) -> Department:
    """Give a department its new title and kind; nothing happens when it has them. Raises NotAllowed."""
    require(by, "people.manage")
    if (department.title, department.kind) != (title, kind):
        before = department.title
        department.title, department.kind = title, kind
        department.save(update_fields=["title", "kind"])
        journal(STREAM, DepartmentEdited(department.code, title, before), by=by, at=at)
    return department


@transaction.atomic
def move_department(department: Department, parent: Department | None, *, by: Actor, at: datetime) -> None:
    """Hang a department elsewhere, with all below it. Raises NotAllowed, and Invalid for a ring."""
    require(by, "people.manage")
    if parent is not None and parent.path.startswith(department.path):
        raise Invalid("ring", _("A department cannot hang below itself."), {"parent": _("Choose another parent.")})
    old = department.path
    new = f"{parent.path if parent else '/'}{department.pk}/"
    _put(department, _last_place(parent))
    Department.objects.filter(pk=department.pk).update(parent=parent)
    for row in Department.objects.filter(path__startswith=old).only("path"):
        Department.objects.filter(pk=row.pk).update(path=new + row.path[len(old) :])
    department.parent, department.path = parent, new
    journal(STREAM, DepartmentMoved(department.code, department.title, parent.title if parent else "—"), by=by, at=at)


@transaction.atomic
def shift_department(department: Department, *, up: bool, by: Actor, at: datetime) -> None:
    """Let a department change places with the sister before it (``up``) or after it. The first one cannot go up, nor
    the last one down; then nothing happens. Raises NotAllowed.
    """
    require(by, "people.manage")
    sisters = list(Department.objects.select_for_update().filter(parent=department.parent_id).order_by("place"))
    here = sisters.index(department)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(sisters):
        return
    first, second = sisters[min(here, there)], sisters[max(here, there)]
    places = first.place, second.place
    _put(second, places[0])
    _put(first, places[1])
    journal(STREAM, DepartmentShifted(second.code, second.title, first.title), by=by, at=at)


def _last_place(parent: Department | None) -> str:
    """The place after all that hang below ``parent``."""
    last = Department.objects.filter(parent=parent).exclude(place="").order_by("-place").first()
    number = int(last.place.rstrip("/").rpartition("/")[2]) + 1 if last else 1
    return f"{parent.place if parent else ''}{number:04}/"


def _put(department: Department, place: str) -> None:
    """Give a department another place, and all below it."""
    for row in Department.objects.filter(path__startswith=department.path).only("place"):
        Department.objects.filter(pk=row.pk).update(place=place + row.place[len(department.place) :])
    department.place = place


@transaction.atomic
def name_head(department: Department, head: User | None, *, by: Actor, at: datetime) -> None:
    """Say who heads a department; None leaves it to the next one up. Raises NotAllowed."""
    require(by, "people.manage")
    department.head = head
    department.save(update_fields=["head"])
    journal(STREAM, HeadNamed(department.code, department.title, head.name if head else "—"), by=by, at=at)


@transaction.atomic
def close_department(department: Department, *, by: Actor, at: datetime) -> None:
    """Take a department out of use; it stays on record. Whether it still has cases is asked by ``flows.staffing``.

    Raises NotAllowed, and IllegalMove while people or other departments belong to it.
    """
    require(by, "people.manage")
    if department.people.filter(is_active=True).exists() or department.children.filter(active=True).exists():
        raise IllegalMove(
            "department-in-use", _("People or other departments still belong to it. Move them first, then close it.")
        )
    Department.objects.filter(pk=department.pk).update(active=False, head=None)
    journal(STREAM, DepartmentClosed(department.code, department.title), by=by, at=at)


@transaction.atomic
def reopen_department(department: Department, *, by: Actor, at: datetime) -> None:
    """Take a closed department into use again. Raises NotAllowed."""
    require(by, "people.manage")
    Department.objects.filter(pk=department.pk).update(active=True)
    journal(STREAM, DepartmentReopened(department.code, department.title), by=by, at=at)
