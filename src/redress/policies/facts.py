"""The named, typed facts that rules may ask about.

A pack's axes and its non-personal fields are facts too, under their id with ``-`` written ``_``. Whoever asks a policy
gives the facts that are known; the others take the default of their type ("", 0, no, none).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import pgettext_lazy

from redress.policies.schema.naming import Category, RecordField
from redress.policies.schema.pack import Pack
from redress.policies.vocabulary import STAGES

FactValue = str | int | bool | list[str]
Facts = Mapping[str, FactValue]


class FactType(StrEnum):
    """What kind of value a fact has."""

    WORD = "word"
    WORDS = "words"
    NUMBER = "number"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: its type, what it means (translatable), and the only values it may have, when they are known."""

    type: FactType
    meaning: object
    values: frozenset[str] | None = None

    @property
    def default(self) -> FactValue:
        """What holds when nothing was given."""
        defaults: dict[FactType, FactValue] = {FactType.WORD: "", FactType.WORDS: [], FactType.NUMBER: 0, FactType.YES_NO: False}
        return defaults[self.type]

    def fits(self, value: object) -> bool:
        """Whether ``value`` is of this type."""
        if self.type is FactType.WORDS:
            return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        wanted = {FactType.WORD: str, FactType.NUMBER: int, FactType.YES_NO: bool}[self.type]
        return isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))


_WORD, _WORDS, _NUMBER, _YES = FactType.WORD, FactType.WORDS, FactType.NUMBER, FactType.YES_NO

CORE: dict[str, Fact] = {
    "kind": Fact(_WORD, pgettext_lazy("fact", "kind of matter")),
    "categories": Fact(_WORDS, pgettext_lazy("fact", "category")),
    "channel": Fact(_WORD, pgettext_lazy("fact", "channel")),
    "channel_form": Fact(_WORD, pgettext_lazy("fact", "form of the channel"), frozenset({"oral", "written", "electronic"})),
    "confidential": Fact(_YES, pgettext_lazy("fact", "it is confidential")),
    "internal": Fact(_YES, pgettext_lazy("fact", "a colleague raised it")),
    "watched": Fact(_YES, pgettext_lazy("fact", "the category may become public opinion")),
    "grade": Fact(_WORD, pgettext_lazy("fact", "grade")),
    "response": Fact(_WORD, pgettext_lazy("fact", "response level")),
    "tier": Fact(_WORD, pgettext_lazy("fact", "tier")),
    "stage": Fact(_WORD, pgettext_lazy("fact", "stage"), frozenset(STAGES)),
    "department": Fact(_WORD, pgettext_lazy("fact", "department")),
    "store": Fact(_WORD, pgettext_lazy("fact", "store or outlet where it happened")),
    "about": Fact(_WORD, pgettext_lazy("fact", "person complained about")),
    "customer_kind": Fact(_WORD, pgettext_lazy("fact", "who complains")),
    "customer_tier": Fact(_WORD, pgettext_lazy("fact", "standing of the customer")),
    "mood": Fact(_WORD, pgettext_lazy("fact", "mood of the customer")),
    "signals": Fact(_WORDS, pgettext_lazy("fact", "signals in the customer's words")),
    "result": Fact(_WORD, pgettext_lazy("fact", "result")),
    "repeat": Fact(_YES, pgettext_lazy("fact", "it repeats an earlier complaint")),
    "batch": Fact(_YES, pgettext_lazy("fact", "it belongs to a batch")),
    "batch_size": Fact(_NUMBER, pgettext_lazy("fact", "number of cases in the batch")),
    "times_raised": Fact(_NUMBER, pgettext_lazy("fact", "times raised")),
    "returns": Fact(_NUMBER, pgettext_lazy("fact", "times returned")),
    "round": Fact(_NUMBER, pgettext_lazy("fact", "round of handling")),
    "departments_involved": Fact(_NUMBER, pgettext_lazy("fact", "number of departments involved")),
    "loss": Fact(_NUMBER, pgettext_lazy("fact", "loss of the customer")),
    "demanded": Fact(_NUMBER, pgettext_lazy("fact", "amount asked for")),
    "injury": Fact(_YES, pgettext_lazy("fact", "somebody was hurt")),
    "media": Fact(_YES, pgettext_lazy("fact", "press or social media are involved")),
    "legal": Fact(_YES, pgettext_lazy("fact", "law or authority is involved")),
    "minors": Fact(_YES, pgettext_lazy("fact", "a child, an old or a frail person is concerned")),
    "company_fault": Fact(_YES, pgettext_lazy("fact", "the organisation or its staff is at fault")),
    "justified": Fact(_YES, pgettext_lazy("fact", "the complaint is justified")),
    "on_the_spot": Fact(_YES, pgettext_lazy("fact", "it can be settled on the spot")),
    "record_confirmed": Fact(_YES, pgettext_lazy("fact", "the customer confirmed the record")),
    "signature": Fact(_YES, pgettext_lazy("fact", "the recipient signed for what was received")),
    "points_open": Fact(_NUMBER, pgettext_lazy("fact", "points without a finding")),
    "plan_steps": Fact(_NUMBER, pgettext_lazy("fact", "measures in the handling plan")),
    "plan_steps_open": Fact(_NUMBER, pgettext_lazy("fact", "measures of the plan not done")),
    "parts_open": Fact(_NUMBER, pgettext_lazy("fact", "parts of departments not finished")),
    "callbacks_open": Fact(_NUMBER, pgettext_lazy("fact", "promised call-backs not made")),
    "answered": Fact(_YES, pgettext_lazy("fact", "the customer was answered in this round")),
    "satisfied": Fact(_YES, pgettext_lazy("fact", "the customer is satisfied")),
    "exhausted": Fact(_YES, pgettext_lazy("fact", "the rounds are used up and the outside route was told")),
    "correction_recorded": Fact(_YES, pgettext_lazy("fact", "cause and measures are recorded")),
    "open_days": Fact(_NUMBER, pgettext_lazy("fact", "full days since receipt")),
    "open_months": Fact(_NUMBER, pgettext_lazy("fact", "full calendar months since receipt")),
}

