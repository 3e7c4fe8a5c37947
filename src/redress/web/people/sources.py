"""Outside sources: systems that pass matters on, entered, tried on a sample, switched on, and what they sent."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress.intake.models import MatterReport, Source
from redress.intake.sources import entering, returning
from redress.intake.sources.reading import FIELDS, NEEDED, Message, parse, read
from redress.intake.sources.refusing import REASONS
from redress.kernel.errors import Invalid
from redress.ledger.models import OutboxState
from redress.notify.hooks import replay
from redress.policies.policy import Policy
from redress.policies.store import current_policy
from redress.web.casefile.packforms import Words, choices, text_area
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.forms import DepartmentChoice
from redress.web.people.hooks import STATES
from redress.web.people.tree import A_PAGE, tabs
from redress.web.rights import needs

PATH = "path-"
USUAL = {name: name for name in FIELDS}
_PATH_LIKE = r"^[^\s.]+(\.[^\s.]+)*\Z"


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A source, and at which path of its messages each thing stands."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), help_text=gettext_lazy("Under which the register keeps what it passes on."))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    place = DepartmentChoice(label=gettext_lazy("Place"), required=False, help_text=gettext_lazy("A store or desk whose people receive it; else everybody who receives takes turns."))

    class Meta:
        model = Source
        fields = ("name", "slug", "channel", "kind", "place")
        labels: ClassVar = {"name": pgettext_lazy("outside source", "Name"), "slug": gettext_lazy("Short name")}
        help_texts: ClassVar = {
            "name": gettext_lazy("As it is called on the timeline, for example 12345."), "slug": gettext_lazy("Ends the address to which it sends: letters, digits, hyphens."),
        }  # fmt: skip

    def __init__(self, *args: Any, policy: Policy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].choices = choices(policy.pack.channels, blank=False)  # type: ignore[attr-defined]
        self.fields["kind"].choices = choices(policy.pack.kinds, blank=False)  # type: ignore[attr-defined]
        known = self.instance.mapping if self.instance.pk else USUAL
        for name, (label, _most) in FIELDS.items():
            self.fields[PATH + name] = forms.RegexField(
                _PATH_LIKE, label=label, required=name in NEEDED, max_length=120, initial=known.get(name, ""),
                error_messages={"invalid": gettext_lazy("Names joined by dots, without spaces, as in order.customer.name.")},
            )  # fmt: skip

    def data_of_source(self) -> dict[str, Any]:
        """What was typed, as the source keeps it."""
        paths = {name: self.cleaned_data[PATH + name] for name in FIELDS if self.cleaned_data[PATH + name]}
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()} | {"mapping": paths}

    def halves(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of the source itself, and the paths."""
        paths = [item for item in self if item.name.startswith(PATH)]
        return [("", [item for item in self if item not in paths]), (_("Where its messages hold what"), paths)]


class SampleForm(forms.Form):
    """A message to be read without effect."""

    sample = Words(label=gettext_lazy("A message as the source sends it (JSON)"), max_length=100_000, widget=text_area(8, spellcheck="false"))


class ReturnForm(forms.Form):
    """Where a source hears what became of its matters."""

    url = Words(label=gettext_lazy("Return address"), max_length=400, help_text=gettext_lazy("Begins with https://. The signing secret is shown once after saving."))


@needs(entering.RIGHT)
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Every source with how it goes."""
    return render(request, "people/sources.html", {"tabs": tabs(), "sources": Source.objects.all()[:A_PAGE]})


@needs(entering.RIGHT)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a source; its secret is shown this once, and it is not listened to before it is switched on."""
    form = SourceForm(request.POST or None, policy=current_policy(request.now))  # type: ignore[attr-defined]
    status = done(form, lambda: _save(request, form)) if request.method == "POST" else 200
    if status:
        return render(request, "people/source.html", {"form": form, "tabs": tabs()}, status=status)
    found = Source.objects.get(pk=form.instance.pk)
    return _page(request, found, secret=str(found.secret))


