"""A policy that answers: which grade, tier, route, who answers, what is missing, what forbids closing."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from redress.kernel.calendars import WorkCalendar
from redress.kernel.tokens import fold
from redress.policies import facts as facts_module
from redress.policies.facts import Fact, Facts, FactValue
from redress.policies.rules import Rule, Ruling
from redress.policies.schema.handling import Alert, Answering
from redress.policies.schema.naming import Category, Channel, Kind, RecordField
from redress.policies.schema.pack import Pack
from redress.policies.schema.signals import Signal
from redress.policies.schema.timing import Clock
from redress.policies.schema.wording import Guidance
from redress.policies.wordlists import WordList

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that forbids an act: a stable code, the sentence for the reader, the ruling behind it."""

    code: str
    message: Mapping[str, str]
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Routing:
    """Where a case goes: codes of the lead department and of those that assist."""

    lead: str
    assist: tuple[str, ...]
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who speaks to the customer (``first-contact``, ``handler``, ``role:x`` …) and the stations of the answer."""

    answers: str
    path: tuple[str, ...]
    note: Mapping[str, str] | None
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Noticed:
    """A signal in what a customer said, with the words that showed it."""

    signal: Signal
    words: tuple[str, ...]


class Policy:
    """One version of one organisation's rules, read and compiled; never changes. ``pack`` is everything as written."""

    def __init__(self, pack: Pack, rules: Mapping[str, Rule]) -> None:
        self.pack = pack
        self._rules = rules

    def __repr__(self) -> str:
        return f"<Policy {self.pack.policy} {self.digest[:8]}>"

    # --- what it is -----------------------------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """Code of the pack."""
        return self.pack.policy

    @cached_property
    def content(self) -> dict[str, Any]:
        """The whole pack as plain values, bases included; what a published version keeps."""
        return self.pack.model_dump(mode="json", by_alias=True)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of ``content``; equal exactly when two policies say the same."""
        canonical = json.dumps(self.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def vocabulary(self) -> dict[str, Fact]:
        """The facts that its rules may ask about."""
        return facts_module.vocabulary(self.pack)

    @cached_property
    def _categories(self) -> dict[str, tuple[Category, ...]]:
        return facts_module.categories(self.pack.categories)

    @cached_property
    def _titles(self) -> dict[tuple[str, str], Mapping[str, str]]:
        named = {
            (section, str(getattr(item, "id", "") or getattr(item, "code", ""))): item.title
            for section in Pack.model_fields
            if isinstance(getattr(self.pack, section), tuple)
            for item in getattr(self.pack, section)
            if hasattr(item, "title")
        }
        return named | {("categories", code): path[-1].title for code, path in self._categories.items()}

    def title(self, section: str, code: str) -> Mapping[str, str]:
        """The title of ``code`` in a list of the pack (``grades``, ``roles``, ``categories`` …); the code itself when unknown."""
        return self._titles.get((section, code), {"zh-Hans": code})

    def category_path(self, code: str) -> tuple[Category, ...]:
        """The category ``code`` and those above it, from the top. Raises ``KeyError``."""
        return self._categories[code]

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category's id, from the top of the tree."""
        return tuple(self._categories)

    def kind(self, code: str) -> Kind:
        """The kind ``code``. Raises ``KeyError``."""
        return _by_code(self.pack.kinds, code)

    def channel(self, code: str) -> Channel:
        """The channel ``code``. Raises ``KeyError``."""
        return _by_code(self.pack.channels, code)

    def door(self, name: str) -> Channel | None:
        """The channel that the page ``name`` (hotline, post, reception) takes in; None where the pack has none."""
        return next((channel for channel in self.pack.channels if channel.door == name), None)

    def field(self, code: str) -> RecordField:
        """The record field ``code``. Raises ``KeyError``."""
        return _by_code(self.pack.fields, code)

    def filling(self, part: str) -> RecordField | None:
        """The field that fills ``part`` of the case file (``account``, ``customer-name`` …)."""
        return next((field for field in self.pack.fields if field.fills == part), None)

    def term(self, name: str) -> Mapping[str, str] | None:
        """The organisation's own word for a thing, when it has one."""
        return self.pack.wording.terms.get(name)  # type: ignore[call-overload,no-any-return]

    @property
    def clock_rules(self) -> tuple[Clock, ...]:
        """Every promise in time."""
        return self.pack.clocks

    @cached_property
    def _calendars(self) -> dict[str, WorkCalendar]:
        return {
            entry.id: WorkCalendar.of(
                entry.id, country=entry.country, timezone=self.pack.timezone, days=",".join(entry.days), hours=entry.hours
            )
            for entry in self.pack.calendars
        }

    def calendar(self, code: str | None = None) -> WorkCalendar:
        """The working calendar ``code``; without a code the ordinary (first) one. Raises ``KeyError``."""
        return self._calendars[code or self.pack.calendars[0].id]

    # --- numbers --------------------------------------------------------------------------------------------------

    def number_series(self, day: date, kind: str) -> str:
        """The series in which the next number of ``kind`` is counted on local ``day``; counting starts at 1 in each."""
        span = {"day": "%Y%m%d", "month": "%Y%m", "year": "%Y"}[self.pack.numbering.reset]
        prefix = self.kind(kind).number_prefix if "{prefix}" in self.pack.numbering.format else ""
        return f"{self.code}/{prefix}/{day.strftime(span)}"

    def number(self, day: date, kind: str, seq: int) -> str:
        """The number of the ``seq``-th case of its series on local ``day``."""
        return self.pack.numbering.format.format(
            prefix=self.kind(kind).number_prefix, yyyy=day.strftime("%Y"), yy=day.strftime("%y"), mm=day.strftime("%m"), dd=day.strftime("%d"), seq=seq
        )

    # --- words ----------------------------------------------------------------------------------------------------

    @cached_property
    def _signal_words(self) -> list[tuple[Signal, WordList]]:
        return [(signal, WordList(signal.words, signal.unless)) for signal in self.pack.signals]

    @cached_property
    def _notice(self) -> Callable[[str], tuple[Noticed, ...]]:
        return lru_cache(maxsize=16)(self._listen)  # every act on a case asks for its facts, and its words seldom change

    def notice(self, *texts: str) -> tuple[Noticed, ...]:
        """The signals in what was said, in the order of the pack."""
        return self._notice("\n".join(texts))

    def _listen(self, text: str) -> tuple[Noticed, ...]:
        folded = fold(text)
        found = ((signal, words.found(folded)) for signal, words in self._signal_words)
        return tuple(Noticed(signal, words) for signal, words in found if words)

    @cached_property
    def _category_words(self) -> list[tuple[str, WordList]]:
        return [(code, WordList(path[-1].words)) for code, path in self._categories.items() if path[-1].words]

    def categories_named(self, *texts: str) -> dict[str, tuple[str, ...]]:
        """The categories whose words were said, with these words; those with most of them first."""
        folded = fold("\n".join(texts))
        found = {code: said for code, words in self._category_words if (said := words.found(folded))}
        return dict(sorted(found.items(), key=lambda item: -sum(map(len, item[1]))))

    # --- rulings --------------------------------------------------------------------------------------------------

    def complete(self, facts: Facts) -> dict[str, FactValue]:
        """``facts`` with defaults for what is not known; what follows from kind, channel and category is added. Raises ``ValueError``."""
        whole = facts_module.complete(facts, self.vocabulary)
        path = [branch for code in _words(whole["categories"]) for branch in self._categories.get(code, ())]
        whole["categories"] = list(dict.fromkeys(branch.id for branch in path))
        whole["watched"] = any(branch.watch for branch in path) or whole["watched"]
        kind = next((kind for kind in self.pack.kinds if kind.id == whole["kind"]), None)
        whole["internal"], whole["confidential"] = bool(kind and kind.internal), bool(kind and kind.confidential)
        form = next((channel.form for channel in self.pack.channels if channel.id == whole["channel"]), "")
        whole["channel_form"] = form
        return whole

    def holds(self, rule: str | None, facts: Facts) -> bool:
        """Whether a rule of this pack (its text) holds; no rule always holds."""
        return rule is None or self._rules[rule].holds(self.complete(facts))

    def suggest_axes(self, facts: Facts) -> dict[str, Ruling]:
        """The value proposed on each axis, by axis id; axes without a fitting proposal are left out."""
        known, proposed = self.complete(facts), {}
        for axis in self.pack.axes:
            ruling = self._first(axis.suggest, known, f"axes.{axis.id}.suggest", "value")
            if ruling is not None:
                proposed[axis.id] = ruling
                known[facts_module.fact_name(axis.id)] = known[facts_module.fact_name(axis.id)] or ruling.value
        return proposed

    def decide_grade(self, facts: Facts) -> Ruling:
        """The grade: the first, from the most serious down, whose rule holds."""
        return self._decided(self.pack.grades, facts, "grades")

    def response(self, facts: Facts) -> Ruling:
        """The response level: the first, from the fastest down, whose rule holds."""
        return self._decided(self.pack.responses, facts, "responses")

    def tier(self, facts: Facts) -> Ruling:
        """The tier that settles the case: the first whose authority covers what is asked for and whose rule holds."""
        known = self.complete(facts)
        asked = known["demanded"]
        able = [tier for tier in self.pack.tiers if tier.authority is None or (isinstance(asked, int) and asked <= tier.authority)]
        ruling = self._decided(able, known, "tiers")
        return replace(ruling, facts={**ruling.facts, "demanded": asked})

    def route(self, facts: Facts) -> Routing:
        """The lead department and those that assist."""
        known = self.complete(facts)
        for route in self.pack.routes:
            lead = self._lead(route.lead, known)
            ruling = self._ruling(route, known, f"routes.{route.id}", lead or "")
            if lead and ruling:
                return Routing(lead, tuple(code for code in route.assist if code != lead), ruling)
        raise AssertionError("the reader lets no pack pass whose last route can fail")

    def answerer(self, facts: Facts) -> Answerer:
        """Who answers the customer and by which path."""
        known = self.complete(facts)
        ruling = self._decided(self.pack.answering, known, "answering")
        rule: Answering = _by_code(self.pack.answering, ruling.value)
        return Answerer(rule.answers, rule.path, rule.note, ruling)

    def may_close(self, facts: Facts) -> list[Objection]:
        """What forbids closing; empty when nothing does."""
        known = self.complete(facts)
        return [
            Objection(rule.id, rule.message, Ruling(rule.id, f"closing.{rule.id}", rule.must, self._rules[rule.must].used(known), rule.message, rule.cites))
            for rule in self.pack.closing
            if not self._rules[rule.must].holds(known)
        ]

    def required_fields(self, event: str, facts: Facts) -> list[str]:
        """Ids of the fields that must be filled before ``event``, in the order of the form."""
        known = self.complete(facts)
        return [field.id for field in self.pack.fields if any(need.at == event and self.holds(need.when, known) for need in field.required)]

    def required_axes(self, event: str) -> list[str]:
        """Ids of the axes on which a value must be chosen before ``event``."""
        return [axis.id for axis in self.pack.axes if axis.required_at == event]

    def guidance_for(self, facts: Facts) -> tuple[Guidance, ...]:
        """Help for the clerk in this situation, in the order of the pack."""
        known = self.complete(facts)
        return tuple(entry for entry in self.pack.guidance if self.holds(entry.when, known))

    def clocks_on(self, event: str, facts: Facts) -> tuple[Clock, ...]:
        """The clocks that ``event`` starts for a case with these facts."""
        known = self.complete(facts)
        return tuple(clock for clock in self.pack.clocks if clock.starts == event and self.holds(clock.when, known))

    def alerts_on(self, event: str, facts: Facts) -> tuple[Alert, ...]:
        """Who is told at once when ``event`` happens to a case with these facts."""
        known = self.complete(facts)
        return tuple(alert for alert in self.pack.alerts if alert.on == event and self.holds(alert.when, known))

    def needs_plan(self, facts: Facts) -> bool:
        """Whether a handling plan is needed before the decision."""
        return self.holds(self.pack.plan.required_when, facts)

    def needs_correction(self, facts: Facts) -> bool:
        """Whether cause and measures must be recorded before closing."""
        return self.holds(self.pack.correction.required_when, facts)

    def needs_record_confirmation(self, facts: Facts) -> bool:
        """Whether the customer must confirm the written record."""
        return self.holds(self.pack.record.required_for, facts)

    def retention(self, facts: Facts) -> Ruling:
        """Which retention rule applies once the case is closed."""
        return self._decided(self.pack.retention, facts, "retention")

    # --- inner ----------------------------------------------------------------------------------------------------

    def _lead(self, wanted: str, known: Facts) -> str:
        if wanted == "same-store":
            return str(known["store"])
        if wanted == "category-owner":
            owners = [self._categories[code][-1].owner for code in _words(known["categories"]) if code in self._categories]
            return next((owner for owner in reversed(owners) if owner), "")
        return wanted

    def _decided(self, entries: Sequence[Any], facts: Facts, section: str) -> Ruling:
        ruling = self._first(entries, self.complete(facts), section, "id")
        if ruling is None:
            raise AssertionError(f"the reader lets no pack pass whose {section} do not end")
        return ruling

    def _first(self, entries: Sequence[Any], known: Facts, section: str, key: str) -> Ruling | None:
        for entry in entries:
            value = getattr(entry, key)
            ruling = self._ruling(entry, known, f"{section}.{value}", value)
            if ruling is not None:
                return ruling
        return None

    def _ruling(self, entry: Any, known: Facts, path: str, value: str) -> Ruling | None:
        if entry.when is None:
            return Ruling(value, path, "", {}, entry.because or {}, entry.cites)
        rule = self._rules[entry.when]
        return Ruling(value, path, entry.when, rule.used(known), entry.because or {}, entry.cites) if rule.holds(known) else None


def _by_code(items: Sequence[Item], code: str) -> Item:
    for item in items:
        if getattr(item, "id", None) == code:
            return item
    raise KeyError(code)


def _words(value: FactValue) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else []
