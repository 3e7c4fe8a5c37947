"""The style guide: every component in every state, for whoever builds or checks a page."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

STEPS = (_("Receipt"), _("Handling"), _("Analysis"), _("Correction"), _("Verification"))


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Complainant"), help_text=_("As the customer gives it; company names in full."))
    phone = forms.CharField(label=_("Phone"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=[("hotline", _("Hotline")), ("walk-in", _("Walk-in"))])
    when = forms.DateField(label=_("Date of the event"), widget=forms.DateInput(attrs={"type": "date"}))
    matter = forms.CharField(label=_("Matter"), widget=forms.Textarea)
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[("minor", _("Minor")), ("moderate", _("Moderate")), ("serious", _("Serious"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=_("The record was read back and confirmed"), required=False)


class NoteForm(forms.Form):
    """A form whose draft is kept."""

    text = forms.CharField(
        label=_("Remark"), widget=forms.Textarea, help_text=_("Typed text survives a crash and a lost connection.")
    )


def ring(*states: str) -> list[dict[str, object]]:
    """The five stages of the loop with these states."""
    return [{"label": label, "state": state} for label, state in zip(STEPS, states, strict=True)]


def sample(now: datetime) -> dict[str, Any]:
    """What the guide shows, around the moment ``now``."""
    return {
        "rings": [
            ring("done", "current", "todo", "todo", "todo"),
            ring("done", "done", "missing", "current", "todo"),
            ring("done", "done", "done", "done", "done"),
        ],
        "dues": [now + timedelta(minutes=minutes) for minutes in (4620, 200, 9, -40, -3060)],
        "note": NoteForm(),
        "form": SampleForm({"matter": "", "channel": "hotline"}),
        "page": Paginator(range(230), 50).page(2),
        "filters": [
            {"label": _("Stage"), "value": _("Handling"), "url": "?"},
            {"label": _("Due"), "value": _("this week"), "url": "?"},
        ],
        "tabs": [
            {"key": "one", "label": _("Timeline"), "url": "#", "count": 12},
            {"key": "two", "label": _("Evidence"), "url": "#", "count": 3},
            {"key": "three", "label": _("Clocks"), "url": "#"},
        ],
        "tones": ("quiet", "calm", "info", "good", "soon", "late"),
        "sample_changes": [{"label": _("Grade"), "was": _("Minor"), "now": _("Serious")}],
        "rows": [
            {
                "number": f"TS20260213-{n:04}",
                "title": title,
                "due": now + timedelta(hours=n * 7 - 9),
                "ring": ring(*states),
            }
            for n, (title, states) in enumerate(
                [
                    (_("Air purifier smokes after ten minutes"), ("done", "current", "todo", "todo", "todo")),
                    (_("Refund promised and not paid"), ("done", "done", "current", "todo", "todo")),
                    (_("Rude answer at the service desk"), ("done", "done", "done", "current", "todo")),
                ],
                1,
            )
        ],
        "actions": [{"name": "act", "value": "assign", "label": _("Assign"), "icon": "user-check"}],
        "at": now - timedelta(minutes=12),
    }


def guide(request: HttpRequest) -> HttpResponse:
    """The guide; only while developing or in a demo organisation. Its forms can be sent and store nothing."""
    if not (settings.DEBUG or settings.ENV.demo):
        raise Http404
    if request.method == "POST":
        if "key" in request.POST:
            return HttpResponse(status=204)
        messages.success(request, _("Received; nothing is stored here."))
        return redirect("style")
    return render(request, "shell/style.html", sample(request.now))  # type: ignore[attr-defined]