@needs(entering.RIGHT)
@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: its settings, its paths tried on a sample, what it passed on, what was refused."""
    found = get_object_or_404(Source, pk=pk)
    if request.method == "GET":
        return _page(request, found)
    form = SourceForm(request.POST, instance=Source.objects.get(pk=pk), policy=current_policy(request.now))  # type: ignore[attr-defined]
    status = done(form, lambda: _save(request, form))
    if status:
        return _page(request, found, form=form, status=status)
    messages.success(request, _("Saved."))
    return go(request, "source", pk)


def _save(request: HttpRequest, form: SourceForm) -> None:
    fresh = Source.objects.filter(pk=form.instance.pk).first() or Source()
    saved = entering.set_source(fresh, by=request.actor, at=request.now, **form.data_of_source())  # type: ignore[attr-defined]
    form.instance.pk = saved.pk


@needs(entering.RIGHT)
@never_cache
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Read a sample without effect, make a new secret, listen or no longer."""
    found = get_object_or_404(Source, pk=pk)
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    if code == "try":
        return _tried(request, found)
    if code == "returns":
        return _returning(request, found)
    if code == "end-returns":
        returning.end_returns(found, **stamp)
        messages.success(request, _("It is told nothing from now on."))
        return go(request, "source", pk)
    if code == "secret":
        return _page(request, found, secret=entering.new_secret(found, **stamp))
    if code not in ("open", "close"):
        raise Http404
    entering.switch_source(found, active=code == "open", **stamp)
    messages.success(request, _("Its messages are taken from now on.") if code == "open" else _("Its messages are refused from now on."))
    return go(request, "source", pk)


def _returning(request: HttpRequest, found: Source) -> HttpResponse:
    """Enter a return address, with a new secret that is shown this once."""
    form, made = ReturnForm(request.POST), []
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    status = done(form, lambda: made.append(returning.set_returns(found, form.cleaned_data["url"], **stamp))) or 200
    if not made:
        return _page(request, found, returns=form, status=status)
    return _page(request, Source.objects.get(pk=found.pk), return_secret=made[0])


@needs(entering.RIGHT)
@require_POST
def again(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """Tell a source once more what became of a matter."""
    report = get_object_or_404(MatterReport.objects.select_related("delivery__message", "delivery__hook"), pk=one, matter__source=pk)
    if not report.delivery.hook.active:
        messages.error(request, _("This went to an earlier return address; nothing is sent there any more."))
    elif replay(report.delivery, by=request.actor, at=request.now):  # type: ignore[attr-defined]
        messages.success(request, _("It is sent again within a minute."))
    else:
        messages.info(request, _("It is on its way already."))
    return go(request, "source", pk)


def _reports(found: Source) -> list[dict[str, Any]]:
    """The newest things that it was told, with what came of each."""
    newest = MatterReport.objects.filter(matter__source=found).select_related("matter__case", "delivery__message", "delivery__hook").prefetch_related("delivery__attempts")
    return [
        {
            "one": report, "told": returning.STATES[report.state], "state": STATES[report.delivery.message.state], "tries": list(report.delivery.attempts.all())[:3],
            "again": report.delivery.hook.active and report.delivery.message.state in (OutboxState.SENT, OutboxState.FAILED),
        }
        for report in newest[:A_PAGE]
    ]  # fmt: skip


def _tried(request: HttpRequest, found: Source) -> HttpResponse:
    """What a sample would give; nothing is kept of it."""
    form, read_as = SampleForm(request.POST), []
    status = done(form, lambda: read_as.append(_read(found, form.cleaned_data["sample"], request.now))) or 200  # type: ignore[attr-defined]
    if not read_as:
        return _page(request, found, sample=form, status=status)
    said: Message = read_as[0]
    values = [(label, getattr(said, name)) for name, (label, _most) in FIELDS.items()]
    matter = found.matters.select_related("case").filter(number=said.number).first()
    return _page(request, found, sample=form, tried=[pair for pair in values if pair[1]], known=matter)


def _read(found: Source, sample: str, at: Any) -> Message:
    try:
        return read(found.mapping, parse(sample.encode("utf-8", "replace")), current_policy(at).pack.zone)
    except Invalid as no:
        told = {"": no.message} | {f"{path}": sentence for path, sentence in no.errors.items()}
        raise Invalid(no.code, no.message, {"sample": " ".join(f"{path}: {words}" if path else str(words) for path, words in told.items())}) from None


def _page(
    request: HttpRequest, found: Source, *, form: SourceForm | None = None, sample: SampleForm | None = None, returns: ReturnForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    matters = Paginator(found.matters.select_related("case"), A_PAGE).get_page(request.GET.get("page"))
    refusals = [{"one": one, "why": REASONS[one.reason]} for one in found.refusals.all()[:20]]
    address = settings.ENV.public_url.rstrip("/") + entering.address_of(found)
    context = {
        "source": found, "form": form or SourceForm(instance=found, policy=current_policy(request.now)), "sample": sample or SampleForm(),  # type: ignore[attr-defined]
        "page": matters, "refusals": refusals, "returns": returns or ReturnForm(initial={"url": found.returns.url if found.returns else ""}), "reports": _reports(found), "address": address, "tabs": tabs(),
    }  # fmt: skip
    return render(request, "people/source.html", context | more, status=status)
