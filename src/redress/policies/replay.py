"""A policy tried over past cases: which grade, response, tier, department, answerer or deadline would have been another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from redress.kernel.clockwork import due
from redress.policies.policy import Policy

DECIDED = ("grade", "response", "tier")


@dataclass(frozen=True, slots=True)
class PastCase:
    """What is known of a past case: its number, the facts when it was judged, and when its events first happened (UTC)."""

    number: str
    facts: Mapping[str, Any]
    events: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy decides for one case. ``deadlines`` holds the due moment (UTC) of each clock that would have run."""

    grade: str
    response: str
    tier: str
    lead: str
    answers: str
    deadlines: Mapping[str, datetime]
    rules: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would have been otherwise for one case.

    ``what`` is grade, response, tier, lead, answers or ``deadline.<clock>``; a clock that would not have run is None.
    ``rule_before`` and ``rule_after`` are the paths of the rules that decided.
    """

    number: str
    what: str
    before: str | datetime | None
    after: str | datetime | None
    rule_before: str = ""
    rule_after: str = ""


def outcome(policy: Policy, case: PastCase) -> Outcome:
    """What ``policy`` decides for ``case``; facts that it does not know are left aside, earlier decisions are made anew."""
    known = policy.vocabulary
    facts = {name: value for name, value in case.facts.items() if name in known and known[name].fits(value) and name not in DECIDED}
    grade = policy.decide_grade(facts)
    facts["grade"] = grade.value
    response = policy.response(facts)
    facts["response"] = response.value
    tier = policy.tier(facts)
    facts["tier"] = tier.value
    routing, answerer = policy.route(facts), policy.answerer(facts)
    deadlines = {
        clock.id: due(case.events[clock.starts], clock.span, policy.calendar(clock.calendar)).at
        for clock in policy.clock_rules
        if clock.starts in case.events and policy.holds(clock.when, facts)
    }
    rules = {
        "grade": grade.rule, "response": response.rule, "tier": tier.rule, "lead": routing.ruling.rule, "answers": answerer.ruling.rule,
    }  # fmt: skip
    return Outcome(grade.value, response.value, tier.value, routing.lead, answerer.answers, deadlines, rules)


def replay(before: Policy, after: Policy, cases: Iterable[PastCase]) -> Iterator[Difference]:
    """The differences case by case, in the order given; nothing for a case that would have gone the same way."""
    for case in cases:
        was, now = outcome(before, case), outcome(after, case)
        for what in (*DECIDED, "lead", "answers"):
            if getattr(was, what) != getattr(now, what):
                yield Difference(case.number, what, getattr(was, what), getattr(now, what), was.rules[what], now.rules[what])
        for clock in dict.fromkeys((*was.deadlines, *now.deadlines)):
            old, new = was.deadlines.get(clock), now.deadlines.get(clock)
            if old != new:
                yield Difference(case.number, f"deadline.{clock}", old, new, f"clocks.{clock}", f"clocks.{clock}")
