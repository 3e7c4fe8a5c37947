"""A policy as a handbook: sections and entries in plain words, in the current language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import BaseModel

from redress.kernel.acts import ACTS
from redress.kernel.durations import parse, parse_mark
from redress.kernel.localised import say
from redress.policies.checks import RULE_KEYS
from redress.policies.labels import LABELS, TERMS, WORDS, label
from redress.policies.plainly import rule_in_words
from redress.policies.policy import Policy
from redress.policies.schema.pack import Pack
from redress.policies.vocabulary import EVENTS, RECIPIENTS

ORDER = (
    "numbering", "channels", "portal", "reception", "kinds", "categories", "fields", "record", "axes", "grades", "responses", "tiers", "routes", "answering", "alerts",
    "hand_over", "arbitration", "plan", "correction", "clocks", "calendars", "pauses", "extensions", "repeat", "batch", "satisfaction",
    "results", "closing", "archive", "retention", "return_reasons", "withdrawal_reasons", "dismissal_reasons", "evidence", "third_parties",
    "customer_kinds", "customer_tiers", "moods", "signals", "guidance", "departments", "roles", "wording",
)  # fmt: skip
"""The order in which a reader meets the sections: from the front door to the archive, then who is who."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an entry: what it is called, what it says, and the rule behind it as written (or "")."""

    label: str
    value: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a section with what belongs below it."""

    title: str
    code: str
    cites: tuple[str, ...]
    rows: tuple[Row, ...]
    within: tuple["Entry", ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter: ``id`` is the key of the pack, ``intro`` says what it is for."""

    id: str
    title: str
    intro: str
    entries: tuple[Entry, ...]


def handbook(policy: Policy) -> tuple[Section, ...]:
    """All of ``policy`` as chapters, in the current language. Empty chapters are left out."""
    writer = _Writer(policy)
    return tuple(section for section in map(writer.section, ORDER) if section.entries)


def in_words(policy: Policy, key: str, value: Any) -> str:
    """One value of a pack under ``key``, in the current language; used to show differences between versions."""
    return _Writer(policy).words(key, value)


