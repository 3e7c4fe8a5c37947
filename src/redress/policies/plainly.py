"""A rule in plain words: ``loss >= 10000 || injury`` becomes “the customer's loss in money ≥ 10000, or somebody was hurt”."""

import re

from django.utils.translation import get_language, pgettext

from redress.kernel.localised import say
from redress.policies.facts import FactType
from redress.policies.policy import Policy

_ANY = re.compile(r"(\w+)\.exists\((\w+), \2 in \[([^\]]*)\]\)")
_HAS = re.compile(r"(\"[^\"]*\"|'[^']*') in (\w+)")
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|&&|\|\||[!=<>]=|[<>!()\[\],]|[\w.]+|\S")
_SECTIONS = {
    "kind": "kinds", "categories": "categories", "channel": "channels", "grade": "grades", "response": "responses", "tier": "tiers",
    "department": "departments", "store": "departments", "about": "roles", "customer_kind": "customer_kinds",
    "customer_tier": "customer_tiers", "mood": "moods", "signals": "signals", "result": "results",
}  # fmt: skip


def rule_in_words(policy: Policy, rule: str) -> str:
    """``rule`` for a reader who does not know CEL, in the current language; values get the titles of the pack."""
    return _Sentence(policy).of(rule)


class _Sentence:
    def __init__(self, policy: Policy) -> None:
        self.policy, self.language = policy, get_language() or "zh-hans"
        self.about = ""
        self.values = {
            **{axis.id.replace("-", "_"): {option.id: option.title for option in axis.options} for axis in policy.pack.axes},
            **{field.id.replace("-", "_"): {option.id: option.title for option in field.options} for field in policy.pack.fields if field.options},
        }

    def of(self, rule: str) -> str:
        spread = _HAS.sub(r"\2 has \1", _ANY.sub(r"\1 in [\3]", rule))
        words = [self._word(token) for token in _TOKEN.findall(spread)]
        joined = " ".join(word for word in words if word)
        return re.sub(r"\s+([,、)])", r"\1", re.sub(r"([(、])\s+", r"\1", joined)).strip()

    def _word(self, token: str) -> str:
        operators = {
            "&&": pgettext("rule", "and"), "||": pgettext("rule", "or"), "!": pgettext("rule", "not"), "==": "=", "!=": "≠", ">=": "≥", "<=": "≤", "in": pgettext("rule", "is one of"), "has": pgettext("rule", "includes"), "true": pgettext("rule", "always"),
            "false": pgettext("rule", "never"), "[": "", "]": "", ",": pgettext("rule", ","),
        }  # fmt: skip
        if token in operators:
            return operators[token]
        if token[:1] in "\"'":
            return self._value(token[1:-1], self.about)
        fact = self.policy.vocabulary.get(token)
        if fact is None:
            return token
        self.about = token
        meaning = fact.meaning
        told = say(meaning, self.language) if isinstance(meaning, dict) else str(meaning)
        return told if fact.type is FactType.YES_NO else pgettext("rule", "“{fact}”").format(fact=told)

    def _value(self, value: str, about: str) -> str:
        if not value:
            return pgettext("rule", "(empty)")
        titles = self.values.get(about, {})
        if value in titles:
            return say(titles[value], self.language)
        if about in _SECTIONS:
            return say(self.policy.title(_SECTIONS[about], value), self.language)
        return value
