"""Group robots: entered, tried, switched on, and what each said with what came of it."""

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
from django_q.tasks import async_task

from redress.kernel.errors import IllegalMove
from redress.ledger.models import OutboxState
from redress.notify.models import PlatformCode, Robot, RobotPost
from redress.notify.robots import entering
from redress.notify.robots.kinds import KINDS
from redress.notify.robots.platforms import ADVICE, Why
from redress.policies.store import current_policy
from redress.web.casefile.packforms import Words
from redress.web.formacts import done
from redress.web.hx import go, render_part
from redress.web.people.forms import DepartmentChoice
from redress.web.people.tree import A_PAGE, tabs
from redress.web.rights import needs

NOW = "redress.jobs.tasks.call_groups"
USUAL = ("case.registered", "case.alert", "case.regraded", "clock.escalated")


class RobotForm(forms.ModelForm):  # type: ignore[type-arg]
    """What must be known of a robot. Address and secret are never shown again."""

    url = Words(
        label=gettext_lazy("Webhook address"), max_length=400, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text=gettext_lazy("Copied whole from the robot's settings in the group."),
    )  # fmt: skip
    secret = forms.CharField(
        label=gettext_lazy("Signing secret"), max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Where the robot's security is “signature” (DingTalk, Feishu). WeCom has none."),
    )  # fmt: skip
    department = DepartmentChoice(label=gettext_lazy("Speaks of the cases of"), required=False, help_text=gettext_lazy("The department and all below it; left empty, of the whole organisation."))
    platform = forms.ChoiceField(label=pgettext_lazy("robot", "Platform"), choices=[("", "—"), *PlatformCode.choices])
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Tells the group of"), choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    opening = Words(
        label=gettext_lazy("Opening words"), max_length=60, required=False,
        help_text=gettext_lazy("Begin each message. Where the robot's security is “keyword”, put the keyword here."),
    )  # fmt: skip
    mobiles = Words(
        label=gettext_lazy("Mention"), max_length=300, required=False,
        help_text=gettext_lazy("Mobile numbers of members of the group, apart by spaces (DingTalk, WeCom)."),
    )  # fmt: skip

    class Meta:
        model = Robot
        fields = ("name", "platform", "url", "secret", "department", "language", "opening", "mobiles", "kinds")
        labels: ClassVar = {"name": pgettext_lazy("robot", "Name")}
        help_texts: ClassVar = {"name": gettext_lazy("For you, as in “Customer service group”.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["url"].required = not self.instance.pk
        if self.instance.pk:
            self.initial |= {"url": "", "secret": ""}
            for name in ("url", "secret"):
                self.fields[name].help_text = _("Left empty, the one known stays.")

    def _post_clean(self) -> None:
        """The operation stores; the robot at hand stays as it was."""

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Robot.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another robot has this name."))
        return name


@needs(entering.RIGHT)
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Every robot with how it goes."""
    listed = [{"robot": robot, "last": robot.posts.first(), "kinds": _kinds(robot)} for robot in Robot.objects.select_related("department")[:A_PAGE]]
    return render(request, "people/robots.html", {"tabs": tabs(), "rows": listed})


def _kinds(robot: Robot) -> list[object]:
    return [KINDS[kind] for kind in robot.kinds if kind in KINDS]


@needs(entering.RIGHT)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a robot; it says nothing before it is switched on."""
    usual = {"kinds": USUAL, "language": current_policy(request.now).pack.language.lower()}  # type: ignore[attr-defined]
    form = RobotForm(request.POST or None, initial=usual)
    status = 200
    if request.method == "POST":
        status = done(form, lambda: _save(request, form))
        if not status:
            messages.success(request, _("The robot is entered. Send a test message, then switch it on."))
            return go(request, "robot", form.instance.pk)
    return render(request, "people/robot.html", {"form": form, "tabs": tabs()}, status=status)


def _save(request: HttpRequest, form: RobotForm) -> None:
    fresh = Robot.objects.filter(pk=form.instance.pk).first() or Robot()
    form.instance.pk = entering.set_robot(fresh, by=request.actor, at=request.now, **form.cleaned_data).pk  # type: ignore[attr-defined]


@needs(entering.RIGHT)
@never_cache
@require_http_methods(["GET", "POST"])
def robot(request: HttpRequest, pk: int) -> HttpResponse:
    """One robot: its settings, and what it said."""
    found = get_object_or_404(Robot, pk=pk)
    if request.method == "GET":
        return _page(request, found)
    form = RobotForm(request.POST, instance=Robot.objects.get(pk=pk))
    status = done(form, lambda: _save(request, form))
    if status:
        return _page(request, found, form=form, status=status)
    messages.success(request, _("Saved."))
    return go(request, "robot", pk)


@needs(entering.RIGHT)
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Send a test message, switch it on or off, remove it."""
    found = get_object_or_404(Robot, pk=pk)
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    if code == "test":
        entering.try_robot(found, **stamp)
        async_task(NOW)
        messages.success(request, _("The test message is on its way; what comes of it shows below."))
    elif code in ("on", "off"):
        entering.switch_robot(found, active=code == "on", **stamp)
        messages.success(request, _("It speaks from now on.") if code == "on" else _("It is silent from now on."))
    elif code == "remove":
        try:
            entering.remove_robot(found, **stamp)
        except IllegalMove as no:
            messages.error(request, str(no))
            return go(request, "robot", pk)
        messages.success(request, _("The robot is removed."))
        return go(request, "robots")
    else:
        raise Http404
    return go(request, "robot", pk)


@needs(entering.RIGHT)
@require_POST
def again(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """Say once more what a message said."""
    post = get_object_or_404(RobotPost.objects.select_related("robot"), pk=one, robot=pk)
    if entering.say_again(post, by=request.actor, at=request.now):  # type: ignore[attr-defined]
        async_task(NOW)
        messages.success(request, _("It is sent again within a minute."))
    else:
        messages.info(request, _("It is on its way already."))
    return go(request, "robot", pk)


def _page(request: HttpRequest, found: Robot, *, form: RobotForm | None = None, status: int = 200) -> HttpResponse:
    said = Paginator(found.posts.prefetch_related("calls__message"), A_PAGE).get_page(request.GET.get("page"))
    last = said[0].pk if said.object_list and said.number == 1 else 0
    rows = [
        {"post": post, "why": Why(post.why).label if post.why else "", "advice": ADVICE.get(post.why, ""), "again": _may_go_again(post), "newest": post.pk == last}
        for post in said
    ]  # fmt: skip
    context = {
        "robot": found, "form": form or RobotForm(instance=found), "address": entering.masked(found.url), "tabs": tabs(), "page": said, "rows": rows,
        "waiting": found.calls.filter(message__state__in=[OutboxState.PENDING, OutboxState.SENDING]).count(),
    }  # fmt: skip
    return render_part(request, "people/robot.html", "said", context, status=status)


def _may_go_again(post: RobotPost) -> bool:
    return any(call.message.state in (OutboxState.SENT, OutboxState.FAILED, OutboxState.DOUBTFUL) for call in post.calls.all())
