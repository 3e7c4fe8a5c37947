"""Plain builders for tests: an organisation from a pack, its people, a complaint, and a case brought to a stage."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from redress.accounts.models import Department, Held, Role, User
from redress.accounts.queries import actor_for
from redress.accounts.rules import may
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.complaints.people import People
from redress.complaints.states import Stage
from redress.demo.people import hire
from redress.flows import concluding, handling
from redress.flows.acts import ACTS
from redress.flows.founding import found
from redress.flows.receiving import register
from redress.kernel.actor import SYSTEM, Actor
from redress.ledger.models import JournalEntry, Stream
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.store import policy_of

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
"""A Wednesday, 12:00 in Shanghai and Taipei."""


@dataclass
class House:
    """An organisation under test."""

    version: PolicyVersion
    policy: Policy
    people: dict[str, list[User]]
    users: list[User] = field(default_factory=list)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def user(self, role: str, place: int = 0) -> User:
        """The ``place``-th person of a role."""
        return self.people[role][place]

    def actor(self, who: str | User, at: datetime = NOON, number: int = 0) -> Actor:
        """The actor of a role's person, or of a person. Grants do not change in a test that uses this."""
        person = self.user(who, number) if isinstance(who, str) else who
        return self._actors.get(person.pk) or self._actors.setdefault(person.pk, actor_for(person, at))

    def able(self, act: str, case: Case, at: datetime = NOON) -> User:
        """The first person who may do ``act`` (a word of the table of acts) to the case."""
        return next(user for user in self.users if may(self.actor(user, at), ACTS[act].right, case))


def organisation(pack: str = "enterprise", *, at: datetime = NOON) -> House:
    """Found an organisation from a shipped pack, with people for every role."""
    if (pack, at) in _FOUNDED and not PolicyVersion.objects.exists():
        version, people = _found_again(*_FOUNDED[pack, at])
    else:
        version = found(pack, by=SYSTEM, at=at - timedelta(days=800))
        people = hire(policy_of(version.pk), at=at - timedelta(days=700))
        _FOUNDED.setdefault((pack, at), ([list(model.objects.all()) for model in _OF_AN_ORGANISATION], people))
    return House(version, policy_of(version.pk), people, list(User.objects.select_related("department").order_by("pk")))


_OF_AN_ORGANISATION = (PolicyVersion, Role, Department, User, Held, Stream, JournalEntry)
_FOUNDED: dict[tuple[str, datetime], tuple[list[list[Model]], dict[str, list[User]]]] = {}
"""The rows of organisations founded earlier in this process: putting them back is quicker than founding anew."""


@transaction.atomic
def _found_again(kept: list[list[Model]], people: dict[str, list[User]]) -> tuple[PolicyVersion, dict[str, list[User]]]:
    for model, rows in zip(_OF_AN_ORGANISATION, kept, strict=True):
        model.objects.bulk_create(deepcopy(rows))
    users = {user.pk: user for user in User.objects.select_related("department")}
    return PolicyVersion.objects.get(), {role: [users[user.pk] for user in held] for role, held in people.items()}


def leaf_category(policy: Policy) -> str:
    """The first category that has no further branches."""
    item = policy.pack.categories[0]
    while item.within:
        item = item.within[0]
    return item.id


def record(house: House, **changes: Any) -> Record:
    """A complete record under the pack's rules."""
    pack = house.policy.pack
    own: dict[str, Any] = {}
    plain = {"int": 1, "money": 0, "bool": False, "date": "2026-03-01", "datetime": "2026-03-01T02:00:00+00:00"}
    for item in pack.fields:
        if not item.fills and not item.personal:
            own[item.id] = item.options[0].id if item.options else plain.get(item.type, "一")
    given: dict[str, Any] = {
        "kind": pack.kinds[0].id, "channel": pack.channels[0].id, "title": "说好的事没有办", "account": "约好周一上门，一直没有人来。",
        "name": "欧阳小满", "contact": {"phone": "13900001234", "address": "人民路 1 号"}, "wish": "尽快上门",
        "category": leaf_category(house.policy), "occurred_at": NOON - timedelta(days=1), "place": "家中",
        "mood": pack.moods[0].id, "fields": own, "store": Department.objects.filter(kind__in=["store", "desk"]).order_by("-kind", "pk").first(),
    }  # fmt: skip
    own |= changes.pop("fields", {})
    return Record(**(given | changes))


