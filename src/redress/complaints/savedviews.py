"""Saved selections of the queue."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import User
from redress.accounts.rules import require
from redress.complaints.models import SavedView
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid


def views_for(user: User) -> QuerySet[SavedView]:
    """A person's own views and those shared by others."""
    return SavedView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")


def save_view(user: User, *, name: str, query: str, by: Actor, shared: bool = False) -> SavedView:
    """Keep a selection under a name; the same name again replaces it. Raises NotAllowed for sharing without the right."""
    if shared:
        require(by, "view.share")
    if not name.strip():
        raise Invalid("view", _("The view was not saved."), {"name": _("Give it a name.")})
    kept, _made = SavedView.objects.update_or_create(owner=user, name=name, defaults={"query": query, "shared": shared})
    return kept


def drop_view(user: User, pk: int) -> None:
    """Forget a view of one's own; another person's stays."""
    SavedView.objects.filter(owner=user, pk=pk).delete()