_FIELD_TYPES = {
    "text": _WORD, "longtext": _WORD, "choice": _WORD, "place": _WORD, "phone": _WORD,
    "int": _NUMBER, "money": _NUMBER, "bool": _YES,
}  # fmt: skip


def fact_name(code: str) -> str:
    """The name under which the axis or field ``code`` stands in rules."""
    return code.replace("-", "_")


def field_type(field: RecordField) -> FactType | None:
    """The type of fact that ``field`` gives; None for personal data and dates, which rules cannot ask about."""
    return None if field.personal else _FIELD_TYPES.get(field.type)


def vocabulary(pack: Pack) -> dict[str, Fact]:
    """Every fact that the rules of ``pack`` may name."""
    known = {name: Fact(fact.type, fact.meaning, _closed(pack).get(name, fact.values)) for name, fact in CORE.items()}
    for axis in pack.axes:
        known[fact_name(axis.id)] = Fact(_WORD, axis.title, frozenset(option.id for option in axis.options))
    for field in pack.fields:
        kind = field_type(field)
        if kind is not None:
            values = frozenset(option.id for option in field.options) if field.type == "choice" else None
            was = known.get(fact_name(field.id))
            known[fact_name(field.id)] = Fact(kind, was.meaning if was else field.title, values or (was.values if was else None))
    return known


def categories(branches: tuple[Category, ...], above: tuple[Category, ...] = ()) -> dict[str, tuple[Category, ...]]:
    """Each category of a tree by id, with the way to it from the top, itself last."""
    found: dict[str, tuple[Category, ...]] = {}
    for branch in branches:
        path = (*above, branch)
        found[branch.id] = path
        found |= categories(branch.within, path)
    return found


def complete(given: Facts, known: Mapping[str, Fact]) -> dict[str, FactValue]:
    """``given`` with defaults for the rest. Raises ``ValueError`` for a name not in ``known`` or a value of another type."""
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"unknown fact {name}")
        if not known[name].fits(value):
            raise ValueError(f"fact {name} must be a {known[name].type.value}, not {value!r}")
    return {name: given.get(name, fact.default) for name, fact in known.items()}


def _closed(pack: Pack) -> dict[str, frozenset[str]]:
    stores = frozenset(place.code for place in pack.departments)
    return {
        "kind": frozenset(kind.id for kind in pack.kinds),
        "categories": frozenset(categories(pack.categories)),
        "channel": frozenset(channel.id for channel in pack.channels),
        "grade": frozenset(grade.id for grade in pack.grades),
        "response": frozenset(level.id for level in pack.responses),
        "tier": frozenset(tier.id for tier in pack.tiers),
        "department": stores,
        "store": stores,
        "about": frozenset(role.code for role in pack.roles),
        "customer_kind": frozenset(choice.id for choice in pack.customer_kinds),
        "customer_tier": frozenset(choice.id for choice in pack.customer_tiers),
        "mood": frozenset(choice.id for choice in pack.moods),
        "signals": frozenset(signal.id for signal in pack.signals),
        "result": frozenset(result.id for result in pack.results),
    }