class _Writer:
    def __init__(self, policy: Policy) -> None:
        self.policy, self.language = policy, get_language() or "zh-hans"
        self.options: dict[str, Any] = {}

    def section(self, key: str) -> Section:
        value, info = getattr(self.policy.pack, key), Pack.model_fields[key]
        parts = value if isinstance(value, tuple) else () if value is None else (value,)
        return Section(key, label(key), _(info.description or ""), tuple(self.entry(part, key) for part in parts))

    def entry(self, part: BaseModel, key: str) -> Entry:
        title = getattr(part, "title", None) or getattr(part, "message", None)
        code = getattr(part, "id", None) or getattr(part, "code", None) or ""
        rows: list[Row] = []
        within: list[Entry] = []
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name in _HEADINGS or (key, name) in _HEADINGS or value is None or value is False or value in ((), ""):
                continue
            if isinstance(value, BaseModel):
                within.append(self.entry(value, name))
            elif isinstance(value, tuple) and isinstance(value[0], BaseModel):
                self.options = {option.id: option.title for option in getattr(part, "options", ())} if name == "suggest" else {}
                within.extend(self.entry(item, name) for item in value)
            elif name in ("terms", "letters"):
                rows.extend(Row(str(TERMS.get(item, item)), say(text, self.language)) for item, text in value.items())
            else:
                rows.append(Row(label(name, key), self.words(name, value), value if name in RULE_KEYS else ""))
        named = say(title, self.language) if title else self._name(part, key)
        return Entry(named, str(code), tuple(getattr(part, "cites", ())), tuple(rows), tuple(within))

    def _name(self, part: BaseModel, key: str) -> str:
        if key in _NAMED_BY:
            return _("{label}: {value}").format(label=label(key), value=self.words(_NAMED_BY[key], getattr(part, _NAMED_BY[key])))
        return label(key)

    def words(self, key: str, value: Any) -> str:
        """``value`` for a reader; ``key`` tells what sort of value it is."""
        if value is True:
            return _("yes")
        if value is False:
            return _("no")
        if value is None:
            return "—"
        if isinstance(value, dict):
            return self._mapping(value)
        if isinstance(value, list | tuple):
            return _("; ").join(self.words(key, item) for item in value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int):
            return f"{value:,}"
        return self._word(key, str(value))

    def _mapping(self, value: dict[str, Any]) -> str:
        if "zh-Hans" in value:
            return say(value, self.language)
        shown = ((str(LABELS.get(key, key)), self.words(key, item)) for key, item in value.items() if item not in (None, [], {}, False, ""))
        return _("; ").join(f"{name} {words}" for name, words in shown)

    def _word(self, key: str, value: str) -> str:
        if key in RULE_KEYS:
            return rule_in_words(self.policy, value)
        if key in ("within", "accept_within", "max", "ask_within") or (key == "at" and value[:1].isdigit() and "%" not in value):
            return _span(value)
        if key == "at" and value not in EVENTS:
            return parse_mark(value).words()
        if key == "value" and value in self.options:
            return say(self.options[value], self.language)
        if key in ACT_KEYS:
            return str(ACTS.get(value, value))
        if value in EVENTS and key in EVENT_KEYS:
            return str(EVENTS[value])
        if value.startswith("role:"):
            return self._title(("roles",), value.removeprefix("role:"))
        if key in RECIPIENT_KEYS and value in RECIPIENTS:
            return str(RECIPIENTS[value])
        if key in SECTIONS:
            found = self._title(SECTIONS[key], value)
            return found if found != value else str(WORDS.get(value, value))
        return str(WORDS[value]) if key in FIXED and value in WORDS else _span(value) if key == "by" else value

    def _title(self, sections: Iterable[str], code: str) -> str:
        if "ways" in sections:
            return next((say(way.title, self.language) for way in self.policy.pack.record.ways if way.id == code), code)
        if "satisfaction_ways" in sections:
            return next((say(way.title, self.language) for way in self.policy.pack.satisfaction.ways if way.id == code), code)
        for section in sections:
            title = self.policy.title(section, code)
            if title != {"zh-Hans": code}:
                return say(title, self.language)
        return code


_NAMED_BY = {
    "suggest": "value", "routes": "lead", "escalate": "at", "required": "at", "answering": "answers", "alerts": "on", "retention": "years",
}  # fmt: skip
"""Entries without a title are headed by one of their values."""
_HEADINGS: set[object] = {"id", "code", "title", "cites", ("closing", "message"), *_NAMED_BY.items()}
"""What is in the heading of an entry already."""


def _span(value: str) -> str:
    try:
        return parse(value).words()
    except ValueError:
        return value


ACT_KEYS = frozenset({"acts"})
EVENT_KEYS = frozenset({"at", "on", "from", "starts", "until", "resets_on", "required_at"})
RECIPIENT_KEYS = frozenset({"owner", "to", "answers", "path", "asks"})
SECTIONS: dict[str, tuple[str, ...]] = {
    "mood": ("moods",), "parent": ("departments",), "seats": ("departments",), "owner": ("departments",), "lead": ("departments",), "assist": ("departments",),
    "signature_ways": ("ways",), "roles": ("roles",), "named_roles": ("roles",), "approver": ("roles",), "role": ("roles",), "kinds": ("kinds",), "reports": ("kinds",), "receives": ("roles",), "channel": ("channels",), "confirm_way": ("ways",), "verdict_way": ("satisfaction_ways",), "calendar": ("calendars",),
}  # fmt: skip
FIXED = frozenset(
    {
        "reset", "country", "days", "kind", "scope", "form", "type", "asked", "fills", "tone", "same", "action", "verdict", "by", "every", "then",
        "language", "currency",
    }
)  # fmt: skip
