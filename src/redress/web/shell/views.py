"""Signing in and out, the password, language and theme."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseStopPolling

from redress.accounts.models import User
from redress.accounts.operations import change_password as keep_password
from redress.accounts.operations import sign_in as check_sign_in
from redress.accounts.preferences import set_language as keep_language
from redress.kernel.errors import DomainError
from redress.web.context import THEMES
from redress.web.middleware import LANGUAGES
from redress.web.shell.forms import ChangePasswordForm, SignInForm
from redress.web.shell.navigation import address
from redress.web.shell.reads import demo_people

BACKEND = "django.contrib.auth.backends.ModelBackend"
A_YEAR = 365 * 24 * 3600


def wanted_page(request: HttpRequest) -> str:
    """Where to go after an act of the shell: the page asked for when it is one of ours, else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else address("home") or "/"


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; in a demo organisation also one card for each role."""
    if request.htmx:  # the session ended while a page was open: the whole page goes to sign-in, and comes back
        here = urlencode({"next": request.htmx.current_url_abs_path or ""})
        return HttpResponseClientRedirect(f"{address('sign-in')}?{here}")
    if request.user.is_authenticated:
        return redirect(wanted_page(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            user = check_sign_in(
                form.cleaned_data["username"],
                form.cleaned_data["password"],
                at=request.now,
                tries=settings.ENV.sign_in_tries,
                lock=timedelta(minutes=settings.ENV.sign_in_lock_minutes),
            )
        except DomainError as no:
            form.add_error(None, str(no))
        else:
            login(request, user, backend=BACKEND)
            return redirect(wanted_page(request))
    people = demo_people(request.now) if settings.ENV.demo else []
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", ""), "people": people}
    return render(request, "shell/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Become a person of the demo organisation; there is no such page anywhere else."""
    if not settings.ENV.demo:
        raise Http404
    user = get_object_or_404(User, username=request.POST.get("username", ""), is_active=True)
    login(request, user, backend=BACKEND)
    return redirect(wanted_page(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; drafts stay on this computer for the same person."""
    logout(request)
    messages.info(request, _("You are signed out."))
    return redirect("sign-in")


@login_required
@never_cache
@sensitive_post_parameters("old", "new", "again")
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; this session goes on, others end."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if form.is_valid():
        keep_password(request.user, form.cleaned_data["new"], by=request.actor, at=request.now)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed."))
        return redirect(wanted_page(request))
    return render(request, "shell/change_password.html", {"form": form}, status=422 if form.errors else 200)


def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its count; tells the page to stop asking once the session has ended or there is nothing to open."""
    if not request.user.is_authenticated or not address("notices"):
        return HttpResponseStopPolling()
    return render(request, "shell/parts/bell.html")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language and stay on the page; a signed-in person keeps it everywhere."""
    chosen = request.POST.get("language", "")
    response = redirect(wanted_page(request))
    if chosen in LANGUAGES:
        if request.user.is_authenticated:
            keep_language(request.user, chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, samesite="Lax", secure=settings.ENV.https
        )
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the computer says; kept in this browser."""
    chosen = request.POST.get("theme", "")
    response = redirect(wanted_page(request))
    if chosen in THEMES:
        response.set_cookie("redress_theme", chosen, max_age=A_YEAR, samesite="Lax", secure=settings.ENV.https)
    return response
