"""Fills a scratch database quickly: real entries with their chain, real clocks, a real search index; from a seeded generator."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from redress.accounts.models import Department, Held, User
from redress.accounts.queries import actors_for
from redress.complaints import events, search
from redress.complaints.customers import name_index, phone_end_index, phone_index
from redress.complaints.models import Case, CaseEntry, Customer, SearchText
from redress.complaints.people import People
from redress.complaints.states import ENDED, Stage
from redress.deadlines.calendars import calendar_of
from redress.deadlines.models import Clock
from redress.deadlines.operations.running import begin
from redress.demo.people import invented_name
from redress.demo.texts import Book, Story, book
from redress.kernel.actor import Actor
from redress.ledger.chain import next_entry
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy

BATCH = 1000
CASES_A_CLERK = 1000
"""A clerk for so many cases ever registered: some 150 of them open."""
RARE, RARE_ENGLISH = "鹭鸶", "kingfisher"
"""Words that stand in one case of a thousand."""
STAGES = (Stage.REGISTERED, Stage.ASSESSED, Stage.ASSIGNED, Stage.INVESTIGATED, Stage.DECIDED, Stage.CLOSED)
SHARES = (3, 3, 4, 3, 2, 85)


class Filler:
    """Makes cases by the thousand."""

    def __init__(self, version: PolicyVersion, policy: Policy, now: datetime, cases: int, seed: int = 7) -> None:
        self.version, self.policy, self.now = version, policy, now
        self.cases, self.chance = cases, Random(seed)
        self.book: Book = book(policy.code, policy.pack.language)
        self._hire(cases // CASES_A_CLERK)
        clerks = list(User.objects.filter(held__role__code="clerk").select_related("department").order_by("pk"))
        actors = actors_for(clerks, now)
        self.clerks: list[tuple[User, Actor]] = [(user, actors[user.pk]) for user in clerks]
        self.departments = list(Department.objects.filter(kind="department").order_by("pk"))
        self.people = People(now)
        self.rule = next(rule for rule in policy.clock_rules if rule.starts == "received")
        self.calendar = calendar_of(policy, self.rule.calendar)

    def _hire(self, wanted: int) -> None:
        """More clerks at the same desk as the first, so that nobody holds more open cases than a person could."""
        first = Held.objects.filter(role__code="clerk").select_related("user").earliest("pk")
        there = Held.objects.filter(role__code="clerk").count()
        users = [
            User(username=f"bench-{n}", name=invented_name(n), department_id=first.user.department_id, password="!")
            for n in range(there, wanted)
        ]
        User.objects.bulk_create(users)
        Held.objects.bulk_create(
            [Held(user=user, role_id=first.role_id, scope=first.scope, department_id=first.department_id, since=first.since) for user in users]
        )

    def fill(self, told: Callable[[int], None] = lambda _done: None) -> None:
        """Add the cases, one customer to four of them."""
        cases = self.cases
        for first in range(0, cases, BATCH):
            size = min(BATCH, cases - first)
            with transaction.atomic():
                customers = Customer.objects.bulk_create([self._customer(first + n) for n in range(0, size, 4)])
                rows = [self._case(first + n, customers[n // 4]) for n in range(size)]
                pending = [self._history(case) for case in rows]
                Case.objects.bulk_create(rows)
                for case, entries in zip(rows, pending, strict=True):
                    for entry in entries:
                        entry.case_id = case.pk
                CaseEntry.objects.bulk_create([entry for entries in pending for entry in entries])
                self._clocks([case for case in rows if case.ended_at is None])
                SearchText.objects.bulk_create([SearchText(case_id=case.pk, tokens=search.text_of(case)) for case in rows])
            told(first + size)

    def _customer(self, number: int) -> Customer:
        name, phone = invented_name(number), f"199{number:08}"
        return Customer(
            number=f"B{number:07}", name=name, contact={"phone": phone}, created_at=self.now,
            name_index=name_index(name), phone_index=phone_index(phone), phone_end_index=phone_end_index(phone),
        )  # fmt: skip

    def _case(self, number: int, customer: Customer) -> Case:
        story: Story = self.chance.choice(self.book.stories[:14])
        stage = self.chance.choices(STAGES, SHARES)[0]
        received = self.now - timedelta(minutes=self.chance.randrange(10, 500_000))
        rare = f" {RARE} {RARE_ENGLISH}" if number % 1000 == 500 else ""
        clerk, _actor = self.clerks[number % len(self.clerks)]
        ended = received + timedelta(days=4) if stage in ENDED else None
        case = Case(
            number=f"BN{number:08}", policy=self.version, kind=self.policy.pack.kinds[0].id, channel=self.policy.pack.channels[0].id,
            stage=stage, title=story.title, account=f"{story.account} order {number} refund{rare}", wish=story.wish, customer=customer,
            category=story.category, grade=self.chance.choice(self.policy.pack.grades).id, department=self.chance.choice(self.departments),
            first_contact=clerk, answerable=clerk, received_at=received, registered_at=received, completed_at=received, ended_at=ended,
        )  # fmt: skip
        if ended is None:
            case.next_due_at = received + timedelta(days=30)
        return case

    def _history(self, case: Case) -> list[CaseEntry]:
        _clerk, actor = self.clerks[self.chance.randrange(len(self.clerks))]
        happened = [
            events.Received(channel=dict(self.policy.title("channels", case.channel)), moment=case.received_at.isoformat()),
            events.Registered(
                number=case.number, first_contact=actor.name, department=case.department.title, policy=str(self.version), account=case.account,
                wish=case.wish,
            ),
        ]  # fmt: skip
        operation, entries = str(uuid.UUID(int=self.chance.getrandbits(128))), []
        for event in happened:
            entry = next_entry(
                CaseEntry, event, seq=case.entry_count + 1, before=case.entry_head, by=actor, at=case.received_at, operation=operation
            )
            case.entry_count, case.entry_head = entry.seq, entry.hash
            entries.append(entry)
        return entries

    def _clocks(self, cases: list[Case]) -> None:
        clocks = []
        for case in cases:
            clock = begin(case, self.rule, "received", case.received_at, self.calendar, self.people)
            clock.next_step_at = max(clock.next_step_at or self.now, self.now + timedelta(days=2))
            clocks.append(clock)
        Clock.objects.bulk_create(clocks)


def open_clocks(wanted: int, due: int, now: datetime) -> int:
    """Multiply clocks until ``wanted`` are open, ``due`` of them with a step that has come; returns how many are open."""
    models = list(Clock.objects.filter(state="running").order_by("pk")[:5000])
    have = Clock.objects.filter(state="running").count()
    turn = 0
    while have < wanted and models:
        turn += 1
        rows = []
        for clock in models[: wanted - have]:
            values = {field.attname: getattr(clock, field.attname) for field in Clock._meta.concrete_fields if field.attname != "id"}
            rows.append(Clock(**{**values, "rule": f"{clock.rule}~{turn}"}))
        Clock.objects.bulk_create(rows, batch_size=BATCH)
        have += len(rows)
    first = list(Clock.objects.filter(state="running").exclude(rule__contains="~").order_by("pk").values_list("pk", flat=True)[:due])
    Clock.objects.filter(pk__in=first).update(next_step_at=now - timedelta(seconds=30))
    return have
