"""Form fields made from a pack: its record fields, its choices, people and departments."""

from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, User
from redress.complaints.models import Customer
from redress.complaints.states import Stage
from redress.kernel.localised import say
from redress.kernel.texts import clean_text
from redress.policies.policy import Policy
from redress.policies.schema.naming import Category, RecordField

PREFIX = "f-"


def speak(text: Any) -> str:
    """A text of the pack in the reader's language."""
    return say(text, get_language() or "zh-hans") if text else ""


class LocalDateTime(forms.DateTimeField):
    """A moment typed in the organisation's zone, to the minute, with the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **options)


class DayField(forms.DateField):
    """A day, with the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ClockTime(forms.TimeField):
    """A time of day to the minute, with the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time", "step": "60"}, format="%H:%M"), **options)


def deadline(day: date | None, clock: time | None, zone: tzinfo) -> datetime | None:
    """The moment by which something is due: a day alone lasts until its end."""
    return datetime.combine(day, clock or time(23, 59, 59), zone) if day else None


class SeveralFiles(forms.FileInput):
    """A choice of several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


def mail_warning(customer: Customer) -> str:
    """What whoever writes to a customer must know of the e-mail address; empty where it is not known to fail."""
    if not customer.mail_failed_at:
        return ""
    return _("E-mail to this customer has come back since %(day)s. Ask by telephone for another address, and correct it.") % {
        "day": date_format(timezone.localtime(customer.mail_failed_at), "SHORT_DATE_FORMAT")
    }


def text_area(rows: int, **attrs: Any) -> forms.Textarea:
    """A text box of so many rows."""
    return forms.Textarea(attrs={"rows": rows, **attrs})


class Words(forms.CharField):
    """A line or text; NUL and direction overrides are dropped, everything else is kept as typed."""

    def to_python(self, value: Any) -> str:
        return super().to_python(clean_text(str(value))) if value not in self.empty_values else ""


def choices(items: Iterable[Any], *, blank: bool = True) -> list[tuple[str, str]]:
    """Choices of a pack's list, in its order."""
    found = [(item.id, speak(item.title)) for item in items]
    return [("", "—"), *found] if blank else found


FILED_BY = {"kind": "kinds", "category": "categories", "grade": "grades", "department": "departments", "result": "results"}
"""The list of the pack that gives the words for each part of an archive key."""


def filed(key: str, policy: Policy) -> str:
    """Where a case is filed, in the reader's words: ``2026-02 · Product quality · settled`` for the key of codes."""
    month, *codes = key.split("/")
    stages = dict(Stage.choices)  # a case that never came to a result is filed by how it ended
    named = zip(policy.pack.archive.by, codes, strict=False)
    words = [str(stages[code]) if code in stages else speak(policy.title(FILED_BY[part], code)) for part, code in named]
    return " · ".join([month, *words])


def category_choices(policy: Policy, kind: str = "") -> list[Any]:
    """The category tree as groups; each branch may itself be chosen."""
    return [("", "—"), *(_branch(item) for item in policy.pack.categories if not kind or not item.kinds or kind in item.kinds)]


def _branch(item: Category) -> tuple[str, Any]:
    title = speak(item.title)
    if not item.within:
        return (item.id, title)
    whole = _("%(category)s in general") % {"category": title}
    return (title, [(item.id, whole), *((leaf.id, speak(leaf.title)) for leaf in _leaves(item))])


def _leaves(item: Category) -> Iterable[Category]:
    for inner in item.within:
        yield inner
        yield from _leaves(inner)


def department_choices(departments: Iterable[Department], *, blank: bool = True) -> list[tuple[str, str]]:
    """Departments in the order of the tree, indented in a drop-down (the one with a blank choice)."""
    found = [
        (str(item.pk), ("　" * max(0, item.path.count("/") - 2) if blank else "") + say(item.title, get_language() or ""))
        for item in departments
    ]
    return [("", "—"), *found] if blank else found


def person_choices(people: Iterable[User], *, blank: bool = True) -> list[tuple[str, str]]:
    """People with their department."""
    found = [(str(user.pk), f"{user.name} · {say(user.department.title, get_language() or '')}") for user in people]
    return [("", "—"), *found] if blank else found


def field_for(item: RecordField) -> forms.Field:
    """The form field for a pack's record field. Whether it must be filled is the rules' business, not the form's."""
    common: dict[str, Any] = {"label": speak(item.title), "required": False, "help_text": speak(item.hint)}
    match item.type:
        case "longtext":
            return Words(widget=text_area(3), **common)
        case "int" | "money":
            return forms.IntegerField(min_value=0, max_value=10**12, **common)
        case "bool":
            return forms.BooleanField(**common)
        case "choice":
            return forms.ChoiceField(choices=choices(item.options), **common)
        case "date":
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        case "datetime":
            return LocalDateTime(**common)
        case _:
            return Words(max_length=400, **common)


def add_pack_fields(form: forms.Form, policy: Policy, asked: str) -> list[str]:
    """Add the pack's own fields that are asked on this page (``record`` or ``assessment``); returns their names."""
    names = []
    for item in policy.pack.fields:
        if item.asked == asked and not item.fills:
            form.fields[PREFIX + item.id] = field_for(item)
            if item.default is not None:
                form.fields[PREFIX + item.id].initial = item.default
            names.append(PREFIX + item.id)
    return names


def pack_values(form: forms.Form, policy: Policy, *, personal: bool) -> dict[str, Any]:
    """What was typed into the pack's own fields, by field id, as plain values."""
    values = {}
    for item in policy.pack.fields:
        name = PREFIX + item.id
        if name in form.cleaned_data and item.personal == personal:
            values[item.id] = plain(form.cleaned_data[name])
    return values


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime) else value
