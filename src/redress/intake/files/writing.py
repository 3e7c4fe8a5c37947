"""Rows for many arrivals at once: case, timeline, clocks, decision, answer, search index. Nobody is told of the past."""

import uuid
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import F

from redress.accounts.models import User
from redress.complaints import events, search
from redress.complaints.customers import digits, name_index, phone_end_index, phone_index
from redress.complaints.events import CaseEvent
from redress.complaints.facts import plain_facts
from redress.complaints.models import Answer, Case, CaseEntry, Customer, Decision, NumberSeries, SearchText
from redress.complaints.states import Stage
from redress.deadlines.models import Clock
from redress.flows.receiving import suggestions
from redress.intake.files.reading import Arrival
from redress.intake.files.timeline import Timeline
from redress.kernel.actor import Actor
from redress.ledger.chain import next_entry
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy

Told = list[tuple[CaseEvent, datetime]]


class Writer:
    """Writes arrivals as cases registered by one clerk under one policy version."""

    def __init__(self, version: PolicyVersion, policy: Policy, clerk: User, actor: Actor, at: datetime) -> None:
        self.version, self.policy, self.clerk, self.actor = version, policy, clerk, actor
        self.timeline = Timeline(policy, at)

    def write(self, arrivals: list[Arrival]) -> list[Case]:
        """Write a batch inside the caller's transaction."""
        if not arrivals:
            return []
        customers, numbers = self._customers(arrivals), self._numbers(arrivals)
        cases = [self._case(arrival, customers[n], numbers[n]) for n, arrival in enumerate(arrivals)]
        told = [self._told(case, arrival) for case, arrival in zip(cases, arrivals, strict=True)]
        chains = [self._chain(case, happened) for case, happened in zip(cases, told, strict=True)]
        clocks = [self.timeline.clocks(case, happened) for case, happened in zip(cases, told, strict=True)]
        Case.objects.bulk_create(cases)
        for rows, case in zip([*chains, *clocks], [*cases, *cases], strict=True):
            for row in rows:
                row.case_id = case.pk  # type: ignore[union-attr]
        CaseEntry.objects.bulk_create([entry for entries in chains for entry in entries])
        Clock.objects.bulk_create([clock for mine in clocks for clock in mine])
        self._replies(cases, arrivals)
        SearchText.objects.bulk_create([SearchText(case_id=case.pk, tokens=search.text_of(case)) for case in cases])
        return cases

    def _customers(self, arrivals: list[Arrival]) -> list[Customer]:
        """For each arrival its party: one known by name and phone, or a new one; a name without a phone is one party a file."""
        keys = [(name_index(one.record.name), phone_index(one.record.contact.get("phone", ""))) for one in arrivals]
        names = {name for name, _phone in keys}
        known = {(row.name_index, row.phone_index): row for row in Customer.objects.filter(name_index__in=names).order_by("-pk")}
        new = {}
        for key, arrival in zip(keys, arrivals, strict=True):
            if key not in known and key not in new:
                new[key] = arrival
        last = self._reserve("customer", len(new))
        made = [self._customer(arrival, last + n) for n, arrival in enumerate(new.values(), 1)]
        for key, customer in zip(new, Customer.objects.bulk_create(made), strict=True):
            known[key] = customer
        return [known[key] for key in keys]

    def _customer(self, arrival: Arrival, number: int) -> Customer:
        record = arrival.record
        phone = record.contact.get("phone", "")
        return Customer(
            kind=record.customer_kind, number=f"C{number:07d}", name=record.name, contact=record.contact, created_at=arrival.received_at,
            name_index=name_index(record.name), phone_index=phone_index(phone) if digits(phone) else "",
            phone_end_index=phone_end_index(phone),
        )  # fmt: skip

    def _numbers(self, arrivals: list[Arrival]) -> list[str]:
        """Case numbers by the pack's pattern, each series drawn on once."""
        days = [(one.received_at.astimezone(self.policy.pack.zone).date(), one.record.kind) for one in arrivals]
        wanted: dict[str, list[int]] = defaultdict(list)
        for place, (day, kind) in enumerate(days):
            wanted[f"case:{self.policy.number_series(day, kind)}"].append(place)
        numbers = [""] * len(arrivals)
        for series, places in wanted.items():
            last = self._reserve(series, len(places))
            for turn, place in enumerate(places, 1):
                numbers[place] = self.policy.number(*days[place], last + turn)
        return numbers

    def _reserve(self, series: str, count: int) -> int:
        """Take ``count`` numbers of a series; the last one given before."""
        NumberSeries.objects.bulk_create([NumberSeries(name=series, last=0)], ignore_conflicts=True)
        NumberSeries.objects.filter(name=series).update(last=F("last") + count)
        return NumberSeries.objects.values_list("last", flat=True).get(name=series) - count

    def _case(self, arrival: Arrival, customer: Customer, number: str) -> Case:
        record, received = arrival.record, arrival.received_at
        case = Case(
            number=number, policy=self.version, kind=record.kind, channel=record.channel, stage=Stage.REGISTERED, title=record.title,
            account=record.account, wish=record.wish, place=record.place, customer=customer, category=record.category, fields=record.fields,
            department=arrival.department or self.clerk.department, first_contact=self.clerk, answerable=self.clerk,
            guarded=self.policy.kind(record.kind).confidential, received_at=received, registered_at=received, completed_at=received,
            source_key=record.source_key,
        )  # fmt: skip
        return self._judged(case) if arrival.replied_at else case

    def _judged(self, case: Case) -> Case:
        """Judged as the rules suggest; whoever wrote the reply had done so."""
        facts = plain_facts(
            self.policy, kind=case.kind, channel=case.channel, category=case.category, axes={}, fields=case.fields
        )
        told = suggestions(self.policy, facts)
        case.axes = {axis: ruling.value for axis, ruling in told.axes.items()}
        case.grade, case.response, case.tier = told.grade.value, told.response.value, told.tier.value
        case.rulings = {name: getattr(told, name).as_json() for name in ("grade", "response", "tier")}
        case.stage = Stage.ANSWERED
        return case

    def _told(self, case: Case, arrival: Arrival) -> Told:
        """What happened, with the moments of the file."""
        policy, record, received = self.policy, arrival.record, arrival.received_at
        channel = dict(policy.title("channels", record.channel))
        told: Told = [
            (events.Received(channel=channel, moment=received.isoformat()), received),
            (
                events.Registered(
                    number=case.number, first_contact=self.clerk.name, department=case.department.title, policy=str(self.version),
                    account=record.account, wish=record.wish,
                ),
                received,
            ),
            (events.RecordCompleted(), received),
        ]  # fmt: skip
        replied = arrival.replied_at
        if replied is None:
            return told
        titles = {name: dict(policy.title(f"{name}s", getattr(case, name))) for name in ("grade", "tier")}
        category = dict(policy.title("categories", case.category))
        path = {"zh-Hans": self.clerk.name, "zh-Hant": self.clerk.name, "en": self.clerk.name}
        later: list[Any] = [
            events.Assessed(category=category, grade=titles["grade"], tier=titles["tier"], axes=case.axes, rulings=case.rulings),
            events.Investigated(summary=arrival.reply),
            events.Decided(round=1, verdict="justified", solution=arrival.reply, reasons="", correction=""),
            events.AnswerDrafted(round=1, next=path, text=arrival.reply),
            events.Answered(way=channel, round=1, text=arrival.reply),
        ]
        return [*told, *((happened, replied) for happened in later)]

    def _chain(self, case: Case, told: Told) -> list[CaseEntry]:
        operation, entries = str(uuid.uuid4()), []
        for happened, at in told:
            entry = next_entry(
                CaseEntry, happened, seq=case.entry_count + 1, before=case.entry_head, by=self.actor, at=at, operation=operation
            )
            case.entry_count, case.entry_head = entry.seq, entry.hash
            entries.append(entry)
        case.revision = case.entry_count
        return entries

    def _replies(self, cases: list[Case], arrivals: list[Arrival]) -> None:
        pairs = [(case, one.reply, one.replied_at) for case, one in zip(cases, arrivals, strict=True) if one.replied_at]
        Decision.objects.bulk_create(
            [Decision(case=case, round=1, justified=True, solution=text, by=self.clerk, at=at) for case, text, at in pairs]
        )
        Answer.objects.bulk_create([
            Answer(
                case=case, round=1, text=text, path=["first-contact"], drafted_by=self.clerk, drafted_at=at, given_by=self.clerk,
                given_at=at, given_way=case.channel,
            ) for case, text, at in pairs
        ])  # fmt: skip
