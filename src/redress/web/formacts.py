"""Doing an act that a form asks for: a refusal comes back in the form with everything that was typed."""

from collections.abc import Callable

from django import forms

from redress.kernel.errors import DomainError, IllegalMove, Invalid, NotAllowed, Stale

STATUS = ((NotAllowed, 403), (IllegalMove, 409), (Stale, 409), (Invalid, 422))


def done(form: forms.BaseForm, act: Callable[[], object]) -> int:
    """Run ``act`` when the form is in order. 0 when it was done; else the status of the page that shows the form again."""
    if not form.is_valid():
        return 422
    try:
        act()
    except DomainError as no:
        named = no.errors if isinstance(no, Invalid) else {}
        for name, sentence in named.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not named:
            form.add_error(None, str(no))
        return next((status for kind, status in STATUS if isinstance(no, kind)), 409)
    return 0
