"""The case itself, its timeline, and who is kept out of or let into it."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from redress.accounts.models import Department, User
from redress.complaints.models.customer import Customer
from redress.complaints.models.work import Part
from redress.complaints.states import ENDED, PartState, Stage
from redress.kernel.actor import Actor, Scope
from redress.ledger.models import Entry
from redress.policies.models import PolicyVersion


def open_with(people: Iterable[int]) -> Q:
    """Open cases that one of these people answers for or handles; each way is found by its own index."""
    listed = list(people)
    answered, handled = (Case.objects.filter(way, ended_at=None).values("pk") for way in (Q(answerable__in=listed), Q(handler__in=listed)))
    return Q(pk__in=answered.union(handled))


class CaseQuerySet(models.QuerySet["Case"]):
    """The vocabulary for fetching cases."""

    def visible_to(self, actor: Actor) -> Self:
        """Cases the actor may see. A case about the actor is hidden; a guarded one shows to those let in only."""
        if actor.outside:
            return self.filter(number=actor.outside)
        people = list(actor.people())
        about_me = Subject.objects.filter(case=OuterRef("pk"), user=actor.id)
        let_in = LetIn.objects.filter(case=OuterRef("pk"), user__in=people)
        open_to_me = self.filter(~Exists(about_me)).filter(Q(guarded=False) | Exists(let_in))
        if actor.id is None or actor.everywhere("case.see"):
            return open_to_me if actor.id is not None else self
        mine = Q(first_contact__in=people) | Q(answerable__in=people) | Q(handler__in=people) | Exists(let_in)
        reached = _see_departments(actor)
        if reached:
            mine |= Q(department__in=reached) | Exists(
                Part.objects.filter(case=OuterRef("pk"), department__in=reached).exclude(state="released")
            )
        return open_to_me.filter(mine) if actor.holds("case.see") else self.none()

    def open(self) -> Self:
        """Cases that still need somebody."""
        return self.filter(ended_at=None)

    def unfiled(self, start: datetime, end: datetime) -> Self:
        """Cases that ended from ``start`` and before ``end`` and are not in the archive yet."""
        return self.filter(stage__in=sorted(ENDED - {Stage.ARCHIVED}), ended_at__gte=start, ended_at__lt=end)

    def overdue(self, *, at: datetime) -> Self:
        """Open cases whose next clock has run out."""
        return self.open().filter(next_due_at__lt=at)


def _see_departments(actor: Actor) -> frozenset[int]:
    reached = set()
    for grant in actor.grants:
        if "case.see" in grant.acts and grant.scope in (Scope.DEPARTMENT, Scope.SUBTREE):
            reached |= grant.departments
    return frozenset(reached)


class Case(models.Model):
    """A complaint. ``axes`` and ``fields`` hold what the pack's classification and record ask, by their ids.

    ``first_contact`` received it; ``answerable`` is the one person answerable now (first contact until a
    department's person accepts); ``handler`` is who works on it; ``department`` is the lead, or the
    receiving department before one is named. ``posted_on`` is the date on a letter on paper. ``guarded`` cases are seen only by people let in.
    ``import_number`` names the import that brought it in from a file.
    """

    number = models.CharField(max_length=40, unique=True)
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.REGISTERED)
    title = models.CharField(max_length=200)
    account = models.TextField()
    wish = models.TextField(blank=True)
    occurred_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="cases")
    category = models.CharField(max_length=80, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    response = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=40, blank=True)
    axes = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    mood = models.CharField(max_length=40, blank=True)
    rulings = models.JSONField(default=dict)
    store = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="cases")
    first_contact = models.ForeignKey(User, models.PROTECT, related_name="+")
    answerable = models.ForeignKey(User, models.PROTECT, related_name="+")
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    guarded = models.BooleanField(default=False)
    posted_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    record_confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archive_key = models.CharField(max_length=120, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    returns = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=40, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)
    satisfied = models.BooleanField(null=True, blank=True)
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeats")
    master = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="batch")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="split_off")
    source_key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    import_number = models.PositiveBigIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    entry_count = models.PositiveIntegerField(default=0)
    entry_head = models.CharField(max_length=64, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="case_stage_known"),
            models.CheckConstraint(
                condition=Q(stage__in=sorted(ENDED), ended_at__isnull=False) | (~Q(stage__in=sorted(ENDED)) & Q(ended_at=None)),
                name="case_ended_at_iff_ended",
            ),
            models.CheckConstraint(
                condition=Q(stage="archived", archived_at__isnull=False) | (~Q(stage="archived") & Q(archived_at=None)),
                name="case_archived_at_iff_archived",
            ),
            models.CheckConstraint(
                condition=Q(stage="merged", merged_into__isnull=False)
                | Q(stage="archived")
                | (~Q(stage="merged") & Q(merged_into=None)),
                name="case_merged_into_iff_merged",
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="case_round_from_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_due_at", "id"], condition=Q(ended_at=None), name="case_open_by_due"),
            models.Index(fields=["department", "next_due_at"], condition=Q(ended_at=None), name="case_open_of_department"),
            models.Index(fields=["stage", "-id"], name="case_by_stage"),
            models.Index(fields=["-received_at"], name="case_by_receipt"),
            models.Index(fields=["customer", "-received_at"], name="case_of_customer"),
            models.Index(fields=["handler"], condition=Q(ended_at=None), name="case_open_of_handler"),
            models.Index(fields=["answerable", "next_due_at"], condition=Q(ended_at=None), name="case_open_of_answerable"),
            models.Index(fields=["first_contact"], condition=Q(ended_at=None, completed_at=None), name="case_incomplete"),
            models.Index(fields=["first_contact"], condition=Q(ended_at=None), name="case_open_of_first"),
            models.Index(fields=["category", "-received_at"], name="case_by_category"),
            models.Index(fields=["grade", "-received_at"], name="case_by_grade"),
            models.Index(fields=["grade", "next_due_at"], condition=Q(ended_at=None), name="case_open_by_grade"),
            models.Index(fields=["archive_key"], name="case_by_archive"),
            models.Index(fields=["import_number", "-received_at"], condition=Q(import_number__isnull=False), name="case_by_import"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ended(self) -> bool:
        """Whether nothing more is needed but the archive."""
        return self.stage in ENDED

    def owner_ids(self) -> frozenset[int]:
        """People whose case it is: first contact, answerable, handler, and those who took a part."""
        people = {self.first_contact_id, self.answerable_id, self.handler_id}
        people |= {part.person_id for part in self.live_parts()}
        return frozenset(pk for pk in people if pk)

    def live_parts(self) -> "list[Part]":
        """Parts that count; a page that fetched them beforehand asks the database nothing."""
        return [part for part in self.parts.all() if part.state != PartState.RELEASED]

    def department_ids(self) -> frozenset[int]:
        """Departments with a part in it."""
        return frozenset({self.department_id, *(part.department_id for part in self.live_parts())})

    def subject_ids(self) -> frozenset[int]:
        """People it is about, who neither see nor handle it."""
        return frozenset(subject.user_id for subject in self.subjects.all())

    def named_ids(self) -> frozenset[int] | None:
        """The only people let in, or None for a case that is not guarded."""
        return frozenset(row.user_id for row in self.let_in.all()) if self.guarded else None


class CaseEntry(Entry):
    """One line of a case's timeline."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")

    class Meta(Entry.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq"], name="case_entry_seq_once")]


class Subject(models.Model):
    """A person whom the case is about: it is hidden from them and they never handle it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="subjects")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="subject_once")]


class LetIn(models.Model):
    """A person named for a guarded case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="let_in")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="let_in_once")]
