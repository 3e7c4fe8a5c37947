"""Rules in CEL: compiled with static types when a pack is read, evaluated over facts, kept with their reasons.

See docs/decisions/003-rules-in-cel.md for why CEL and why this library.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from cel_expr_python import cel
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redress.policies.facts import Fact, Facts, FactType, FactValue

_TYPES = {
    FactType.WORD: cel.Type.STRING,
    FactType.WORDS: cel.Type.List(cel.Type.STRING),
    FactType.NUMBER: cel.Type.INT,
    FactType.YES_NO: cel.Type.BOOL,
}
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![.\w])[a-z_][a-z_0-9]*")
_LOOP = re.compile(r"\.(all|exists|exists_one|map|filter)\(")
_FAULT = re.compile(r"<input>:\d+:(\d+): (.*)")
_COMPARED = re.compile(r"(?<![.\w])([a-z_][a-z_0-9]*)\s*[!=]=\s*(?:'([^']*)'|\"([^\"]*)\")")
_LISTED = re.compile(r"(?<![.\w])([a-z_][a-z_0-9]*)\s+in\s+\[([^\]]*)\]")
_CONTAINED = re.compile(r"(?:'([^']*)'|\"([^\"]*)\")\s+in\s+([a-z_][a-z_0-9]*)")


class RuleError(ValueError):
    """A rule that cannot be accepted; ``expected`` says in the reader's language what is wrong."""

    def __init__(self, expected: object) -> None:
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision that remembers itself: what was decided, by which rule, from which facts, for which reason."""

    value: str
    rule: str
    expression: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)
    cites: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """A picture of the ruling to keep beside what it decided."""
        return {**asdict(self), "cites": list(self.cites)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; ``names`` are the facts it asks about."""

    source: str
    names: tuple[str, ...]
    expression: cel.Expression

    def holds(self, facts: Facts) -> bool:
        """Whether the rule holds for ``facts``, which must hold every fact it names. A rule that fails does not hold."""
        return self.expression.eval(data={name: facts[name] for name in self.names}).value() is True

    def used(self, facts: Facts) -> dict[str, FactValue]:
        """The facts that the rule looked at."""
        return {name: facts[name] for name in self.names}


class Compiler:
    """Compiles rules against a vocabulary of facts."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        self._known = known
        self._environment = cel.NewEnv(variables={name: _TYPES[fact.type] for name, fact in known.items()})

    def compile(self, source: str) -> Rule:
        """``source`` as a rule that answers yes or no. Raises ``RuleError``."""
        bare = _STRING.sub("''", source)
        if len(_LOOP.findall(bare)) > 1:
            raise RuleError(_("a rule with at most one of all, exists, exists_one, map, filter"))
        try:
            expression = self._environment.compile(source)
        except RuntimeError as fault:
            raise RuleError(_fault_in_words(str(fault), self._known)) from None
        if expression.return_type() != cel.Type.BOOL:
            raise RuleError(_("a rule that answers yes or no, as in: loss >= 10000"))
        self._only_known_values(source)
        return Rule(source, tuple(sorted(set(_NAME.findall(bare)) & set(self._known))), expression)

    def _only_known_values(self, source: str) -> None:
        for name, value in _values_named(source):
            fact = self._known.get(name)
            if fact and fact.values is not None and value and value not in fact.values:
                raise RuleError(
                    format_lazy(
                        _("a known value for {name} instead of “{value}”: {values}"),
                        name=name,
                        value=value,
                        values=", ".join(sorted(fact.values)),
                    )
                )


def _values_named(source: str) -> Iterable[tuple[str, str]]:
    for name, single, double in _COMPARED.findall(source):
        yield name, single or double
    for name, listed in _LISTED.findall(source):
        for value in _STRING.findall(listed):
            yield name, value[1:-1]
    for single, double, name in _CONTAINED.findall(source):
        yield name, single or double


def _fault_in_words(fault: str, known: Mapping[str, Fact]) -> object:
    found = _FAULT.search(fault)
    column, said = (found[1], found[2]) if found else ("1", fault)
    unknown = re.match(r"undeclared reference to '([^']*)'", said)
    if unknown:
        return format_lazy(_("a known fact instead of “{name}” (column {column})"), name=unknown[1], column=column)
    if said.startswith("found no matching overload"):
        kinds = re.search(r"for '_?(.*?)_?' applied to '(.*)'", said)
        return format_lazy(
            _("values of one type at column {column}: {operator} does not take {types}"),
            column=column,
            operator=kinds[1] if kinds else "",
            types=kinds[2] if kinds else "",
        )
    return format_lazy(_("a rule in CEL; it cannot be read from column {column}"), column=column)
