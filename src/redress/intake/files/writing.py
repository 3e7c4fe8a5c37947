"""Many complaints of a file into the register at once: case, timeline, clocks, answer, search index. Nobody is told of the past."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from redress.accounts.models import User
from redress.accounts.queries import holders
from redress.complaints import events, search
from redress.complaints.events import CaseEvent
from redress.complaints.facts import signals_of
from redress.complaints.models import Answer, Case, CaseEntry, CaseSignal, Customer, LetIn, SearchText
from redress.complaints.states import Stage
from redress.deadlines.models import Clock
from redress.deadlines.queries import value_of
from redress.deadlines.states import ACTIVE
from redress.flows.concluding import archive_key, keep_until
from redress.intake.files.judging import Judge
from redress.intake.files.parties import customers_for, numbers_for
from redress.intake.files.reading import Arrival, Past
from redress.intake.files.timeline import Mark, Timeline
from redress.intake.models import BroughtOn
from redress.kernel.actor import Actor
from redress.kernel.errors import Stale
from redress.kernel.rows import insert_each, update_each
from redress.ledger.chain import next_entry
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy

Told = list[tuple[CaseEvent, datetime]]


@dataclass(slots=True)
class Course:
    """One case on its way in: what the file tells of it, the marks its clocks heard first, and the rows that come of it."""

    case: Case
    past: Past
    key: str
    told: Told = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    active: list[Clock] = field(default_factory=list)
    started: list[Clock] = field(default_factory=list)
    entries: list[CaseEntry] = field(default_factory=list)
    labels: tuple[str, ...] = ()


class Writer:
    """Writes what a file tells as done by ``by`` at ``at``, under the number of an import; ``clerk`` becomes first contact of new cases."""

    def __init__(self, version: PolicyVersion, policy: Policy, clerk: User, source: str, *, by: Actor, at: datetime, number: int) -> None:
        self.version, self.policy, self.clerk, self.source, self.by, self.at = version, policy, clerk, source, by, at
        self.number = number
        self.judge = Judge(policy)
        self.timeline = Timeline(self.judge, at)
        self.month = at.astimezone(policy.pack.zone).strftime("%Y-%m")
        self.let_in: dict[str, list[User]] = {}

    def enter(self, arrivals: list[Arrival]) -> None:
        """Register complaints, with what became of them."""
        received = [(one.record, one.received_at) for one in arrivals if one.record and one.received_at]
        numbers, customers = numbers_for(received, self.policy), customers_for(received)
        courses = [self._begun(*given) for given in zip(arrivals, customers, numbers, strict=True)]
        for course in courses:
            self._follow(course)
        cases = [course.case for course in courses]
        insert_each(cases)
        given = dict(Case.objects.filter(number__in=numbers).values_list("number", "pk"))
        for case in cases:
            case.pk = given[case.number]
        self._store(courses)
        insert_each([LetIn(case=case, user=user) for case in cases if case.guarded for user in self._named(case.kind)])
        insert_each([CaseSignal(case=case, code=code) for case in cases for code in signals_of(case, self.policy)])
        insert_each([SearchText(case_id=case.pk, tokens=search.text_of(case, said=())) for case in cases])

    def bring_on(self, known: list[tuple[int, str, Past]]) -> None:
        """Add to cases, given by id and key, what became of them. Raises Stale for one that somebody works on just now."""
        held = Case.objects.select_for_update(of=("self",)).select_related("customer", "department", "store")
        cases = held.in_bulk([pk for pk, _key, _past in known])
        courses = {pk: Course(cases[pk], past, key) for pk, key, past in known}
        revisions = {pk: case.revision for pk, case in cases.items()}
        stood = {pk: BroughtOn(brought_by_id=self.number, case=case, was=_as_it_stands(case), revision=case.revision + 1) for pk, case in cases.items()}
        for clock in Clock.objects.filter(case__in=cases):
            stood[clock.case_id].clocks.append(_as_it_runs(clock))
            if clock.state in ACTIVE:
                courses[clock.case_id].active.append(clock)
        for course in courses.values():
            self._follow(course)
        changes = [({"id": pk, "revision": revisions[pk]}, _changed(course.case)) for pk, course in courses.items()]
        if update_each(Case, changes) != len(changes):
            raise Stale("stale", self.source)
        over = [clock for course in courses.values() for clock in course.active if clock.state not in ACTIVE]
        Clock.objects.bulk_update(over, STOPPED)
        BroughtOn.objects.bulk_create(stood.values())
        self._store(list(courses.values()))

    def _begun(self, arrival: Arrival, customer: Customer, number: str) -> Course:
        record, received = arrival.record, arrival.received_at
        assert record and received
        case = Case(
            number=number, policy=self.version, kind=record.kind, channel=record.channel, stage=Stage.REGISTERED, title=record.title,
            account=record.account, wish=record.wish, place=record.place, customer=customer, category=record.category, fields=record.fields,
            department=arrival.department or self.clerk.department, first_contact=self.clerk, answerable=self.clerk,
            guarded=self.policy.kind(record.kind).confidential, received_at=received, registered_at=received, completed_at=received,
            source_key=record.source_key, import_number=self.number,
        )  # fmt: skip
        came = events.Received(channel=self._titled("channels", record.channel), moment=received.isoformat())
        entered = events.Registered(
            number=number, first_contact=self.clerk.name, department=case.department.title, policy=str(self.version), account=record.account,
            wish=record.wish,
        )  # fmt: skip
        marks = [(mark, received) for mark in (*came.marks, *entered.marks, *events.RecordCompleted.marks)]
        return Course(case, arrival.past, arrival.key, [(came, received), (entered, received)], marks, labels=arrival.labels)

    def _follow(self, course: Course) -> None:
        """What became of the case: judged by the rules, answered, ended and, when that month is over, filed."""
        case, past, told, begun = course.case, course.past, course.told, len(course.told)
        if past.tells and not case.grade:
            told.append((self._judged(case), case.received_at))
        if past.replied_at:
            case.stage = Stage.ANSWERED
            answered = events.Answered(way=self._titled("channels", case.channel), round=case.round, text=past.reply)
            told.append((answered, past.replied_at))
        marks = course.marks + [(mark, at) for happened, at in told[begun:] for mark in happened.marks]
        if past.ended_at:
            case.stage, case.ended_at, case.result = Stage.CLOSED, past.ended_at, past.result
            marks.append(("closed", past.ended_at))
        filed = self._filed(case) if past.ended_at and self._month(past.ended_at) < self.month else None
        if filed:
            marks.append(("archived", self.at))
        course.started = self.timeline.reckon(case, marks, course.active)
        if past.ended_at:
            values = [value_of(clock) for clock in [*course.active, *course.started]]
            told.append((events.Closed(result=self._titled("results", case.result), clocks=values), past.ended_at))
        told.append((events.Imported(source=self.source, key=course.key.removeprefix(f"{self.source}:")), self.at))
        if course.labels:
            told.append((events.Labelled(words=", ".join(course.labels)), self.at))
        if filed:
            told.append((filed, self.at))
        self._chain(course)

    def _judged(self, case: Case) -> events.Assessed:
        said = self.judge.judges(case)
        case.axes, case.grade, case.response, case.tier, case.rulings = said.axes, said.grade, said.response, said.tier, said.rulings
        titles = {name: self._titled(f"{name}s", getattr(case, name)) for name in ("grade", "tier")}
        return events.Assessed(category=self._titled("categories", case.category), axes=case.axes, rulings=case.rulings, **titles)

    def _filed(self, case: Case) -> events.Archived:
        case.stage, case.archived_at = Stage.ARCHIVED, self.at
        case.archive_key, case.keep_until = archive_key(case, self.policy), keep_until(case, self.policy, at=self.at)
        return events.Archived(key=case.archive_key, keep_until=case.keep_until.isoformat())

    def _month(self, moment: datetime) -> str:
        return moment.astimezone(self.policy.pack.zone).strftime("%Y-%m")

    def _titled(self, section: str, code: str) -> dict[str, str]:
        return dict(self.policy.title(section, code))

    def _named(self, kind: str) -> list[User]:
        """Who is let into a confidential case of this kind: those whom the pack names, and the first contact."""
        if kind not in self.let_in:
            found = [user for role in self.policy.kind(kind).named_roles for user in holders(role, self.at)]
            self.let_in[kind] = list({user.pk: user for user in [*found, self.clerk]}.values())
        return self.let_in[kind]

    def _chain(self, course: Course) -> None:
        case, operation = course.case, str(uuid.uuid4())
        for happened, at in course.told:
            entry = next_entry(
                CaseEntry, happened, seq=case.entry_count + 1, before=case.entry_head, by=self.by, at=at, operation=operation
            )
            case.entry_count, case.entry_head = entry.seq, entry.hash
            course.entries.append(entry)
        case.revision += 1

    def _store(self, courses: list[Course]) -> None:
        """The rows that hang on the cases, now that these have their ids."""
        for course in courses:
            for row in (*course.entries, *course.started):
                row.case_id = course.case.pk
        insert_each([entry for course in courses for entry in course.entries])
        insert_each([clock for course in courses for clock in course.started])
        insert_each([
            Answer(
                case=course.case, round=course.case.round, text=course.past.reply, drafted_at=course.past.replied_at,
                given_at=course.past.replied_at, given_way=course.case.channel,
            ) for course in courses if course.past.replied_at
        ])  # fmt: skip


_BROUGHT_ON = (
    "stage", "ended_at", "archived_at", "archive_key", "keep_until", "result", "axes", "grade", "response", "tier", "rulings",
    "next_due_at", "entry_count", "entry_head", "revision",
)  # fmt: skip


STOPPED = ("state", "stop_event", "stopped_at", "next_step_at")
"""What of a running clock changes when its promise is settled."""


def _changed(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in _BROUGHT_ON}


def _as_it_stands(case: Case) -> dict[str, object]:
    """The same fields as plain JSON, dates as ISO texts."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in _changed(case).items()}


def _as_it_runs(clock: Clock) -> dict[str, object]:
    return {"pk": clock.pk} | {name: value.isoformat() if isinstance(value := getattr(clock, name), date) else value for name in STOPPED}
