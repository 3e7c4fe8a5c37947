"""One case of the demo from receipt to archive, as a script that says when it wants to go on."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from django.db.models import Q

from redress.accounts.models import Department, User
from redress.complaints.facts import facts_of
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.complaints.operations.work import Asked
from redress.complaints.states import Stage
from redress.deadlines.models import Clock
from redress.demo.cast import Cast
from redress.demo.filling import Filling
from redress.demo.people import invented_name
from redress.demo.plot import Plan
from redress.demo.texts import Book
from redress.demo.things import SIGNATURE, note_file, picture_file
from redress.flows import handling
from redress.flows.acting import ACTS
from redress.flows.receiving import register_inside
from redress.policies.policy import Policy

Wait = Iterator[timedelta]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Halt(Exception):
    """The script rests here: the case stays as it is for whoever opens the demo."""


class Play:
    """A case being played. ``run`` yields the time until its next act; ``at`` is set by whoever resumes it."""

    def __init__(self, plan: Plan, book: Book, cast: Cast) -> None:
        self.plan, self.book, self.cast = plan, book, cast
        self.policy: Policy = cast.policy
        self.chance = Random(plan.seed)
        self.at = plan.received_at
        self._case: Case | None = None
        self._pk = 0
        self.text = Filling(plan, book, self.chance)

    def word(self, name: str) -> str:
        """A sentence of the book's common words."""
        return self.chance.choice(self.book.words[name])

    def do(self, code: str, by: User | None = None, **data: Any) -> None:
        """One act by the person named, or by the first contact, the handler or whoever may."""
        who = by or self.cast.able(code, self.case, [self.case.answerable_id, self.case.first_contact_id, self.case.handler_id])
        run: Any = ACTS[code].run
        run.inside(self.case, by=self.cast.actor(who), at=self.at, **data)
        self._case = None

    @property
    def case(self) -> Case:
        """The case as it stands, with what rights are asked about; read anew after each act."""
        if self._case is None:
            rows = Case.objects.select_related("department", "store", "customer", "answerable__department")
            self._case = rows.prefetch_related("parts", "subjects", "let_in").get(pk=self._pk)
        return self._case

    @case.setter
    def case(self, case: Case) -> None:
        self._pk, self._case = case.pk, None

    def rest(self, after: str) -> None:
        """Stop here where the plan says so. Raises Halt."""
        if self.plan.halt == after:
            raise Halt

    def wait(self, low: float, high: float) -> timedelta:
        """A stretch of ``low`` to ``high`` hours at the pace of this case."""
        return timedelta(minutes=max(1, round(self.chance.uniform(low, high) * 60 * self.plan.pace)))

    def run(self) -> Wait:
        """The whole script."""
        try:
            yield from self._script()
        except Halt:
            return

    def _script(self) -> Wait:
        yield from self._receive()
        self.rest("register")
        yield from self._record()
        self.rest("confirm-record")
        if self.plan.ending == "dismiss":
            yield self.wait(1, 6)
            self._end("dismiss")
            return
        yield self.wait(0.1, 3)
        self._assess()
        self.rest("assess")
        yield from self._talk("call-back")
        if self.plan.ending == "merge" and (yield from self._merge()):
            return
        if not self._settled_at_once():
            yield from self._assign()
        yield from self._rounds()
        yield self.wait(0.5, 5)
        self._close()
        self.rest("close")
        yield from self._archive()

    def _receive(self) -> Wait:
        story, policy = self.plan.story, self.policy
        kind = policy.kind(story.kind or policy.pack.kinds[0].id)
        store = self.text.store(self.cast.stores)
        subject = [self.chance.choice(self.cast.holders(story.subject_role))] if story.subject_role else []
        clerk = self.cast.receiver(self.chance, confidential=kind.confidential, store=store)
        channel = policy.channel(self.text.channel(policy.pack))
        repeat = self._earlier(kind.id)
        record = self._write_record(kind.id, channel.id, store, repeat)
        late = timedelta() if channel.direct else self.wait(0.2, 1.5)
        if late:
            yield late
        missing = "late-record" in self.plan.extras and channel.direct
        if missing:
            record = self.text.unfinished(record)
        self.case = register_inside(
            record, by=self.cast.actor(clerk), at=self.at, finish=False, first_contact=clerk, received_at=self.plan.received_at,
            subjects=[user for user in subject if user.pk != clerk.pk], let_in=[], repeat_of=repeat,
            reception_ended=self.at if channel.direct else None,
        )  # fmt: skip

    def _earlier(self, kind: str) -> Case | None:
        """An earlier case of the same matter, which this one repeats."""
        if self.plan.number % 17 or not self.plan.number or self.policy.kind(kind).confidential:
            return None
        same = Case.objects.filter(category=self.plan.story.category, guarded=False, kind=kind).exclude(customer__kind="anonymous")
        return same.select_related("customer").order_by("-id").first()

    def _write_record(self, kind: str, channel: str, store: Department | None, repeat: Case | None) -> Record:
        text, story = self.text, self.plan.story
        party = story.customer_kind or self.policy.pack.customer_kinds[0].id
        language = self.policy.pack.language
        name = repeat.customer.name if repeat else text.name(party, invented_name(self.plan.number * 3 + 1200, language))
        contact = dict(repeat.customer.contact) if repeat else text.contact(party)
        return Record(
            kind=kind, channel=channel, title=text(story.title), account=text(story.account), wish=text(story.wish), name=name,
            contact=contact, customer_kind=party, customer_tier=text.tier(self.policy.pack), customer=repeat.customer if repeat else None,
            category=story.category, occurred_at=self.plan.received_at - self.wait(2, 70), place=text.place(store),
            mood=story.mood or self.chance.choice(self.policy.pack.moods).id, store=store, fields=text.fields(self.policy, self.at),
        )  # fmt: skip

    def _record(self) -> Wait:
        if self.case.completed_at is None:
            yield timedelta(minutes=self.chance.randrange(4, 25))
            self.do("correct-record", changes={"place": self.text.place(self.case.store)}, fields=self.text.fields(self.policy, self.at))
        if "evidence" in self.plan.extras:
            self._evidence()
        facts = facts_of(self.case, self.policy, at=self.at)
        if self.policy.needs_record_confirmation(facts) or self.chance.random() < 0.4:
            yield timedelta(minutes=self.chance.randrange(3, 50))
            way = self.chance.choice(self.policy.pack.record.ways).id
            if self.chance.random() < 0.06:
                self.do("confirm-record", way=way, agreed=False, correction=self.word("chase"), signature=SIGNATURE)
                yield timedelta(minutes=20)
            self.do("confirm-record", way=way, agreed=True, signature=SIGNATURE)

    def _evidence(self) -> None:
        number, words = f"{self.plan.number:04}", self.text(self.plan.story.evidence or self.plan.story.title)
        upload = picture_file(number, words) if self.plan.number % 2 else note_file(number, f"{words}\n{self.case.account}\n")
        self.do("evidence", title=words, source=self.case.channel, upload=upload)

    def _assess(self) -> None:
        fields = self.text.assessment(self.policy)
        axes = self._axes({**self.case.fields, **fields})
        self.do("assess", category=self.plan.story.category, axes=axes, fields=fields, mood=self.case.mood)

    def _axes(self, fields: dict[str, object]) -> dict[str, str]:
        self.case.fields = fields
        facts = facts_of(self.case, self.policy, at=self.at)
        told = {axis: ruling.value for axis, ruling in self.policy.suggest_axes(facts).items()}
        return {axis.id: told.get(axis.id) or axis.options[0].id for axis in self.policy.pack.axes}

    def _settled_at_once(self) -> bool:
        return self.plan.story.simple and not self.plan.returns and self.plan.halt not in ("assign", "return", "accept", "plan")

    def _talk(self, what: str) -> Wait:
        channel = self.case.channel
        if what in self.plan.extras:
            self.do("promise-call-back", due_at=self.at + self.wait(3, 26) + HOUR, about=self.word("call_about"))
            self.rest("call-back")
            yield from self._call()
        if "talk" in self.plan.extras:
            self.do("hear", text=self.word("chase"), channel=channel)
            yield self.wait(0.2, 3)
            self.do("tell", text=self.word("progress"), channel=channel)
        if "note" in self.plan.extras:
            self.do("note", text=self.word("note"))

    def _call(self) -> Wait:
        """The customer is called, where somebody promised it or has to tell something."""
        yield self.wait(1, 6)
        for call in self.case.call_backs.filter(made_at=None):
            self.do("make-call-back", call_back=call.pk, outcome=self.word("call_outcome"))

    def _merge(self) -> Wait:
        """Merge into an open case of the same customer, where there is one; makes one by a second call."""
        twin = self._write_record(self.case.kind, self.case.channel, self.case.store, None)
        clerk = self.cast.by_id[self.case.first_contact_id]
        other = register_inside(
            Record(**{**{name: getattr(twin, name) for name in Record.__dataclass_fields__}, "customer": self.case.customer}),
            by=self.cast.actor(clerk), at=self.at, finish=False, first_contact=clerk, repeat_of=self.case,
        )  # fmt: skip
        kept, self.case = self.case, other
        yield self.wait(0.2, 2)
        self.do("merge", other=kept)
        self.rest("merge")
        self.case = kept
        return False

    def _lead(self) -> tuple[Department, list[Asked]]:
        route = handling.suggested_route(self.case, self.policy, at=self.at)
        assisting = [self.cast.departments[code] for code in route.assist if code != route.lead][:2]
        return self.cast.departments[route.lead], [Asked(department=place, asked=self.word("assist")) for place in assisting]

    def _assign(self) -> Wait:
        yield self.wait(0.2, 3)
        lead, assisting = self._lead()
        self.do("assign", lead=lead, assisting=assisting, asked=self.word("asked"))
        self.rest("assign")
        for turn in range(self.plan.returns):
            yield self.wait(0.5, 3)
            part = self.case.parts.get(lead=True, state="offered")
            self.do("return", self.cast.worker(self.case), part=part.pk, reason=self.word("return"))
            if turn == self.plan.returns - 1:
                self.rest("return")
            yield self.wait(0.3, 3)
            if handling.needs_arbiter(self.case):
                self.do("arbitrate", lead=lead, reason=self.word("arbitrate"))
                break
            self.do("assign", lead=lead, asked=self.word("asked"))
        yield self.wait(0.3, 4)
        yield from self._accept()

    def _accept(self) -> Wait:
        part = self.case.parts.filter(lead=True, state="offered").first()
        if part is not None:
            self.do("accept", self.cast.worker(self.case), part=part.pk)
        self.rest("accept")
        for part in self.case.parts.filter(lead=False, state="offered").select_related("department"):
            yield self.wait(0.3, 3)
            helper = self._helper(part.department)
            self.do("accept", helper, part=part.pk)
            yield self.wait(2, 12)
            self.do("finish-part", helper, part=part.pk, finding=self.word("part_done"))
        if "hand-over" in self.plan.extras and self.case.handler_id:
            handler = self.cast.by_id[self.case.handler_id]
            mates = [user for user in self.cast.users if user.department_id == handler.department_id and user != handler]
            if mates:
                self.do("hand-over", handler, person=mates[0], reason=self.word("hand_over"))

    def _helper(self, department: Department) -> User:
        staff = [user.pk for user in self.cast.users if user.department.path.startswith(department.path)]
        return self.cast.able("accept", self.case, staff)

    def _rounds(self) -> Wait:
        for round_ in range(self.plan.bad_rounds + 1):
            if self.case.stage == Stage.REOPENED:
                yield from self._again()
            yield from self._investigate(round_)
            yield from self._answer(round_)
            yield self.wait(3, 40)
            if self.plan.ending == "withdraw" and not round_:
                self._end("withdraw")
                raise Halt
            yield from self._verdict(bad=round_ < self.plan.bad_rounds)
            if self.case.stage == Stage.CONFIRMED:
                break
            self.rest("dissatisfied")

    def _again(self) -> Wait:
        yield self.wait(1, 6)
        lead, _assisting = self._lead()
        self.do("assign", lead=lead, asked=self.word("asked"))
        yield self.wait(0.3, 3)
        yield from self._accept()

    def _investigate(self, round_: int) -> Wait:
        yield self.wait(2, 20)
        worker = self.cast.worker(self.case)
        needs_plan = self.policy.needs_plan(facts_of(self.case, self.policy, at=self.at))
        if needs_plan or (not self.plan.story.simple and self.chance.random() < 0.4):
            due = self.at + self.wait(10, 60) + HOUR
            self.do("plan-step", worker, measure=self.text(self.plan.story.measure), person=worker, due_at=due)
            self.rest("plan")
            yield from self._delay()
        if "third" in self.plan.extras and not round_:
            yield from self._third(worker)
        if not round_ or self.chance.random() < 0.5:
            self.do("add-point", worker, text=self.text(self.plan.story.title if not round_ else self.plan.story.unhappy))
        yield self.wait(2, 20)
        for point in self.case.points.filter(finding="open"):
            self.do("find-point", worker, point=point.pk, finding=self.plan.story.upheld, reason=self.text(self.plan.story.finding))
        for step in self.case.plan.filter(done_at=None, dropped=False):
            self.do("settle-step", worker, step=step.pk, done=True, outcome=self.word("step_done"))
        self.do("investigated", worker, summary=self.text(self.plan.story.finding))
        self.rest("investigated")

    def _third(self, worker: User) -> Wait:
        kinds = self.policy.pack.third_parties
        kind, name = self.plan.story.third or (kinds[0].id, kinds[0].title[self.policy.pack.language])
        self.do("third-party", worker, kind=kind, name=name, asked=self.word("third_asked"), due_at=self.at + timedelta(days=5))
        yield self.wait(10, 40)
        said = self.case.third_parties.get(said_at=None)
        self.do("third-party-says", worker, third_party=said.pk, said=self.word("third_said"))

    def _delay(self) -> Wait:
        """Time stops, or more time is asked for, on a clock that allows it."""
        rules = {rule.id for rule in self.policy.clock_rules if rule.pausable}
        clock = Clock.objects.filter(case=self.case, state="running", rule__in=rules, due_at__gt=self.at).order_by("due_at").first()
        if clock is None:
            return
        if "pause" in self.plan.extras:
            reason = self.policy.pack.pauses[0].id
            self.do("pause", clock=clock.pk, reason=reason, words=self.word("pause"))
            self.rest("pause")
            yield self.wait(8, 40)
            paused = Clock.objects.filter(pk=clock.pk, state="paused").first()
            if paused is not None:
                self.do("resume", clock=paused.pk)
        elif "extend" in self.plan.extras:
            self.do("extend", clock=clock.pk, span=self.policy.pack.extensions.by, reason=self.word("extend"))
            yield self.wait(1, 6)
            asked = clock.extensions.filter(state="asked").first()
            if asked is not None:
                boss = self._approver(asked.asked_by_id)
                self.do("decide-extension", boss, extension=asked.pk, grant=True, words="")
                yield from self._call()

    def _approver(self, asker: int) -> User:
        role = self.policy.pack.extensions.approver
        people = [user.pk for user in self.cast.holders(role) if user.pk != asker]
        return self.cast.able("decide-extension", self.case, people)

    def _answer(self, round_: int) -> Wait:
        yield self.wait(0.5, 8)
        story = self.plan.story
        self.do(
            "decide", self.cast.decider(self.case), justified=story.upheld != "not_upheld", solution=self.text(story.solution),
            reasons=self.text(story.finding), correction=self.text(story.cause),
        )  # fmt: skip
        self.rest("decide")
        yield self.wait(0.2, 4)
        words = self.book.words["round_two" if round_ else "answer"]
        self.do("draft-answer", self.cast.worker(self.case), text=self.text.answer(str(words)))
        self.rest("draft-answer")
        answer = self.case.answers.get(round=self.case.round)
        for _station in answer.path[:-1]:
            yield self.wait(0.2, 3)
            self.do("pass-answer", self.cast.station(self.case, answer, self.at))
            answer.step += 1
            self.rest("pass-answer")
        yield self.wait(0.2, 4)
        way = self.case.channel
        self.do("give-answer", self.cast.station(self.case, answer, self.at), way=way)
        self.rest("give-answer")

    def _verdict(self, *, bad: bool) -> Wait:
        rule = self.policy.pack.satisfaction
        way = self.chance.choice(rule.ways).id
        if self.chance.random() < 0.12:
            self.do("verdict", way=way, reached=False)
            yield self.wait(3, 20)
        low = [mark.value for mark in rule.scale if mark.value < rule.satisfied_from]
        high = [mark.value for mark in rule.scale if mark.value >= rule.satisfied_from]
        words = self.text(self.plan.story.unhappy) if bad else self.word("happy")
        self.do("verdict", way=way, reached=True, score=self.chance.choice(low if bad else high), words=words)
        if not bad:
            self.rest("verdict")

    def _close(self) -> None:
        if "link" in self.plan.extras:
            near = Case.objects.filter(category=self.case.category, guarded=False).exclude(Q(pk=self.case.pk) | Q(stage="archived"))
            other = near.order_by("-id").first()
            if other is not None and not self.case.guarded:
                self.do("link", other=other, reason=self.word("link"))
        if "slip" in self.plan.extras:
            self.do("slip", text=self.word("slip"), channel=self.case.channel)
            slip = self.case.slips.filter(answered_at=None).first()
            if slip is not None and self.chance.random() < 0.7:
                self.do("answer-slip", slip=slip.pk, answer=self.word("slip_answer"))
        self.text.sign_if_paid(self)
        upheld = {"upheld": "settled", "partly": "partly-settled", "not_upheld": "explained"}[self.plan.story.upheld]
        results = [result.id for result in self.policy.pack.results]
        self.do("close", result=upheld if upheld in results else results[0])

    def _end(self, how: str) -> None:
        pack = self.policy.pack
        if how == "withdraw":
            self.do("withdraw", reason=self.chance.choice(pack.withdrawal_reasons).id, words=self.word("withdraw"))
        else:
            self.do("dismiss", reason=pack.dismissal_reasons[0].id, words=self.word("dismiss"))
        self.rest(how)

    def _archive(self) -> Wait:
        """At the end of the month, with the others."""
        local = self.at.astimezone(self.policy.pack.zone)
        after = (local.replace(day=28) + timedelta(days=4)).replace(day=1, hour=9, minute=self.plan.number % 60)
        yield after - local
        self.do("archive")
