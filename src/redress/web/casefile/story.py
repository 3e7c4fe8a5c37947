"""The timeline in words: one line an entry, in the reader's language."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from redress.complaints.events import Archived, RecordCorrected
from redress.complaints.models import CaseEntry
from redress.kernel.localised import say
from redress.ledger.chain import private_of
from redress.ledger.events import KINDS
from redress.policies.policy import Policy
from redress.policies.schema.naming import RecordField
from redress.web.casefile.packforms import filed, speak

ICONS = {
    "case.registered": ("circle-plus", "good"), "case.assessed": ("flag", "info"), "case.assigned": ("arrow-right", "info"),
    "case.accepted": ("user-check", "good"), "case.returned": ("arrow-back-up", "late"), "case.noted": ("notebook", "quiet"),
    "case.told": ("message", "info"), "case.heard": ("message", "good"), "case.answered": ("send", "good"),
    "case.satisfied": ("circle-check", "good"), "case.dissatisfied": ("alert-triangle", "late"),
    "case.reopened": ("refresh", "late"), "case.closed": ("lock", "good"), "case.archived": ("archive", "quiet"),
    "clock.escalated": ("clock-exclamation", "late"), "case.evidence_added": ("paperclip", "info"),
    "case.received": ("inbox", "quiet"), "case.imported": ("download", "quiet"), "case.labelled": ("tags", "quiet"), "case.record_completed": ("clipboard-check", "quiet"),
    "case.record_confirmed": ("signature", "good"), "case.reception_ended": ("door-exit", "quiet"),
    "case.step_planned": ("checklist", "quiet"), "case.step_done": ("square-check", "good"),
    "case.point_added": ("list-details", "quiet"), "case.point_found": ("list-details", "good"),
    "case.investigated": ("microscope", "info"), "case.answer_drafted": ("edit", "quiet"),
    "case.answer_passed": ("arrow-right", "quiet"), "case.answer_sent_back": ("arrow-back-up", "late"),
    "case.remedy_received": ("signature", "good"), "case.third_party_asked": ("building-community", "quiet"),
    "case.third_party_said": ("building-community", "info"), "case.handed_over": ("arrow-right", "info"),
    "case.call_back_promised": ("phone-call", "soon"), "case.call_needed": ("phone-call", "soon"), "case.call_back_made": ("phone-outgoing", "good"),
    "case.passed_on": ("building-community", "info"), "case.deadline_given": ("clock-exclamation", "soon"), "case.outside_reported": ("building-community", "info"),
    "case.reported_back": ("send", "info"), "case.report_back_failed": ("alert-triangle", "late"),
    "case.representative_named": ("users", "quiet"), "case.signer_named": ("signature", "quiet"), "case.call_added": ("phone-call", "info"), "case.recording_opened": ("headset", "soon"), "case.confirmation_asked": ("mail", "info"),
    "case.decided": ("gavel", "info"), "case.revealed": ("eye", "soon"), "clock.paused": ("clock-pause", "soon"), "case.transcribed": ("messages", "info"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What the page shows of one entry."""

    seq: int
    sentence: str
    at: datetime
    who: str
    icon: str
    tone: str
    text: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$")


def _word(value: Any, labels: Any) -> str:
    if isinstance(value, dict):
        return say(value, get_language() or "zh-hans")
    if isinstance(value, list):
        return "、".join(_word(item, labels) for item in value)
    if labels is not None:
        return str(labels(value).label) if hasattr(labels, "choices") else gettext(labels.get(value, str(value)))
    if isinstance(value, str) and _MOMENT.match(value):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")
    return "" if value is None else str(value)


def line(entry: CaseEntry, policy: Policy | None = None) -> Line:
    """One entry as a line; erased personal data leaves its sentence standing without them. ``policy`` names what was changed."""
    kind = KINDS[entry.kind]
    labels = getattr(kind, "labels", {})
    hidden = private_of(entry)
    values = {**dict.fromkeys(kind.private, "···"), **entry.payload, **hidden}
    if policy and entry.kind == RecordCorrected.kind:
        values["names"] = gettext(", ").join(_name(policy, name) for name in str(values["names"]).split(", "))
    if policy and entry.kind == Archived.kind:
        values["key"] = filed(str(values["key"]), policy)
    sentence = gettext(kind.sentence) % {name: _word(value, labels.get(name)) for name, value in values.items()}
    icon, tone = ICONS.get(entry.kind, ("point", "quiet"))
    changes = []
    if isinstance(hidden.get("before"), dict):
        before, after = hidden["before"], hidden.get("after") or {}
        changes = [
            {"label": _name(policy, name), "was": _value(policy, name, was), "now": _value(policy, name, after.get(name))}  # type: ignore[attr-defined]
            for name, was in before.items()
        ]
    text = "\n".join(str(hidden[name]) for name in TEXTS if hidden.get(name) and isinstance(hidden[name], str))
    return Line(entry.seq, sentence.strip(), entry.at, entry.actor_name, icon, tone, text, changes)


TEXTS = ("text", "summary", "finding", "solution", "reasons", "reason", "words", "correction", "outcome", "answer", "account")
"""Personal parts of an entry that are shown below its sentence."""


def _field(policy: Policy | None, name: str) -> RecordField | None:
    """The pack's field that ``name`` is, or that fills this part of the case file."""
    listed = policy.pack.fields if policy else ()
    return next((item for item in listed if item.fills == name.replace("_", "-")), None) or next((item for item in listed if item.id == name), None)


def _name(policy: Policy | None, name: str) -> str:
    item = _field(policy, name)
    return speak(item.title) if item else str(PARTS.get(name, name))


def _value(policy: Policy | None, name: str, value: Any) -> str:
    item = _field(policy, name)
    if policy and name in CHOSEN and value:
        return speak(policy.title(CHOSEN[name], str(value)))
    if item and item.type == "choice":
        return next((speak(option.title) for option in item.options if option.id == value), _word(value, None))
    if item and item.type == "bool":
        return gettext("yes") if value else gettext("no")
    return _word(value, None)


PARTS = {"category": _("About"), "mood": _("Mood")}
CHOSEN = {"category": "categories", "mood": "moods"}
"""Parts of a record that are no fields of the pack: their labels, and the lists they are chosen from."""


def lines(entries: list[CaseEntry], policy: Policy) -> list[Line]:
    """Entries of a case under ``policy`` as lines, in the order given."""
    return [line(entry, policy) for entry in entries]
