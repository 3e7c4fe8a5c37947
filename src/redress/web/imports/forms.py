"""Forms of the assistant: how the file is read, what its columns mean, and what was asked about them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.accounts.models import Department
from redress.accounts.queries import holders
from redress.intake.files.guessing import ONCE, meant
from redress.intake.files.moments import FORMS, moment
from redress.intake.imports import CODED, DATED
from redress.intake.models import Import
from redress.kernel.texts import clean_text
from redress.policies.policy import Policy
from redress.web.casefile.packforms import category_choices, choices, speak
from redress.web.imports.words import DELIMITERS, ENCODINGS, FIELDS, SEPARATORS, ZONES
from redress.web.shell.drawn import local

REFUSE = gettext_lazy("— refuse the row —")
EMPTY = gettext_lazy("— leave empty —")
OTHER = gettext_lazy("— as everything else —")


class ReadForm(forms.Form):
    """How the file is to be read."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=gettext_lazy("Cells are parted by"), choices=DELIMITERS)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    head = forms.IntegerField(label=gettext_lazy("Line that names the columns"), min_value=1, max_value=1000)

    def __init__(self, *args: Any, found: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, initial={name: found[name] for name in ("encoding", "delimiter", "sheet", "head")}, **options)
        for name in ("encoding", "delimiter") if found["kind"] == "book" else ("sheet",):
            del self.fields[name]
        if "sheet" in self.fields:
            self.fields["sheet"].choices = [(name, name) for name in found["sheets"]]  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """What each column means."""

    separator = forms.ChoiceField(label=gettext_lazy("Labels of a category are parted by"), choices=SEPARATORS, required=False)

    def __init__(self, *args: Any, columns: list[str], policy: Policy, chosen: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = columns
        own = [(f"fields.{item.id}", speak(item.title)) for item in policy.pack.fields if not item.fills]
        listed = [("", gettext_lazy("— leave out —")), *FIELDS.items(), *([(gettext_lazy("Own fields"), own)] if own else [])]
        for place, name in enumerate(columns):
            self.fields[f"c{place}"] = forms.ChoiceField(label=name, choices=listed, required=False, initial=chosen.get(name, ""))

    def lines(self) -> list[forms.BoundField]:
        """The columns in the order of the file."""
        return [self[f"c{place}"] for place in range(len(self.columns))]

    def chosen(self) -> dict[str, str]:
        """The field of each column that has one."""
        return {name: self.cleaned_data[f"c{place}"] for place, name in enumerate(self.columns) if self.cleaned_data.get(f"c{place}")}

    def clean(self) -> dict[str, Any]:
        given = list(self.chosen().values())
        if twice := sorted({str(FIELDS.get(name, name)) for name in given if given.count(name) > 1 and (name in ONCE or "." in name)}):
            raise forms.ValidationError(_("Only one column may mean: %(names)s.") % {"names": ", ".join(twice)})
        if "key" not in given:
            raise forms.ValidationError(_("Say which column names the row: its number there. Without it a row could not be known again, and would come in twice."))
        if {"received_at", "account", "title"} & set(given) and not {"received_at"} <= set(given):
            raise forms.ValidationError(_("Say which column tells when the complaint was received."))
        if not {"account", "title", "reply", "ended_at"} & set(given):
            raise forms.ValidationError(_("Say which column tells what happened, or what the reply was."))
        if "reply" in given and not {"replied_at", "ended_at"} & set(given):
            raise forms.ValidationError(_("Say which column tells when the reply was given."))
        for one, other in (("replied_at", "reply"), ("result", "ended_at")):
            if one in given and other not in given:
                raise forms.ValidationError(_("“%(one)s” needs “%(other)s” as well.") % {"one": FIELDS[one], "other": FIELDS[other]})
        return self.cleaned_data


def tree_of(chosen: dict[str, str], separator: str, before: dict[str, Any]) -> dict[str, Any]:
    """The mapping that a choice of columns makes; what was answered about the same column before is kept."""
    tree: dict[str, Any] = {name: before[name] for name in ("source", "by") if name in before}
    columns: dict[str, list[str]] = {}
    for column, field in chosen.items():
        columns.setdefault(field, []).append(column)
    for field, names in columns.items():
        group, _dot, own = field.rpartition(".")
        known = (before.get("fields", {}) if group else before).get(own, {})
        entry: dict[str, Any] = {"join": names} if len(names) > 1 else {"column": names[0]}
        if known.get("column") == entry.get("column"):
            entry = {**known, **entry}
        (tree.setdefault("fields", {}) if group else tree)[own] = entry
    if "account" in tree or "title" in tree:
        tree["title"] = tree.get("title") or tree["account"]
        tree["account"] = tree.get("account") or tree["title"]
        for name in ("kind", "channel", "category"):
            tree.setdefault(name, before.get(name) if "constant" in before.get(name, {}) else {"constant": ""})
    if "category" in tree and "column" in tree["category"]:
        tree["category"] = {**tree["category"], "separator": separator}
    if "ended_at" in tree:
        tree.setdefault("result", before.get("result") if "constant" in before.get("result", {}) else {"constant": ""})
    return tree


class QuestionsForm(forms.Form):
    """What must be asked before rows can become cases."""

    source = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$", label=gettext_lazy("Name of the source"), max_length=40,
        help_text=gettext_lazy("Small letters, digits, hyphens. With the number there it names a row for good: give later files from there the same name."),
    )  # fmt: skip
    by = forms.ChoiceField(label=gettext_lazy("First contact of the new cases"))

    def __init__(self, *args: Any, record: Import, policy: Policy, at: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.record, self.tree, self.looked, self.policy = record, record.answers, record.looked, policy
        self.fields["source"].initial = self.tree.get("source") or f"file-{record.pk}"
        self.fields["by"].choices = [(user.username, f"{user.name} ({user.username})") for user in holders("clerk", at)]  # type: ignore[attr-defined]
        self.fields["by"].initial = self.tree.get("by")
        if "account" not in self.tree:
            del self.fields["by"]
        self.tables: list[dict[str, Any]] = []
        self.dates: list[dict[str, Any]] = []
        for name in CODED:
            if name in self.tree:
                self._coded(name, self.tree[name], FIELDS[name], self._codes(name))
        for name, source in self.tree.get("fields", {}).items():
            item = policy.field(name)
            if item.options:
                self._coded(f"fields.{name}", source, speak(item.title), choices(item.options, blank=False))
        for name in DATED:
            if name in self.tree:
                self._dated(name)

    def _codes(self, name: str) -> list[Any]:
        pack = self.policy.pack
        match name:
            case "category":
                return category_choices(self.policy)[1:]
            case "department":
                return [(item.code, speak(item.title)) for item in Department.objects.filter(active=True).order_by("place")]
            case _:
                items: dict[str, Iterable[Any]] = {"kind": pack.kinds, "channel": pack.channels, "customer_kind": pack.customer_kinds, "result": pack.results}
                return choices(items[name], blank=False)

    def _titles(self, name: str) -> list[tuple[str, Iterable[str]]]:
        """Codes with their titles in every language, to find out what a value means."""
        pack = self.policy.pack
        if name == "category":
            return [(code, self.policy.title("categories", code).values()) for code in self.policy.categories]
        if name == "department":
            return [(item.code, item.title.values()) for item in Department.objects.all()]
        if name.startswith("fields."):
            return [(one.id, one.title.values()) for one in self.policy.field(name.removeprefix("fields.")).options]
        lists: dict[str, Iterable[Any]] = {"kind": pack.kinds, "channel": pack.channels, "customer_kind": pack.customer_kinds, "result": pack.results}
        return [(item.id, item.title.values()) for item in lists[name]]

    def _coded(self, name: str, source: dict[str, Any], label: Any, codes: list[Any]) -> None:
        """One select for a constant, or one for each value of a column and one for every other value."""
        needed = name in ("kind", "channel")
        blank = [("", REFUSE if needed else EMPTY)]
        if "column" not in source:
            needed = needed or name == "result"
            self.fields[name] = forms.ChoiceField(label=label, choices=([] if needed else blank) + codes, required=needed, initial=source.get("constant", ""))
            return
        values = self.looked.get("values", {}).get(source["column"])
        titles, rows = self._titles(name), []
        for place, (value, count) in enumerate(values or []):
            if value:
                known = source.get("values", {}).get(value) or meant(value, titles)
                self.fields[f"{name}-{place}"] = forms.ChoiceField(label=value, choices=[("", OTHER), *codes], required=False, initial=known)
                rows.append((value, count, f"{name}-{place}"))
        self.fields[f"{name}-other"] = forms.ChoiceField(label=gettext_lazy("Everything else, and empty cells"), choices=blank + codes, required=False, initial=source.get("default", ""))
        self.tables.append({"name": name, "label": label, "column": source["column"], "values": rows, "many": values is None, "other": f"{name}-other"})

    def _dated(self, name: str) -> None:
        source = self.tree[name]
        said = self.looked.get("dates", {}).get(source.get("column"), {})
        before = source.get("formats", [])
        shown: dict[str, Any] = {"label": FIELDS[name], "column": source.get("column"), "said": said, "sure": [FORMS[form] for form in said.get("sure", [])], "fields": []}
        if said.get("ask"):
            field = forms.ChoiceField(label=_("“%(text)s” means") % {"text": said["example"]}, choices=[(form, _read(said["example"], form)) for form in said["ask"]], widget=forms.RadioSelect, initial=next((one for one in before if one in said["ask"]), None))
            field.error_messages["required"] = _("Say how these dates are written. It cannot be known from the file.")
            self.fields[f"{name}-form"] = field
            shown["fields"].append(f"{name}-form")
        if said.get("mixed"):
            text = said["samples"].get("ymd", "")
            ways = [("ymd", _read(text, "ymd")), ("ydm", _read(text, "ydm") if _readable(text, "ydm") else FORMS["ydm"])]
            self.fields[f"{name}-real"] = forms.ChoiceField(
                label=_("Dates of two kinds stand in this column. A spreadsheet may have exchanged day and month where it took a text for a date. “%(text)s” means") % {"text": text},
                choices=ways, widget=forms.RadioSelect, initial="ydm" if "ydm" in before else None,
                error_messages={"required": _("Say how these dates are written. It cannot be known from the file.")},
            )  # fmt: skip
            shown["fields"].append(f"{name}-real")
        if said.get("unzoned", True):
            zones = dict.fromkeys((self.policy.pack.timezone, source.get("zone") or self.policy.pack.timezone, *ZONES))
            self.fields[f"{name}-zone"] = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in zones], initial=source.get("zone") or self.policy.pack.timezone)
            shown["fields"].append(f"{name}-zone")
        self.dates.append(shown)

    def answered(self) -> dict[str, Any]:
        """The mapping with the answers; valid as soon as the form is."""
        given, tree = self.cleaned_data, dict(self.tree)
        tree |= {name: given[name] for name in ("source", "by") if name in given}
        found = self.record.found
        tree |= {name: found[name] for name in ("encoding", "delimiter", "sheet") if found.get(name)} | {"head": found["head"]}
        for name in CODED:
            if name in tree and name in given:
                tree[name] = {"constant": given[name]}
        for table in self.tables:
            group, _dot, own = table["name"].rpartition(".")
            if group:
                tree["fields"] = dict(tree["fields"])
            holder = tree["fields"] if group else tree
            values = {value: given[field] for value, _count, field in table["values"] if given.get(field)}
            source = {key: item for key, item in holder[own].items() if key not in ("values", "default")}
            # a table without any answer must not let the written words through
            holder[own] = source | {"values": values or {"": ""}, "default": given.get(table["other"], "")}
        for name in DATED:
            if name in tree:
                tree[name] = {**tree[name], "formats": self._forms(name), "zone": given.get(f"{name}-zone", self.policy.pack.timezone)}
        return tree

    def _forms(self, name: str) -> list[str]:
        said = self.looked.get("dates", {}).get(self.tree[name].get("column"), {})
        asked, real = self.cleaned_data.get(f"{name}-form"), self.cleaned_data.get(f"{name}-real")
        forms_ = [*([asked] if asked else []), *(real if form == "ymd" and real else form for form in said.get("sure", []))]
        return list(dict.fromkeys(forms_)) or ["ymd"]


def _readable(text: str, form: str) -> bool:
    try:
        return bool(moment(text, form))
    except ValueError:
        return False


def _read(text: str, form: str) -> str:
    """A text as the moment that a form makes of it, with the name of the form."""
    return f"{local(moment(text, form).date(), 'long')} ({FORMS[form]})"


class RememberForm(forms.Form):
    """The name under which a mapping is remembered."""

    name = forms.CharField(label=gettext_lazy("Name of the template"), max_length=80)

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"])
