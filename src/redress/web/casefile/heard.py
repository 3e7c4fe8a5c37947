"""What the words of a customer point to, ready for a page: signals, mood, and what closed cases suggest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redress.complaints.models import Case, Customer
from redress.complaints.queries import earlier_cases
from redress.kernel.actor import Actor
from redress.learning.queries import Suggestion, suggest_category, suggest_department
from redress.policies.policy import Noticed, Policy
from redress.web.casefile.packforms import speak

TONES = {"calm": "calm", "notice": "info", "warning": "soon", "serious": "late"}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion as a page tells it."""

    title: str
    value: str
    words: tuple[str, ...]
    right: int | None


def signals(policy: Policy, *texts: str) -> list[dict[str, Any]]:
    """The signals with their tones, the gravest first."""
    grave = list(reversed(TONES))
    found = sorted(policy.notice(*texts), key=lambda noticed: grave.index(noticed.signal.tone))
    return [{"signal": one.signal, "words": one.words, "tone": TONES[one.signal.tone]} for one in found]


def mood_of(policy: Policy, *texts: str) -> Noticed | None:
    """The first signal that suggests a mood."""
    return next((one for one in policy.notice(*texts) if one.signal.mood), None)


def category_for(policy: Policy, kind: str, *texts: str) -> Proposed | None:
    """The category suggested for what was said."""
    return _proposed(policy, "categories", suggest_category(policy, kind, *texts))


def department_for(policy: Policy, *texts: str) -> Proposed | None:
    """The lead department suggested by closed cases."""
    return _proposed(policy, "departments", suggest_department(policy, *texts))


def _proposed(policy: Policy, section: str, found: Suggestion | None) -> Proposed | None:
    return Proposed(speak(policy.title(section, found.value)), found.value, found.words, found.right) if found else None


def earlier(customer: Customer, actor: Actor, *, before: datetime, besides: int | None = None) -> dict[str, int] | None:
    """How many cases of the same person the reader may see; None for somebody anonymous, whose cases are not one person's."""
    return None if customer.kind == Customer.Kind.ANONYMOUS else earlier_cases(customer, actor, before=before, besides=besides)


def of_case(case: Case, policy: Policy, actor: Actor, *, before_assessment: bool) -> dict[str, Any]:
    """What the page of a case tells of its words."""
    texts = (case.title, case.account, case.wish)
    mood = mood_of(policy, *texts) if not case.mood else None
    return {
        "signals": signals(policy, *texts), "earlier": earlier(case.customer, actor, before=case.received_at, besides=case.pk),
        "mood": {"title": policy.title("moods", mood.signal.mood or ""), "words": mood.words} if mood else None,
        "category": category_for(policy, case.kind, *texts) if before_assessment else None,
    }  # fmt: skip
