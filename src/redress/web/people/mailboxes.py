"""Mailboxes that are read: entered, tried without effect, opened, and what became of each letter."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress.complaints.customers import mask
from redress.intake.mail import boxes
from redress.intake.mail.fetching import MOST, Fetched, trial
from redress.intake.models import Mailbox, MailIn, Outcome
from redress.kernel.errors import DomainError
from redress.policies.store import current_policy
from redress.web.casefile.packforms import LocalDateTime, choices
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.forms import DepartmentChoice
from redress.web.people.tree import tabs
from redress.web.rights import needs

A_PAGE = 50
TONES: dict[str, str] = {Outcome.NEW: "good", Outcome.ADDED: "good", Outcome.HELD: "soon", Outcome.BOUNCE: "late", Outcome.UNREADABLE: "late"}


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]
    """What must be known to read a mailbox."""

    password = forms.CharField(
        label=gettext_lazy("Password"), required=False, strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Many providers give a password of its own for mail programs. Left empty, the one known stays."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), help_text=gettext_lazy("Under which the register keeps what comes in here."))
    place = DepartmentChoice(label=gettext_lazy("Place"), required=False, help_text=gettext_lazy("A store or desk whose people receive it; else everybody who receives takes turns."))
    taken_from = LocalDateTime(label=gettext_lazy("Letters since"), help_text=gettext_lazy("Older letters are left alone."))

    class Meta:
        model = Mailbox
        fields = ("name", "address", "host", "port", "tls", "username", "password", "folder", "channel", "place", "taken_from", "acknowledge")
        labels = {
            "name": pgettext_lazy("mailbox", "Name"), "address": gettext_lazy("E-mail address"), "host": gettext_lazy("IMAP server"), "port": gettext_lazy("Port"),
            "tls": gettext_lazy("Encrypted from the start (TLS)"), "username": gettext_lazy("User"), "folder": gettext_lazy("Folder"),
            "acknowledge": gettext_lazy("Acknowledge new complaints by e-mail"),
        }  # fmt: skip

    def __init__(self, *args: Any, policy: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].choices = choices(policy.pack.channels, blank=False)  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.fields["password"].required = True


@needs(boxes.RIGHT)
@require_GET
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Every mailbox with how it goes."""
    listed = [{"box": box, "held": box.letters.filter(outcome=Outcome.HELD).count()} for box in Mailbox.objects.all()]
    return render(request, "people/mailboxes.html", {"tabs": tabs(), "boxes": listed})


@needs(boxes.RIGHT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a mailbox; it is not read before somebody opens it."""
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    mail = next((channel.id for channel in policy.pack.channels if channel.email), policy.pack.channels[0].id)
    form = MailboxForm(request.POST or None, policy=policy, initial={"channel": mail, "taken_from": request.now, "port": 993, "tls": True})  # type: ignore[attr-defined]
    status = 200
    if request.method == "POST":
        status = done(form, lambda: _save(request, form))
        if not status:
            messages.success(request, _("The mailbox is entered. Try it, then open it."))
            return go(request, "mailbox", form.instance.pk)
    return render(request, "people/mailbox.html", {"form": form, "tabs": tabs()}, status=status)


def _save(request: HttpRequest, form: MailboxForm) -> None:
    fresh = Mailbox.objects.filter(pk=form.instance.pk).first() or Mailbox()
    saved = boxes.set_mailbox(fresh, by=request.actor, at=request.now, **form.cleaned_data)  # type: ignore[attr-defined]
    form.instance.pk = saved.pk


@needs(boxes.RIGHT)
@require_http_methods(["GET", "POST"])
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """One mailbox: its settings, how it goes, its letters."""
    found = get_object_or_404(Mailbox, pk=pk)
    if request.method == "GET":
        return _page(request, found)
    form = MailboxForm(request.POST, instance=Mailbox.objects.get(pk=pk), policy=current_policy(request.now))  # type: ignore[attr-defined]
    status = done(form, lambda: _save(request, form))
    if status:
        return _page(request, found, form=form, status=status)
    messages.success(request, _("Saved."))
    return go(request, "mailbox", pk)


@needs(boxes.RIGHT)
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Try a mailbox without effect, open it, close it."""
    found = get_object_or_404(Mailbox, pk=pk)
    if code == "try":
        return _page(request, found, tried=trial(found, at=request.now))  # type: ignore[attr-defined]
    if code not in ("open", "close"):
        raise Http404
    boxes.open_mailbox(found, active=code == "open", by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("The mailbox is read each minute from now on.") if code == "open" else _("The mailbox is no longer read."))
    return go(request, "mailbox", pk)


@needs(boxes.RIGHT)
@require_POST
def take_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held letter in."""
    entry = get_object_or_404(MailIn.objects.select_related("mailbox"), pk=pk)
    try:
        taken = boxes.take_held(entry, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except (DomainError, OSError) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{taken.get_outcome_display()}: {taken.case}" if taken.case else str(taken.get_outcome_display()))
    return go(request, "mailbox", entry.mailbox_id)


def _page(request: HttpRequest, found: Mailbox, *, form: MailboxForm | None = None, tried: Fetched | None = None, status: int = 200) -> HttpResponse:
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    letters = Paginator(found.letters.all(), A_PAGE).get_page(request.GET.get("page"))
    for entry in letters:
        entry.masked = mask("email", entry.sender or "")
        entry.tone = TONES.get(entry.outcome, "quiet")
    context = {
        "box": found, "form": form or MailboxForm(instance=found, policy=policy), "page": letters, "tried": tried, "most": MOST, "tabs": tabs(),
        "counts": [(Outcome(key).label, count) for key, count in sorted(tried.counts.items())] if tried else [],
        "shown": [{"letter": letter, "sender": mask("email", letter.sender), "outcome": outcome.label, "case": number} for letter, outcome, number in tried.shown] if tried else [],
    }  # fmt: skip
    return render(request, "people/mailbox.html", context, status=status)
