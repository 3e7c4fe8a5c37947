"""The rows of the queue in words: titles of the row's own rules, masked customer, clock."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from redress.accounts.queries import departments
from redress.complaints.customers import mask_name
from redress.complaints.states import Stage
from redress.policies.policy import Policy
from redress.policies.store import policy_of
from redress.web.casefile.packforms import speak
from redress.web.shell.words import due_tone, due_words

COLUMNS: dict[str, Promise] = {
    "number": pgettext_lazy("column", "Number"),
    "title": pgettext_lazy("column", "Matter"),
    "customer": pgettext_lazy("column", "Customer"),
    "stage": pgettext_lazy("column", "Stage"),
    "grade": pgettext_lazy("column", "Grade"),
    "kind": pgettext_lazy("column", "Kind"),
    "category": pgettext_lazy("column", "About"),
    "channel": pgettext_lazy("column", "Channel"),
    "tier": pgettext_lazy("column", "Level"),
    "department": pgettext_lazy("column", "Department"),
    "answerable": pgettext_lazy("column", "Answerable"),
    "round": pgettext_lazy("column", "Round"),
    "due": pgettext_lazy("column", "Next clock"),
    "received": pgettext_lazy("column", "Received"),
}
ALWAYS = ("number", "title")
USUAL = ("number", "title", "customer", "stage", "grade", "kind", "department", "answerable", "due", "received")
SORTED = {"number": "number", "grade": "grade", "due": "due", "received": "received"}
TONES = {"calm": "calm", "notice": "info", "warning": "soon", "serious": "late"}
STAGE_TONES: dict[str, str] = {
    Stage.RETURNED: "late", Stage.REOPENED: "late", Stage.ANSWERED: "good", Stage.CONFIRMED: "good",
    Stage.CLOSED: "quiet", Stage.ARCHIVED: "quiet", Stage.MERGED: "quiet", Stage.WITHDRAWN: "quiet",
    Stage.NOT_A_COMPLAINT: "quiet",
}  # fmt: skip


def columns_from(given: str) -> list[str]:
    """The columns asked for, in their usual order; number and matter always stand."""
    wanted = {name for name in given.split(",") if name in COLUMNS}
    return [name for name in COLUMNS if name in (wanted or USUAL) or name in ALWAYS]


class Table:
    """Turns rows of ``insight.queue.rows`` into what the page shows; asks the database once, for the departments."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._departments: dict[int, str] | None = None
        self._said: dict[tuple[int, str, str], str] = {}
        self._tones: dict[int, dict[str, str]] = {}
        self._stages: dict[str, str] = {}
        self._begun: dict[str, str] = {}

    def department(self, pk: int) -> str:
        """The department's title."""
        if self._departments is None:
            self._departments = {key: speak(item.title) for key, item in departments().items()}
        return self._departments.get(pk, "")

    def _title(self, version: int, section: str, code: str) -> str:
        key = (version, section, code)
        if key not in self._said:
            self._said[key] = speak(policy_of(version).title(section, code)) if code else ""
        return self._said[key]

    def _tone(self, version: int, grade: str) -> str:
        if version not in self._tones:
            self._tones[version] = {item.id: TONES[item.tone] for item in policy_of(version).pack.grades}
        return self._tones[version].get(grade, "quiet")

    def _stage(self, stage: str) -> str:
        if stage not in self._stages:
            self._stages[stage] = str(Stage(stage).label)
        return self._stages[stage]

    def row(self, case: dict[str, Any]) -> dict[str, Any]:
        """One row."""
        version, due = case["policy_id"], case["next_due_at"] if case["ended_at"] is None else None
        return {
            **case,
            "customer": mask_name(case["customer__name"]),
            "stage_label": self._stage(case["stage"]),
            "stage_tone": STAGE_TONES.get(case["stage"], "info"),
            "grade": self._title(version, "grades", case["grade"]),
            "grade_tone": self._tone(version, case["grade"]),
            "kind": self._title(version, "kinds", case["kind"]),
            "category": self._title(version, "categories", case["category"]),
            "channel": self._title(version, "channels", case["channel"]),
            "tier": self._title(version, "tiers", case["tier"]),
            "department": self.department(case["department_id"]),
            "answerable": case["answerable__name"],
            "due": due,
            "due_words": due_words(due, self.now) if due else "",
            "due_tone": due_tone(due, self.now) if due else "",
            "received": date_format(timezone.localtime(case["received_at"]), "SHORT_DATE_FORMAT"),
        }

    def cells(self, case: dict[str, Any], shown: Iterable[str]) -> SafeString:
        """The cells of one row as they stand on the page, joined by hand: a template, and even ``format_html``, is too slow for six hundred."""
        row = self.row(case)
        return mark_safe("".join([f"{self._begin(name)}{_cell(row, name)}</td>" for name in shown]))

    def _begin(self, name: str) -> str:
        if name not in self._begun:
            self._begun[name] = f'<td data-label="{escape(str(COLUMNS[name]))}" class="cell-{name}">'
        return self._begun[name]

    def rows(self, cases: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """All of them."""
        return [self.row(case) for case in cases]


def _cell(row: dict[str, Any], name: str) -> str:
    """What stands in one cell, as markup: every value is escaped here."""
    match name:
        case "number":
            return f'<a href="/cases/{quote(row["number"])}/" class="num" data-row-link>{escape(row["number"])}</a>'
        case "title":
            title = escape(row["title"] if len(row["title"]) <= 80 else row["title"][:79] + "…")
            return _state("late", _("Confidential")) + " " + title if row["guarded"] else title
        case "stage":
            return _state(row["stage_tone"], row["stage_label"])
        case "grade":
            return _state(row["grade_tone"], row["grade"]) if row["grade"] else ""
        case "due":
            return _clock(row) if row["due"] else ""
        case _:
            return escape(str(row[name] if row[name] is not None else ""))


def _state(tone: str, label: str) -> str:
    return f'<span class="state state-{tone}">{escape(label)}</span>'


def _clock(row: dict[str, Any]) -> str:
    """The chip of the next clock; the page's script counts it down."""
    iso = row["due"].isoformat(timespec="seconds")
    return f'<span class="clock clock-{row["due_tone"]}" data-due="{iso}"><time datetime="{iso}" data-due-words>{escape(row["due_words"])}</time></span>'


def grades_of(policy: Policy) -> tuple[str, ...]:
    """The grades from the gravest."""
    return tuple(grade.id for grade in policy.pack.grades)
