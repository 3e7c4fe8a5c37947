"""What a visitor is asked in a talk."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.intake.models import Talk
from redress.intake.talks.visiting import LONGEST
from redress.web.casefile.packforms import Words, text_area
from redress.web.portal.brakes import Braked
from redress.web.portal.forms import Files, Follow, WithFiles


class Begin(Braked):
    """The first line; the secret of this showing of the form becomes the secret of the talk."""

    door = "talk"
    quick = timedelta(0)  # "hello" is written and sent in less time than a form

    text = Words(label=gettext_lazy("Your message"), max_length=LONGEST, widget=text_area(3))
    name = Words(
        label=gettext_lazy("Your name, if you like"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class Line(WithFiles):
    """A line in a talk; files once it belongs to a case."""

    door = "line"
    slow = False

    text = Words(label=gettext_lazy("Your message"), max_length=LONGEST, required=False, widget=text_area(2))
    files = Files()

    def __init__(self, *args: Any, talk: Talk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if talk.case is None or talk.case.ended:
            del self.fields["files"]

    def lost(self) -> list[str]:
        return super().lost() if "files" in self.fields else []

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("text", "").strip() and not self.cleaned_data.get("files") and not self.errors:
            self.add_error("text", _("Write something first."))
        return super().clean()


class Open(Follow):
    """Number and key, within a talk or to begin one."""


class Reach(Braked):
    """How the visitor can be reached when nobody is there."""

    door = "line"
    slow = False

    name = Words(
        label=gettext_lazy("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = Words(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("phone") and not self.cleaned_data.get("email") and not self.errors:
            self.add_error("phone", _("Leave a phone number or an e-mail address, so that we can answer you."))
        return super().clean()

    def contact(self) -> dict[str, str]:
        """How to reach whoever wrote."""
        return {key: self.cleaned_data[key] for key in ("phone", "email") if self.cleaned_data[key]}