def complaint(house: House, *, by: str | User | None = None, at: datetime = NOON, **changes: Any) -> Case:
    """A complaint registered by the clerk."""
    options = {name: changes.pop(name) for name in ("subjects", "let_in", "repeat_of", "finish", "reception_ended") if name in changes}
    clerk = by or house.people.get("clerk", house.users)[0]
    return register(record(house, **changes), by=house.actor(clerk, at), at=at, **({"reception_ended": at} | options))


PATH = (
    "confirm-record", "assess", "assign", "accept", "add-point", "plan-step", "find-point", "settle-step", "investigated", "decide",
    "draft-answer", "answer", "sign", "verdict", "close", "archive",
)  # fmt: skip


class Walk:
    """Brings a case forward along the usual way, each act by somebody who may do it, a minute apart."""

    def __init__(self, house: House, case: Case, at: datetime = NOON) -> None:
        self.house, self.case, self.at = house, case, at
        self.done: list[tuple[str, str]] = []

    def do(self, code: str, by: User | None = None, **data: Any) -> Case:
        """One act."""
        self.at += timedelta(minutes=1)
        self.case = Case.objects.get(pk=self.case.pk)
        who = by or self.house.able(code, self.case, self.at)
        self.case = ACTS[code].run(self.case, by=self.house.actor(who, self.at), at=self.at, **data)
        self.done.append((code, who.username))
        return self.case

    def to(self, stage: Stage, *, score: int | None = None) -> Case:
        """Go on until the case stands at ``stage``."""
        for code in PATH:
            if self.case.stage == stage:
                break
            self.step(code, score=score)
        assert self.case.stage == stage, (self.case.stage, stage)
        return self.case

    def step(self, code: str, *, score: int | None = None) -> None:
        """One step of the usual way, with ordinary data."""
        pack, case, policy = self.house.policy.pack, self.case, self.house.policy
        match code:
            case "confirm-record":
                self.do(code, way=pack.record.ways[0].id, agreed=True, signature="data:image/png;base64,AA==")
            case "assess":
                axes = {axis.id: axis.options[-1].id for axis in pack.axes}
                axes |= {axis: ruling.value for axis, ruling in policy.suggest_axes({}).items()}
                self.do(code, category=case.category, axes=axes)
            case "assign":
                lead = Department.objects.get(code=handling.suggested_route(case, policy, at=self.at).lead)
                self.do(code, lead=lead, asked="请查明并处理")
            case "accept":
                self.do(code, self.worker(), part=case.parts.get(lead=True, state="offered").pk)
            case "add-point":
                self.do(code, self.worker(), text="没有按约上门")
            case "plan-step":
                self.do(code, self.worker(), measure="派人上门", person=self.worker(), due_at=self.at + timedelta(days=1))
            case "find-point":
                self.do(code, self.worker(), point=case.points.get().pk, finding="upheld")
            case "settle-step":
                self.do(code, self.worker(), step=case.plan.get().pk, done=True, outcome="已上门")
            case "investigated":
                self.do(code, self.worker(), summary="派工单漏派，属实。")
            case "decide":
                self.do(code, self.decider(), justified=True, solution="当日上门并致歉", correction="派工单当日核对")
            case "draft-answer":
                self.do(code, self.worker(), text="已安排今日上门，特此致歉。")
            case "answer":
                self.answer()
            case "sign":
                if policy.code == "mall":
                    self.do("receive-remedy", received_by="欧阳小满", signature="data:image/png;base64,AA==")
            case "verdict":
                best = pack.satisfaction.scale[-1].value
                self.do(code, way=pack.satisfaction.ways[0].id, reached=True, score=best if score is None else score, words="可以")
            case "close":
                self.do(code, result=pack.results[0].id)
            case _:
                self.do(code)

    def worker(self) -> User:
        """Somebody of the lead department who may work on the case."""
        here = self.case.department.path
        able = [user for user in self.house.users if may(self.house.actor(user, self.at), "case.work", self.case)]
        return next((user for user in able if user.department.path.startswith(here)), able[0])

    def decider(self) -> User:
        """Somebody whose tier reaches the case."""
        actors = ((user, self.house.actor(user, self.at)) for user in self.house.users)
        return next(
            user for user, actor in actors
            if may(actor, "case.decide", self.case) and concluding.may_decide(self.house.policy, self.case, actor)
        )  # fmt: skip

    def answer(self) -> None:
        """Carry the drafted answer along its path to the customer."""
        for step in range(stations := len(self.case.answers.get(round=self.case.round).path)):
            answer = self.case.answers.get(round=self.case.round)
            who = User.objects.get(pk=People(self.at).holding(answer, self.case)[0])
            if step < stations - 1:
                self.do("pass-answer", who)
            else:
                self.do("give-answer", who, way=self.house.policy.pack.channels[0].id)
