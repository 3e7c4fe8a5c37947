"""What is asked about a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.complaints.models import Case
from redress.web.casefile.packforms import LocalDateTime, Words, text_area


class AddForm(forms.Form):
    """What the caller said about a case that is open already."""

    case = forms.ModelChoiceField(Case.objects.none(), to_field_name="number", label=_("Case"), empty_label=None, widget=forms.RadioSelect)
    text = Words(label=_("What the caller said"), max_length=100_000, widget=text_area(3))
    call_back_at = LocalDateTime(label=_("Call-back promised for"), required=False, help_text=_("Only where you promised the customer a call."))

    def __init__(self, *args: Any, cases: list[Case], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["case"]
        field.queryset = Case.objects.filter(pk__in=[case.pk for case in cases])
        field.label_from_instance = lambda case: f"{case.number} {case.title[:60]}"


class DismissForm(forms.Form):
    """Why a call needs no record."""

    reason = Words(label=_("Reason"), max_length=300, help_text=_("As in: wrong number, hung up at once, a colleague testing the line."))
