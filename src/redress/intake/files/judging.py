"""What the rules say of a complaint from a file. Equal complaints are judged once: a file holds many."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from redress.complaints.facts import plain_facts
from redress.complaints.models import Case
from redress.flows.receiving import Suggestions, suggestions
from redress.policies.policy import Policy
from redress.policies.schema.timing import Clock as ClockRule

T = TypeVar("T")
MOST = 10_000
"""So many answers are remembered."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of a case that nobody has judged; ``rulings`` are their reasons as a case keeps them."""

    axes: dict[str, str]
    grade: str
    response: str
    tier: str
    rulings: dict[str, object]


class Judge:
    """The rules of one policy, asked again only for other facts."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._said: dict[object, object] = {}

    def judges(self, case: Case) -> Judgement:
        """What the rules suggest for a case."""
        return self._once(("judges", *_known(case)), lambda: _judgement(suggestions(self.policy, self._facts(case))))

    def clocks(self, case: Case, mark: str) -> tuple[ClockRule, ...]:
        """The clock rules that ``mark`` starts."""
        key = ("clocks", mark, case.grade, case.response, case.tier, repr(case.axes), *_known(case))
        return self._once(key, lambda: self.policy.clocks_on(mark, self._facts(case)))  # type: ignore[arg-type]

    def _facts(self, case: Case) -> dict[str, object]:
        facts = plain_facts(
            self.policy, kind=case.kind, channel=case.channel, category=case.category, axes=case.axes, fields=case.fields
        )
        return facts | {"grade": case.grade, "response": case.response, "tier": case.tier, "customer_kind": case.customer.kind}

    def _once(self, key: object, ask: Callable[[], T]) -> T:
        if key not in self._said:
            if len(self._said) >= MOST:
                self._said.clear()
            self._said[key] = ask()
        return self._said[key]  # type: ignore[return-value]


def _judgement(said: Suggestions) -> Judgement:
    axes = {axis: ruling.value for axis, ruling in said.axes.items()}
    rulings: dict[str, object] = {name: getattr(said, name).as_json() for name in ("grade", "response", "tier")}
    return Judgement(axes, said.grade.value, said.response.value, said.tier.value, rulings)


def _known(case: Case) -> tuple[str, ...]:
    """Everything of a case that a rule may look at before anybody worked on it."""
    return case.kind, case.channel, case.category, case.customer.kind, repr(sorted(case.fields.items()))
