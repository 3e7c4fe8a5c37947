"""Which cases are learned from, and what of them: ended, judged by a person, neither confidential nor about staff."""

import re
from collections import Counter
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from redress.accounts.models import User
from redress.complaints.models import Case, Part, Subject
from redress.complaints.states import PartState, Stage
from redress.learning.measuring import FOLDS, Example
from redress.learning.models import Target
from redress.policies.models import PolicyVersion
from redress.policies.store import policy_of

LEAST_CASES = 200
LEAST_OF_EACH = 2 * FOLDS
"""A category or department with fewer cases is not learned: a fold would hold hardly any."""
NEWEST = 20_000


def usable(target: str) -> QuerySet[Case]:
    """The cases that may be learned from, newest first."""
    cases = Case.objects.filter(ended_at__isnull=False, guarded=False).exclude(grade="").exclude(category="")
    cases = cases.exclude(stage__in=(Stage.NOT_A_COMPLAINT, Stage.MERGED)).filter(~Exists(Subject.objects.filter(case=OuterRef("pk"))))
    for version in PolicyVersion.objects.exclude(state="draft").only("pk"):
        secret = [kind.id for kind in policy_of(version.pk).pack.kinds if kind.internal or kind.confidential]
        cases = cases.exclude(policy=version, kind__in=secret) if secret else cases
    if target == Target.DEPARTMENT:
        cases = cases.filter(Exists(_leads().filter(case=OuterRef("pk"))))
    return cases.order_by("-pk")


def _leads() -> QuerySet[Part]:
    """The parts of departments that accepted the lead."""
    return Part.objects.filter(lead=True, state__in=(PartState.ACCEPTED, PartState.DONE))


def examples(target: str) -> tuple[list[Example], dict[str, int]]:
    """What is learned from, and the labels left out for want of cases, with their number."""
    cases = list(usable(target).select_related("customer").only("title", "account", "wish", "category", "customer")[:NEWEST])
    labels = {case.pk: case.category for case in cases} if target == Target.CATEGORY else _departments(cases)
    many = Counter(labels.values())
    few = {label: number for label, number in many.items() if number < LEAST_OF_EACH}
    staff = _pattern(User.objects.values_list("name", flat=True))
    found = [
        Example(_without_people(case, staff), labels[case.pk], case.customer_id)
        for case in cases if case.pk in labels and labels[case.pk] not in few
    ]  # fmt: skip
    return found, few


def _departments(cases: list[Case]) -> dict[int, str]:
    """The department that led each case last, by its code."""
    leads = _leads().filter(department__active=True).order_by("pk").values_list("case_id", "department__code")
    wanted = {case.pk for case in cases}
    return {case: code for case, code in leads.iterator() if case in wanted}


def _pattern(names: "Iterator[str] | QuerySet[User, str]") -> re.Pattern[str]:
    listed = sorted({re.escape(name) for name in names if len(name) > 1}, key=len, reverse=True)
    return re.compile("|".join(listed) or r"(?!)")


def _without_people(case: Case, staff: re.Pattern[str]) -> str:
    """The words of a case without the names of its customer and of the staff."""
    text = staff.sub(" ", "\n".join((case.title, case.account, case.wish)))
    return text.replace(case.customer.name, " ") if len(case.customer.name) > 1 else text
