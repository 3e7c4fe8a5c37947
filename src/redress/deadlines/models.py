"""Tables of clocks, the steps they took, requests for more time, and working days set by hand."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from redress.accounts.models import Department, User
from redress.complaints.models import Case
from redress.deadlines.states import ACTIVE, ClockState, ExtensionState
from redress.kernel.durations import parse


class Clock(models.Model):
    """One promise on one case, by clock rule ``rule`` of the case's policy.

    ``story`` holds the pauses and extensions in order; with ``started_at``, ``span`` and ``calendar``
    it gives ``due_at``, ``why`` and ``ladder`` again at any time. ``ladder`` lists the rungs as
    ``[rule's rung number, moment]`` by moment and ``step`` is the place of the next one. ``lap``
    counts how often the ladder began anew. ``next_step_at`` is when the sweep must look; for a paused
    clock that is the end of the longest pause allowed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    rule = models.CharField(max_length=60)
    title = models.JSONField()
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    start_event = models.CharField(max_length=40)
    stop_event = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=60, blank=True)
    paused_seconds = models.PositiveBigIntegerField(default=0)
    span = models.CharField(max_length=40)
    calendar = models.CharField(max_length=60)
    story = models.JSONField(default=list)
    why = models.JSONField(default=list)
    ladder = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    lap = models.PositiveSmallIntegerField(default=1)
    next_step_at = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=70)
    owner_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    owner_department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    owner_role = models.CharField(max_length=60, blank=True)
    extensions_granted = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("due_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="clock_state_known"),
            models.UniqueConstraint(fields=["case", "rule"], condition=Q(state__in=ACTIVE), name="clock_active_once"),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, stopped_at=None) | (~Q(state__in=ACTIVE) & Q(stopped_at__isnull=False)),
                name="clock_stopped_at_iff_over",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_at__isnull=False, paused_until__isnull=False)
                | (~Q(state="paused") & Q(paused_at=None, paused_until=None)),
                name="clock_paused_at_iff_paused",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE) | Q(next_step_at=None), name="clock_over_takes_no_step"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_step_at", "id"], condition=Q(next_step_at__isnull=False), name="clock_by_next_step"
            ),
            models.Index(fields=["owner_user", "due_at", "id"], condition=Q(state="running"), name="clock_of_person"),
            models.Index(fields=["owner_role", "due_at", "id"], condition=Q(state="running"), name="clock_of_role"),
            models.Index(
                fields=["owner_department", "due_at", "id"], condition=Q(state="running"), name="clock_of_department"
            ),
            models.Index(fields=["case", "due_at"], name="clock_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of case {self.case_id}"

    @property
    def active(self) -> bool:
        """Whether the promise still has to be kept."""
        return self.state in ACTIVE

    def overdue(self, at: datetime) -> bool:
        """Whether the promise was broken: not kept by ``at``, or kept too late. Exactly on time is kept."""
        if self.state == ClockState.VOID or self.state == ClockState.PAUSED:
            return False
        return (self.stopped_at or at) > self.due_at


class ClockStep(models.Model):
    """A rung that was taken; the constraint makes each happen once a lap."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="steps")
    lap = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    told = models.JSONField(default=list)

    class Meta:
        ordering = ("taken_at", "due_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "lap", "rung"], name="clock_step_once"),
        ]


class Extension(models.Model):
    """A request for more time and what was decided; ``notice`` is what the customer is told when granted."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="extensions")
    by = models.CharField(max_length=40)
    reason = models.TextField()
    state = models.CharField(max_length=8, choices=ExtensionState, default=ExtensionState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)
    was_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    notice = models.TextField(blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ExtensionState.values), name="extension_state_known"),
            models.UniqueConstraint(fields=["clock"], condition=Q(state="asked"), name="extension_one_open_a_clock"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None) | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="extension_decided_at_iff_decided",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")) | Q(decided_by=None), name="extension_decided_by_another"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["asked_at"], condition=Q(state="asked"), name="extension_waiting")]

    @property
    def more(self) -> str:
        """How much time was asked for, in the reader's words."""
        return parse(self.by).words()


class CalendarDay(models.Model):
    """A day that is worked or not although the rule says otherwise; ``calendar`` empty means every calendar."""

    calendar = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    working = models.BooleanField()
    note = models.CharField(max_length=200)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("day",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]


class ConfirmedYear(models.Model):
    """A year of a country whose make-up working days somebody checked against the announcement."""

    country = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    confirmed_by = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ("country", "year")
        constraints: ClassVar = [models.UniqueConstraint(fields=["country", "year"], name="confirmed_year_once")]


class CalendarChange(models.Model):
    """Something said about a calendar from day ``first`` on (``calendar`` empty: all) that running clocks must follow."""

    calendar = models.CharField(max_length=60, blank=True)
    first = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(followed_at=None), name="calendar_change_waiting")]
