"""What is suggested for a text, and how the suggestions fared."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q
from django.db.models.fields.json import KT

from redress.complaints.models import Case
from redress.learning.models import Target, Training
from redress.learning.plain import PlainModel
from redress.policies.policy import Policy

ENOUGH = 20
"""A category with fewer measured suggestions is told with the precision of all."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value proposed, with the words that speak for it; ``right`` is how many of ten such suggestions were right, None for words of the policy."""

    value: str
    words: tuple[str, ...]
    right: int | None = None

    def as_json(self) -> dict[str, object]:
        """A picture to keep with what a person chose."""
        return {"value": self.value, "rule": "words" if self.right is None else "learned"}


def in_force(target: str) -> Training | None:
    """The training that suggests now; the newest that ended, without its numbers."""
    return Training.objects.filter(target=target, ended_at__isnull=False, trouble="").defer("model").order_by("-ended_at", "-pk").first()


@lru_cache(maxsize=4)
def _model(pk: int, _ended_at: datetime) -> PlainModel | None:
    kept = bytes(Training.objects.values_list("model", flat=True).get(pk=pk))
    return PlainModel.unpack(kept) if kept else None


def suggest_category(policy: Policy, kind: str, *texts: str) -> Suggestion | None:
    """The category that closed cases suggest, or the words of the policy while nothing was learned; None rather than a bad one."""
    allowed = [code for code in policy.categories if _open_to(policy, code, kind)]
    training = in_force(Target.CATEGORY)
    if training is not None and training.report.get("refused") != "few":
        return _learned(training, allowed, texts)
    named = policy.categories_named(*texts)
    value = next((code for code in named if code in allowed), None)
    return Suggestion(value, named[value]) if value else None


def suggest_department(policy: Policy, *texts: str) -> Suggestion | None:
    """The lead department that closed cases suggest; None while nothing was learned: then the routes of the policy stand alone."""
    training = in_force(Target.DEPARTMENT)
    return _learned(training, [place.code for place in policy.pack.departments], texts) if training is not None else None


def _open_to(policy: Policy, code: str, kind: str) -> bool:
    asked = [branch.kinds for branch in policy.category_path(code) if branch.kinds]
    return all(kind in kinds for kinds in asked)


def _learned(training: Training, allowed: list[str], texts: tuple[str, ...]) -> Suggestion | None:
    model = _model(training.pk, training.ended_at) if training.ended_at and "refused" not in training.report else None
    guess = model.guess("\n".join(texts), allowed) if model else None
    if guess is None or guess.lead < training.report["threshold"]:
        return None
    return Suggestion(guess.label, guess.words, right_of_ten(training.report, guess.label))


def right_of_ten(report: dict[str, Any], label: str) -> int:
    """How many of ten suggestions of ``label`` were right when measured; of all suggestions, where it had too few."""
    of_it = report["labels"].get(label, {})
    counted = of_it if of_it.get("made", 0) >= ENOUGH else report
    return round(10 * counted["right"] / counted["made"]) if counted["made"] else 0


def followed(since: datetime) -> dict[str, dict[str, int]]:
    """By source (``learned``, ``words``, "" for none made): cases received since then and judged, and how many ended up with what was suggested."""
    cases = Case.objects.filter(received_at__gte=since).exclude(grade="").filter(rulings__has_key="category")
    counted = cases.order_by().values(rule=KT("rulings__category__rule")).annotate(
        judged=Count("pk"), taken=Count("pk", filter=Q(category=KT("rulings__category__value"))),
    )  # fmt: skip
    return {row["rule"]: {"judged": row["judged"], "taken": row["taken"]} for row in counted}
