"""A small organisation under the ``enterprise`` pack, and complaints in it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from redress.accounts.models import Department, Held, Role, User
from redress.accounts.queries import actor_for
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record, register
from redress.deadlines.models import Clock
from redress.deadlines.operations import on_event
from redress.kernel.actor import SYSTEM, Actor
from redress.policies.models import PolicyVersion
from redress.policies.operations import install
from redress.policies.reader import shipped_policy

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    """A moment of the organisation's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class House:
    """The people of the house: a clerk, a colleague, a handler with a head, a manager, a stranger."""

    version: PolicyVersion
    people: dict[str, User]
    departments: dict[str, Department]

    def actor(self, name: str, at: datetime) -> Actor:
        return actor_for(self.people[name], at)

    def case(self, at: datetime, *, number: int = 0, received_at: datetime | None = None, **changes: object) -> Case:
        """A registered complaint whose clocks have heard of it."""
        clerk = self.people["clerk"]
        case = register(
            Record(
                kind="complaint", channel="walk-in", title=f"冰箱不制冷 {number}", account="送来三天就坏了",
                name=f"顾客{number}",
            ),
            version=self.version, policy=shipped_policy("enterprise"), first_contact=clerk,
            department=self.departments["after-sales"], received_at=received_at or at, by=self.actor("clerk", at), at=at,
        )  # fmt: skip
        if changes:
            Case.objects.filter(pk=case.pk).update(**changes)
            case.refresh_from_db()
        return case

    def clock(self, case: Case, event: str, rule: str, at: datetime) -> Clock:
        """The clock of ``rule`` that ``event`` starts."""
        on_event(case, event, by=self.actor("clerk", at), at=at)
        return Clock.objects.select_related("case").get(case=case, rule=rule, stopped_at=None)


def build(since: datetime | None = None) -> House:
    """Make the organisation; everybody holds their role from ``since`` on."""
    since = since or local("2020-01-01 00:00")
    pack = shipped_policy("enterprise").pack
    version = install("enterprise", by=SYSTEM, at=since)
    departments: dict[str, Department] = {}
    for place in pack.departments:
        above = departments.get(place.parent or "")
        made = Department.objects.create(
            code=place.code, title=dict(place.title), kind=place.kind, parent=above, path=""
        )
        made.path = f"{above.path if above else '/'}{made.pk}/"
        made.save(update_fields=["path"])
        departments[place.code] = made
    roles = {
        role.code: Role.objects.create(code=role.code, title=dict(role.title), acts=list(role.acts))
        for role in pack.roles
    }
    people = {
        "clerk": _person("clerk", "王芳", departments["hotline-desk"], roles["clerk"], "all", since),
        "colleague": _person("colleague", "李雷", departments["online-desk"], roles["clerk"], "all", since),
        "chief": _person("chief", "周敏", departments["customer-service"], roles["supervisor"], "all", since),
        "handler": _person("handler", "赵强", departments["after-sales"], roles["handler"], "department", since),
        "head": _person("head", "钱伟", departments["after-sales"], roles["department-head"], "subtree", since),
        "manager": _person("manager", "孙丽", departments["general-office"], roles["manager"], "all", since),
        "stranger": _person("stranger", "吴用", departments["logistics"], roles["handler"], "department", since),
        "admin": _person("admin", "郑义", departments["general-office"], roles["admin"], "all", since),
    }
    for code, name in (("after-sales", "head"), ("customer-service", "chief")):
        Department.objects.filter(pk=departments[code].pk).update(head=people[name])
    return House(version, people, departments)


def _person(username: str, name: str, department: Department, role: Role, scope: str, since: datetime) -> User:
    user = User.objects.create(username=username, name=name, department=department, email=f"{username}@example.test")
    anchor = department if scope in ("department", "subtree") else None
    Held.objects.create(user=user, role=role, scope=scope, department=anchor, since=since)
    return user
