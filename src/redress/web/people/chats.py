"""Chat platforms: accounts entered, tried, switched on; what came, what left, what went wrong."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress.intake.chats import entering
from redress.intake.chats.refusing import REASONS
from redress.intake.chats.taking import MOST_AN_HOUR
from redress.ledger.models import OutboxState
from redress.notify.chats import chat_again, lost, why
from redress.notify.errcodes import words
from redress.notify.models import ChatAccount, ChatMessage, Platform
from redress.policies.policy import Policy
from redress.policies.store import current_policy
from redress.web.casefile.packforms import choices
from redress.web.codes import public_address
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.tree import A_PAGE, tabs
from redress.web.rights import needs

KEPT = gettext_lazy("Left empty, the one known stays; it is never shown.")


def _secret(label: object, **more: Any) -> forms.CharField:
    """A field whose kept value never reaches the page; what was just typed stays when the form is shown again."""
    return forms.CharField(label=label, required=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True), **more)


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the platform shows of an account."""

    agent = forms.IntegerField(label=gettext_lazy("AgentID"), required=False, min_value=0, max_value=2**31 - 1, help_text=gettext_lazy("Of a WeCom app only."))
    token = _secret(gettext_lazy("Token"))
    aes_key = _secret(gettext_lazy("EncodingAESKey"), help_text=gettext_lazy("43 letters and digits. Without it an official account speaks in plain mode, in which what comes in is not protected."))
    secret = _secret(gettext_lazy("Secret (AppSecret)"))
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), help_text=gettext_lazy("Under which the register keeps what comes in here; what staff say by it goes back into the chat."))

    class Meta:
        model = ChatAccount
        fields = ("platform", "name", "app", "agent", "token", "aes_key", "secret", "channel")
        labels: ClassVar = {"platform": gettext_lazy("Platform"), "name": pgettext_lazy("chat account", "Name"), "app": gettext_lazy("AppID or CorpID")}
        help_texts: ClassVar = {"name": gettext_lazy("As staff see it beside a talk."), "app": gettext_lazy("AppID of the official account, CorpID of WeCom.")}

    def __init__(self, *args: Any, policy: Policy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].choices = choices(policy.pack.channels, blank=False)  # type: ignore[attr-defined]
        self.fields["platform"].choices = Platform.choices  # type: ignore[attr-defined]
        for name in entering.SECRETS:
            self.initial.pop(name, None)
            if self.instance.pk:
                self.fields[name].help_text = KEPT
            else:
                self.fields[name].required = name != "aes_key"

    def clean_app(self) -> str:
        """An id has no blanks; copying often brings some along."""
        return "".join(self.cleaned_data["app"].split())


@needs(entering.RIGHT)
@require_GET
def chats(request: HttpRequest) -> HttpResponse:
    """Every account with how it goes."""
    return render(request, "people/chats.html", {"tabs": tabs(), "accounts": [{"one": one, "trouble": _trouble(one)} for one in ChatAccount.objects.all()[:A_PAGE]]})


@needs(entering.RIGHT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an account; nothing is listened to before it is switched on."""
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    door = policy.pack.portal
    form = AccountForm(request.POST or None, policy=policy, initial={"channel": door.channel if door else ""})
    status = 200
    if request.method == "POST":
        status = done(form, lambda: _save(request, form))
        if not status:
            messages.success(request, _("The account is entered. Test the connection, then switch it on."))
            return go(request, "chat", form.instance.pk)
    return render(request, "people/chat.html", {"form": form, "tabs": tabs(), "messenger": _open_here(policy)}, status=status)


def _save(request: HttpRequest, form: AccountForm) -> None:
    fresh = ChatAccount.objects.filter(pk=form.instance.pk).first() or ChatAccount()
    saved = entering.set_account(fresh, by=request.actor, at=request.now, **form.cleaned_data)  # type: ignore[attr-defined]
    form.instance.pk = saved.pk


@needs(entering.RIGHT)
@require_http_methods(["GET", "POST"])
def chat(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its settings, its callback, how it goes."""
    found = get_object_or_404(ChatAccount, pk=pk)
    if request.method == "GET":
        return _page(request, found)
    form = AccountForm(request.POST, instance=ChatAccount.objects.get(pk=pk), policy=current_policy(request.now))  # type: ignore[attr-defined]
    status = done(form, lambda: _save(request, form))
    if status:
        return _page(request, found, form=form, status=status)
    messages.success(request, _("Saved."))
    return go(request, "chat", pk)


@needs(entering.RIGHT)
@never_cache
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Test the connection, listen or no longer."""
    found = get_object_or_404(ChatAccount, pk=pk)
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    if code == "try":
        why = entering.try_account(found, **stamp)
        return _page(request, ChatAccount.objects.get(pk=pk), tried=True, failed=why)
    if code not in ("open", "close"):
        raise Http404
    entering.switch_account(found, active=code == "open", **stamp)
    messages.success(request, _("It is on. Enter the callback address at the platform now.") if code == "open" else _("It is off: what customers write there is no longer taken."))
    return go(request, "chat", pk)


@needs(entering.RIGHT)
@require_POST
def again(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """Send a text again."""
    message = get_object_or_404(ChatMessage.objects.select_related("peer__account", "message"), pk=one, peer__account=pk)
    if chat_again(message, by=request.actor, at=request.now):  # type: ignore[attr-defined]
        messages.success(request, _("It is sent again in a moment."))
    return go(request, "chat", pk)


def _trouble(account: ChatAccount) -> object:
    return words(account.trouble) if account.trouble else ""


def _open_here(policy: Policy) -> bool:
    return policy.pack.portal is not None and policy.pack.portal.messenger is not None


def _page(request: HttpRequest, found: ChatAccount, *, form: AccountForm | None = None, status: int = 200, **more: Any) -> HttpResponse:
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    missed = lost().filter(peer__account=found).order_by("-pk")[:20]
    context = {
        "account": found, "form": form or AccountForm(instance=found, policy=policy), "tabs": tabs(), "messenger": _open_here(policy),
        "address": public_address(request, entering.address_of(found)), "trouble": _trouble(found),
        "refusals": [{"one": one, "why": str(REASONS[one.reason]) % {"most": MOST_AN_HOUR}} for one in found.refusals.all()[:20]],
        "lost": [{"one": one, "why": why(one)} for one in missed],
        "waiting": ChatMessage.objects.filter(text__isnull=False, peer__account=found, message__state=OutboxState.PENDING).count(),
    }  # fmt: skip
    return render(request, "people/chat.html", context | more, status=status)
