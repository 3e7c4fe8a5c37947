"""Forms about people, grants and substitution."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, Role, User
from redress.kernel.actor import Scope
from redress.kernel.localised import say
from redress.web.people.words import SCOPES

EXTENSION = _("By this extension, written as in the telephone system, the hotline knows whose call it is.")


class DepartmentChoice(forms.ModelChoiceField):
    """A department of the tree, indented by its depth."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Department.objects.filter(active=True).order_by("place"), empty_label="—", **options)

    def label_from_instance(self, obj: Any) -> str:
        return "　" * (obj.path.count("/") - 2) + say(obj.title, get_language() or "")


class PersonChoice(forms.ModelChoiceField):
    """Somebody who works here, with the department."""

    def __init__(self, **options: Any) -> None:
        people = User.objects.filter(is_active=True).select_related("department").order_by("department__place", "name")
        super().__init__(people, empty_label="—", **options)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {say(obj.department.title, get_language() or '')}"


class RoleChoice(forms.ModelChoiceField):
    """A role that the running policy names."""

    def label_from_instance(self, obj: Any) -> str:
        return say(obj.title, get_language() or "")


class PersonForm(forms.ModelForm):
    """The data of a person; the sign-in name is asked once and stays."""

    department = DepartmentChoice(label=_("Department"))

    class Meta:
        model = User
        fields = ("username", "name", "department", "job_title", "phone", "email", "language", "notify_by")
        labels: ClassVar = {"name": _("Name"), "email": _("E-mail")}
        help_texts: ClassVar = {"phone": EXTENSION}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _("Letters, digits, hyphens; it stays for good.")
        if self.instance.pk:
            del self.fields["username"]

    def _post_clean(self) -> None:
        """The operation stores and checks uniqueness; the person at hand stays as it was."""


class UsernameField(forms.RegexField):
    """A name to sign in with."""

    def __init__(self) -> None:
        super().__init__(
            r"^[\w.@-]+$", label=_("Sign-in name"), max_length=80, help_text=_("Letters, digits, and . @ - _; it stays for good."),
            widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        )  # fmt: skip


class PasswordForm(forms.Form):
    """A password for somebody else, to be changed at the next sign-in."""

    password = forms.CharField(
        label=_("Temporary password"), max_length=200, strip=False,
        help_text=_("At least 10 characters, not only digits and not a common word. It must be changed at the next sign-in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


class NewPersonForm(PersonForm):
    """A new person with the password for the first sign-in."""

    password = PasswordForm.base_fields["password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"username": UsernameField(), **{name: field for name, field in self.fields.items() if name != "username"}}

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class GrantForm(forms.Form):
    """A role with its reach."""

    role = RoleChoice(queryset=Role.objects.order_by("rank"), empty_label="—", label=_("Role"))
    scope = forms.ChoiceField(label=_("Reach"), choices=[(scope.value, SCOPES[scope]) for scope in Scope])
    department = DepartmentChoice(
        label=_("For the department"), required=False,
        help_text=_("Only where the reach is the department, with or without those below."),
    )  # fmt: skip


class SubstituteForm(forms.Form):
    """Who stands in, from which day to which day, both included."""

    substitute = PersonChoice(label=_("Stands in"))
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, absent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["substitute"]
        people.queryset = people.queryset.exclude(pk=absent.pk)  # type: ignore[attr-defined]

    def span(self, zone: ZoneInfo | None = None) -> dict[str, datetime]:
        """The days as moments in the organisation's zone: from their first midnight to the one after the last."""
        where = zone or timezone.get_default_timezone()
        since, until = self.cleaned_data["since"], self.cleaned_data["until"] + timedelta(days=1)
        return {"since": datetime.combine(since, time.min, where), "until": datetime.combine(until, time.min, where)}


class OwnForm(forms.ModelForm):
    """What everybody may change of themselves."""

    class Meta:
        model = User
        fields = ("language", "notify_by", "phone")
        help_texts: ClassVar = {"phone": EXTENSION}

    def _post_clean(self) -> None:
        """The operation stores; the person at hand stays as it was."""
